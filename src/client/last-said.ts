import type { MessageEvent } from "../core/events.ts";
import { fold } from "../core/names.ts";
import type { ShownEvent } from "../wire/json/messages.ts";
import type { Asked } from "./outgoing.ts";

/** Something to be done to the last message of a place: to one's own, or, to react, to that of somebody else. */
export interface Amend {
  readonly type: "amend";
  readonly how: "edit" | "delete" | "react";
  /** A channel or a nick. */
  readonly to: string;
  /** The new text, the reason if any, or the reaction. */
  readonly text: string;
}

/** What is asked for by a line that is typed where plain lines go to `to`; nothing if there is no such place, or no text. */
export function amend(how: Amend["how"], to: string | undefined, text: string): Amend | undefined {
  return to === undefined || text === "" ? undefined : { type: "amend", how, to, text };
}

/** A message that may be amended. */
interface Known {
  readonly id: string;
  readonly seq: number;
}

/** The last messages of one channel, or of the talk with one nick. */
interface Last {
  readonly own?: Known;
  readonly other?: Known;
}

/** The most places that are remembered; beyond it the one that was silent longest is forgotten. */
const PLACES = 256;

/** Which message was the last of our own and which the last of somebody else's, in every channel and talk. */
export class LastSaid {
  readonly #places = new Map<string, Last>();

  /** Keeps in step with what happens. @param nick our own */
  follow(event: ShownEvent, nick: string): void {
    if (event.type === "message") this.#heard(event, nick, true);
    else if (event.type === "redact") this.#forget(event.msgid);
    else if (event.type === "rename") this.#rename(event.channel, event.name);
  }

  /** Takes what the history tells: of it only what was said after the last that is known. @param nick our own */
  learn(messages: readonly MessageEvent[], nick: string): void {
    for (const message of messages) this.#heard(message, nick, false);
  }

  /** The command that does it, or a sentence that says why there is none. */
  commandFor({ how, to, text }: Amend): Asked | string {
    const { own, other } = this.#places.get(fold(to)) ?? {};
    if (how === "react") {
      if (!other) return "Nobody else has said anything here that is known; /history shows what was said before.";
      return { type: "say", to, text: "", form: "tags", tags: { "+draft/react": text, "+draft/reply": other.id } };
    }
    if (!own) return "You have said nothing here that is known; /history shows what was said before.";
    if (how === "edit") return { type: "edit", to, msgid: own.id, text };
    return { type: "redact", to, msgid: own.id, ...(text !== "" && { reason: text }) };
  }

  #heard({ id, seq, from, to, form, by }: MessageEvent, nick: string, isNew: boolean): void {
    if (form === "tags") return;
    const isOwn = by === undefined && fold(from.nick) === fold(nick);
    const place = fold(fold(to) === fold(nick) && !isOwn ? from.nick : to);
    const last = this.#places.get(place) ?? {};
    const before = isOwn ? last.own : last.other;
    if (!isNew && before && before.seq >= seq) return;
    this.#places.delete(place);
    this.#places.set(place, { ...last, [isOwn ? "own" : "other"]: { id, seq } });
    const [oldest] = this.#places.keys();
    if (this.#places.size > PLACES && oldest !== undefined) this.#places.delete(oldest);
  }

  #forget(id: string): void {
    for (const [place, { own, other }] of this.#places) {
      if (own?.id !== id && other?.id !== id) continue;
      this.#places.set(place, { ...(own && own.id !== id && { own }), ...(other && other.id !== id && { other }) });
    }
  }

  #rename(from: string, to: string): void {
    const last = this.#places.get(fold(from));
    if (!last) return;
    this.#places.delete(fold(from));
    this.#places.set(fold(to), last);
  }
}
