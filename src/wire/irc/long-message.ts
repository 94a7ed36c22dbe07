import type { MessageEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { utf8Length } from "../../core/utf8.ts";
import { CONCAT, cutsOf, MULTILINE } from "./multiline.ts";
import { type Piece, piecesOf, withoutBlanks } from "./split-text.ts";

/** What stands in front of the lines of a message. */
export interface Front {
  /** Its author, with the colon and the space. */
  readonly from: string;
  /** The author, the command and the target, up to the text. */
  readonly head: string;
  /** All tags of the message, with `@` and the space behind; "" if there are none. */
  readonly tags: string;
  /** Those that may stand on more than one of its lines. */
  readonly later: string;
}

/**
 * A message that may take more than one line: for who takes batches a batch if it does, for others several messages, of
 * which only the first has the id.
 */
export function longMessage(event: MessageEvent, front: Front, takesBatches: boolean): string {
  const isAction = event.form === "action";
  const open = isAction ? "\x01ACTION " : "";
  const close = isAction ? "\x01" : "";
  // What a line holds besides its tags and its end.
  const room = LIMITS.ircLineBytes - 2 - utf8Length(front.head) - open.length - close.length;
  const pieces = piecesOf(event.text, room, cutsOf(event.tags));
  // An action is made of marks around one line, so one of several lines is several. Nothing but blank lines is no batch.
  if (takesBatches && !isAction && pieces.length > 1 && pieces.some(({ text }) => text !== "")) {
    return batch(event, front, pieces);
  }
  return withoutBlanks(pieces)
    .map(({ text }, i) => `${i === 0 ? front.tags : front.later}${front.head}${open}${text}${close}\r\n`)
    .join("");
}

/** IRCv3 multiline. The name is the same for all, since all who take batches share this text. */
function batch(event: MessageEvent, { from, head, tags }: Front, pieces: readonly Piece[]): string {
  const name = `m${event.seq}`;
  const lines = pieces.map(({ text, goesOn }) => `@batch=${name}${goesOn ? `;${CONCAT}` : ""} ${head}${text}\r\n`);
  return `${tags}${from}BATCH +${name} ${MULTILINE} ${event.to}\r\n${lines.join("")}${from}BATCH -${name}\r\n`;
}
