import type { Form } from "../../core/commands.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Asked, Reply } from "../outgoing.ts";
import type { LivePlace } from "./live-place.ts";
import type { PendingItem } from "./timeline.ts";

/** How something is said: in answer to the message of an id, or as `/me` does it. */
export interface SayOptions {
  readonly reply?: string;
  readonly form?: Form;
}

/** What saying needs of the chat. */
export interface SayingParts {
  ask(command: Asked): Promise<Reply>;
  /** A ref that no other command has. */
  newRef(): string;
  places(): readonly LivePlace[];
  now(): number;
}

/** What one says: shown at once, and kept until the server has it or refused it. */
export class Saying {
  readonly #parts: SayingParts;

  constructor(parts: SayingParts) {
    this.#parts = parts;
  }

  /** False if too much waits already. @param to as it was written: it may be for those of a standing only */
  say(place: LivePlace, to: string, text: string, options: SayOptions): boolean {
    if (this.#size >= LIMITS.pendingShown && !this.#forgetRefused()) return false;
    const plain = text.replace(/\r\n?/g, "\n");
    const item: PendingItem = {
      kind: "pending",
      key: this.#parts.newRef(),
      text: plain,
      at: this.#parts.now(),
      state: "waiting",
      ...options,
    };
    place.say(item);
    void this.#send(place, to, item);
    return true;
  }

  /** Whether there is anything that the server does not have, on its way or refused. */
  get hasUnsent(): boolean {
    return this.#parts.places().some(({ pending }) => pending.shown.length > 0);
  }

  /** Says again what was refused. */
  retry(key: string): void {
    const place = this.#placeOf(key);
    const item = place?.pending.find(key);
    if (!place || !item || item.state === "waiting") return;
    const again: PendingItem = { ...item, at: this.#parts.now(), state: "waiting" };
    place.pending.replace(key, again);
    place.pendingChanged();
    void this.#send(place, place.name, again);
  }

  /** What was not said goes into the drafts of its places, where it is found again. */
  keepUnsaid(): void {
    for (const place of this.#parts.places()) this.moveUnsaid(place, place);
  }

  /** What was not said in one place goes into the draft of another. */
  moveUnsaid(from: LivePlace, to: LivePlace): void {
    const texts = from.pending.shown.map(typed);
    if (texts.length === 0) return;
    to.setDraft([to.draft.get(), ...texts].filter((text) => text !== "").join("\n"));
    from.pending.clear();
    from.pendingChanged();
  }

  /** Lets go of what was refused. What is on its way can't be held back. */
  drop(key: string): void {
    const place = this.#placeOf(key);
    if (!place || place.pending.find(key)?.state === "waiting") return;
    place.pending.remove(key);
    place.pendingChanged();
  }

  async #send(place: LivePlace, to: string, item: PendingItem): Promise<void> {
    const { key, text, form, reply } = item;
    const answer = await this.#parts.ask({
      type: "say",
      // Whatever became of it before, it is said once.
      ref: key,
      to,
      text,
      ...(form !== undefined && { form }),
      ...(reply !== undefined && { tags: { "+draft/reply": reply } }),
    });
    if (answer.type === "ok") {
      await place.confirmed(key, answer.seq ?? 0);
      return;
    }
    place.pending.replace(key, { ...item, state: { refused: answer.text } });
    place.pendingChanged();
  }

  get #size(): number {
    return this.#parts.places().reduce((sum, { pending }) => sum + pending.size, 0);
  }

  #forgetRefused(): boolean {
    const place = this.#parts.places().find(({ pending }) => pending.forgetRefused());
    place?.pendingChanged();
    return place !== undefined;
  }

  #placeOf(key: string): LivePlace | undefined {
    return this.#parts.places().find(({ pending }) => pending.find(key) !== undefined);
  }
}

/** What one would type to say it. */
function typed({ text, form }: PendingItem): string {
  if (form === "action") return `/me ${text}`;
  return text.startsWith("/") ? `/${text}` : text;
}
