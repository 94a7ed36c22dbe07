import type { MessageEvent } from "../core/events.ts";
import { LIMITS } from "../core/limits.ts";

/** What to show now, and what to do next. */
export interface Progress {
  readonly show: readonly MessageEvent[];
  /** Ask for the earliest messages after this seq. */
  readonly after?: number;
  /** More was missed than is worth fetching: say so, and ask for the latest page. */
  readonly gap?: true;
}

/**
 * How far a channel has been shown. Every message is shown once and in order, whether it comes by itself or out of the
 * history: while the channel is being caught up with, what comes by itself is held back.
 */
export class Cursor {
  /** The channel's key, if it has been joined with one. */
  key: string | undefined;
  /** The channel's id, if it is known: what it is called may change while the connection is broken. */
  id: string | undefined;
  /** Whether the channel is to be made if there is none. */
  mayMake = false;
  #name: string;
  #last: number | undefined;
  #catching = false;
  #held: MessageEvent[] = [];
  /** Ids of messages that were taken back while the channel is being caught up with. */
  readonly #takenBack = new Set<string>();
  #overflowed = false;
  #pages = 0;

  constructor(name: string, key?: string) {
    this.#name = name;
    this.key = key;
  }

  /** What the channel is called. */
  get name(): string {
    return this.#name;
  }

  /** The seq up to which everything has been shown; nothing before the channel was first joined. */
  get last(): number | undefined {
    return this.#last;
  }

  /** Everything from here on is to be shown. A cursor that has a place already keeps it, unless the log is `another`. */
  start(seq: number, another = false): void {
    if (another) {
      this.#reset();
      this.id = undefined;
    }
    if (this.#last === undefined || another) this.#last = seq;
  }

  /** The connection broke: from now until it has been caught up with, there may be messages missing. */
  broke(): void {
    this.#reset();
    this.#catching = this.#last !== undefined;
  }

  /** Whether the channel has to be caught up with, and from where. */
  get behind(): number | undefined {
    return this.#catching ? this.#last : undefined;
  }

  /** A message came by itself. Gives it back if it is to be shown now. */
  take(message: MessageEvent): MessageEvent | undefined {
    if (!this.#catching) return this.#fresh([message])[0];
    if (this.#held.length < LIMITS.catchUpHeld) this.#held.push(message);
    else this.#overflowed = true;
    return undefined;
  }

  /** The channel has another name: what was said in it was said there. */
  rename(name: string): void {
    this.#name = name;
    this.mayMake = false;
    this.#held = this.#held.map((message) => ({ ...message, to: name }));
  }

  /** A message was taken back. If it has not been shown, it is not to be: a page that is on its way may still have it. */
  takeBack(id: string): void {
    if (!this.#catching) return;
    this.#takenBack.add(id);
    const [oldest] = this.#takenBack;
    if (this.#takenBack.size > LIMITS.catchUpHeld && oldest !== undefined) this.#takenBack.delete(oldest);
  }

  /** A page of what was missed came. */
  page(messages: readonly MessageEvent[], more: boolean): Progress {
    const show = this.#fresh(messages);
    this.#pages++;
    const isRunning = more || this.#overflowed;
    if (isRunning && this.#pages < LIMITS.catchUpPages) {
      if (!more) this.#forgetHeld();
      return { show, after: this.#last ?? 0 };
    }
    if (isRunning) return { show, gap: true };
    return { show: [...show, ...this.finish()] };
  }

  /** There is nothing more to catch up with: gives back what was held. */
  finish(): readonly MessageEvent[] {
    const show = this.#fresh(this.#held);
    this.#reset();
    return show;
  }

  /** The latest page, after a gap. */
  latest(messages: readonly MessageEvent[]): readonly MessageEvent[] {
    const show = this.#fresh(messages);
    return [...show, ...this.finish()];
  }

  #fresh(messages: readonly MessageEvent[]): readonly MessageEvent[] {
    return messages.filter((message) => {
      if (this.#last !== undefined && message.seq <= this.#last) return false;
      this.#last = message.seq;
      return !this.#takenBack.has(message.id);
    });
  }

  #forgetHeld(): void {
    this.#held = [];
    this.#overflowed = false;
  }

  #reset(): void {
    this.#forgetHeld();
    this.#takenBack.clear();
    this.#catching = false;
    this.#pages = 0;
  }
}
