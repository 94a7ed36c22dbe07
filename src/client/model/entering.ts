import type { Refusal } from "../../core/answers.ts";
import { fold } from "../../core/names.ts";
import type { Asked, Reply } from "../outgoing.ts";
import { ownRefusal, refusalOf } from "../replies.ts";
import type { LivePlace } from "./live-place.ts";
import type { Places } from "./places.ts";

/** What coming into channels needs of the chat. */
export interface EnteringParts {
  readonly places: Places;
  ask(command: Asked): Promise<Reply>;
  /** The channels that the link is in, or comes into by itself. */
  channels(): readonly string[];
  isCurrent(place: LivePlace): boolean;
  remove(place: LivePlace): void;
}

/** Coming into channels, and what becomes of those that one is not in. */
export class Entering {
  readonly #parts: EnteringParts;

  constructor(parts: EnteringParts) {
    this.#parts = parts;
  }

  /** Comes into a channel that is shown, if there is one of that name and one was not taken out of it. */
  join(place: LivePlace): void {
    if (place.isHere || place.isOut || this.#isLinked(place)) return;
    void this.#parts.ask({ type: "join", channel: place.name, exists: true }).then((reply) => {
      if (this.#parts.places.find(place.name) !== place) return;
      const where = reply.type === "ok" ? (reply.channel ?? place.name) : place.name;
      if (reply.type === "refused") this.#out(place, refusalOf(reply));
      else if (fold(where) === place.key) place.entered();
      else this.#out(place, ownRefusal("not-in-channel", place.name, `You were sent on to ${where}.`));
    });
  }

  /** One could not come back into a channel, or was taken out of it while the connection was broken. */
  lost(channel: string, refusal: Refusal): void {
    const place = this.#parts.places.find(channel);
    if (!place) return;
    this.#out(place, refusal);
    const isGone = refusal.code === "not-in-channel" || refusal.code === "no-such-channel";
    if (isGone && !this.#parts.isCurrent(place)) this.putAway(place);
  }

  /** One looks at another place: a channel that one is not in goes, unless something waits there to be said. */
  putAway(place: LivePlace): void {
    if (place.kind === "talk" || place.isHere || this.#isLinked(place) || place.pending.size > 0) return;
    this.#parts.remove(place);
  }

  #out(place: LivePlace, refusal: Refusal): void {
    place.leftOut(refusal);
    // The others are shown for as long as that is so.
    if (refusal.code !== "no-such-channel" && refusal.text !== ownRefusal("not-in-channel").text)
      place.gap(refusal.text);
  }

  #isLinked({ key }: LivePlace): boolean {
    return this.#parts.channels().some((name) => fold(name) === key);
  }
}
