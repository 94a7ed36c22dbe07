import { Chat } from "../../client/model/chat.ts";
import type { Self } from "../../client/model/own.ts";
import { Cell } from "../../client/model/source.ts";

/** A chat that has no connection, as somebody of whom the server has said so much. */
export function chatOf(facts: Partial<Self>): Chat {
  const chat = new Chat({
    transport: { open: () => ({ send: () => {}, close: () => {} }) },
    timers: { after: () => () => {} },
    chance: () => 0.5,
    client: "c".repeat(16),
    now: () => 0,
    schedule: (run) => run(),
    drafts: { load: () => new Map(), save: () => {} },
    notify: () => {},
  });
  const self: Self = { nick: "ada", server: "test", version: "0", epoch: "test", channel: "#lobby", ...facts };
  return Object.defineProperty(chat, "self", { value: new Cell<Self | undefined>(self, (run) => run()) });
}
