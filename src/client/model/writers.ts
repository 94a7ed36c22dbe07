import type { TypingEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { fold } from "../../core/names.ts";
import type { Timers } from "../ports.ts";
import { Cell, type Schedule, type Source } from "./source.ts";

/** Who is writing in a place. Each is forgotten by themselves after a while. */
export class Writers {
  readonly #timers: Timers;
  readonly #cell: Cell<readonly string[]>;
  readonly #writing = new Map<string, { readonly nick: string; readonly stop: () => void }>();

  constructor(timers: Timers, schedule: Schedule) {
    this.#timers = timers;
    this.#cell = new Cell<readonly string[]>([], schedule);
  }

  get source(): Source<readonly string[]> {
    return this.#cell;
  }

  heard({ from: { nick }, state }: Pick<TypingEvent, "from" | "state">): void {
    const key = fold(nick);
    this.#forget(key);
    if (state === "active" && this.#writing.size < LIMITS.writersShown) {
      const stop = this.#timers.after(LIMITS.writingMs, () => this.done(nick));
      this.#writing.set(key, { nick, stop });
    }
    this.#show();
  }

  /** They said it, or are gone. */
  done(nick: string): void {
    if (this.#forget(fold(nick))) this.#show();
  }

  clear(): void {
    for (const key of [...this.#writing.keys()]) this.#forget(key);
    this.#show();
  }

  #forget(key: string): boolean {
    this.#writing.get(key)?.stop();
    return this.#writing.delete(key);
  }

  #show(): void {
    const nicks = [...this.#writing.values()].map(({ nick }) => nick);
    const before = this.#cell.get();
    if (nicks.length !== before.length || nicks.some((nick, i) => nick !== before[i])) this.#cell.set(nicks);
  }
}

/** What others are told of one's own writing: not more often than they need it. */
export class OwnWriting {
  readonly #now: () => number;
  readonly #send: (to: string, state: TypingEvent["state"]) => void;
  #last: { readonly to: string; readonly at: number } | undefined;

  constructor(now: () => number, send: (to: string, state: TypingEvent["state"]) => void) {
    this.#now = now;
    this.#send = send;
  }

  tell(to: string, state: TypingEvent["state"]): void {
    const last = this.#last?.to === to ? this.#last : undefined;
    if (state === "active") {
      const at = this.#now();
      if (last && at - last.at < LIMITS.writingToldMs) return;
      this.#last = { to, at };
      this.#send(to, state);
    } else if (last) {
      this.#last = undefined;
      this.#send(to, state);
    }
  }

  /** It was said, which tells that one has done. */
  said(): void {
    this.#last = undefined;
  }
}
