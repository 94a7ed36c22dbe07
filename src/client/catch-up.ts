import type { MessageEvent } from "../core/events.ts";
import { LIMITS } from "../core/limits.ts";
import type { JsonCommand } from "../wire/json/commands.ts";
import type { Cursor } from "./cursor.ts";
import type { Reply } from "./outgoing.ts";

/** What catching up needs of the link. `ask` never calls back once the connection is broken. */
export interface CatchUpParts {
  ask(command: JsonCommand, done: (reply: Reply) => void): void;
  show(events: readonly MessageEvent[]): void;
  gap(channel: string, text: string): void;
}

/** Fetches what was said in a channel since it was shown last, page by page; if it is too much, only the latest of it. */
export function catchUp(cursor: Cursor, parts: CatchUpParts): void {
  if (cursor.behind !== undefined) nextPage(cursor, cursor.behind, parts);
}

/** Asks again if the channel was renamed meanwhile: then it was refused for its old name. */
function nextPage(cursor: Cursor, after: number, parts: CatchUpParts): void {
  const channel = cursor.name;
  parts.ask({ type: "history", channel, after, limit: LIMITS.catchUpPage }, (reply) => {
    if (reply.type === "refused") {
      if (cursor.name !== channel) {
        nextPage(cursor, after, parts);
        return;
      }
      parts.gap(channel, reply.text);
      parts.show(cursor.finish());
      return;
    }
    const progress = cursor.page(reply.messages ?? [], reply.more ?? false);
    parts.show(progress.show);
    if (progress.after !== undefined) nextPage(cursor, progress.after, parts);
    else if (progress.gap) {
      parts.gap(cursor.name, "More was said meanwhile than is shown here.");
      latestPage(cursor, parts);
    }
  });
}

function latestPage(cursor: Cursor, parts: CatchUpParts): void {
  const channel = cursor.name;
  parts.ask({ type: "history", channel, limit: LIMITS.catchUpPage }, (reply) => {
    if (reply.type === "refused" && cursor.name !== channel) latestPage(cursor, parts);
    else parts.show(cursor.latest(reply.type === "ok" ? (reply.messages ?? []) : []));
  });
}
