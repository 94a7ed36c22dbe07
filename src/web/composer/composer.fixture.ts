import type { Place } from "../../client/model/place.ts";
import { Cell } from "../../client/model/source.ts";
import type { Message, MessageItem } from "../../client/model/timeline.ts";
import type { Asked, Reply } from "../../client/outgoing.ts";

/** For tests of the composer: a place and a chat that are the test's. */

/** Runs what was changed at once. */
export const AT_ONCE = (run: () => void): void => run();

/** A message that somebody said, and that is one's own if it is by `me`. */
export function said(nick: string, text: string, rest: Partial<Message> = {}): MessageItem {
  const id = `id-${text}`;
  const from = { nick, user: "u", host: "h" };
  const message: Message = { type: "message", seq: 1, at: 1, id, from, to: "#lobby", form: "message", text, ...rest };
  return { kind: "message", key: id, message, isOwn: nick === "me", isMention: false };
}

/** The channel `#lobby`. @param here who is in it */
export function fakePlace(items: readonly MessageItem[] = [], here: readonly string[] = []) {
  const loads: string[] = [];
  const list = here.map((nick) => ({ nick, user: "u", host: "h", modes: "", dialects: [] }));
  const place = {
    name: "#lobby",
    kind: "channel",
    timeline: new Cell(
      {
        items,
        hasEarlier: false,
        hasLater: false,
        loading: undefined,
        newAfter: undefined,
        begins: true,
      },
      AT_ONCE,
    ),
    members: new Cell({ list, isWhole: true, total: list.length }, AT_ONCE),
    async loadEarlier() {
      loads.push("earlier");
    },
  } satisfies Partial<Place>;
  return { place, loads };
}

/** What is asked and said, and a chat that answers so. */
export function fakeChat(reply: Reply = { type: "ok" }) {
  const asked: Asked[] = [];
  const did: (readonly string[])[] = [];
  const note = async (...words: readonly string[]): Promise<Reply> => {
    did.push(words);
    return reply;
  };
  const chat = {
    async ask(command: Asked) {
      asked.push(command);
      return reply;
    },
    say(to: string, text: string, options?: { readonly form?: string }) {
      did.push(["say", to, text, ...(options?.form === undefined ? [] : [options.form])]);
      return true;
    },
    leave: (name: string) => note("leave", name),
    edit: (to: string, id: string, text: string) => note("edit", to, id, text),
    redact: (to: string, id: string, reason?: string) =>
      note("redact", to, id, ...(reason === undefined ? [] : [reason])),
    react: (to: string, id: string, text: string) => note("react", to, id, text),
  };
  return { chat, asked, did };
}
