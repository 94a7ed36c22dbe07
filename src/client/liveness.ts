import { LIMITS } from "../core/limits.ts";
import type { Timers } from "./ports.ts";

/** What the watch does about silence. */
export interface LivenessParts {
  readonly timers: Timers;
  ping(): void;
  /** Nothing came for so long that the connection must be broken. */
  dead(): void;
}

/** Watches that a server is still there: after some silence it is asked, and if it then says nothing, it is gone. */
export class Liveness {
  readonly #parts: LivenessParts;
  #heard = false;
  #stopTimer: () => void = () => {};

  constructor(parts: LivenessParts) {
    this.#parts = parts;
  }

  /** Something came. */
  heard(): void {
    this.#heard = true;
  }

  /** Begins to watch, anew if it was watching. */
  start(): void {
    this.#heard = false;
    this.#after(LIMITS.linkPingMs, () => {
      if (this.#heard) this.start();
      else this.#ask();
    });
  }

  stop(): void {
    this.#stopTimer();
  }

  #ask(): void {
    this.#parts.ping();
    this.#after(LIMITS.linkPongMs, () => {
      if (this.#heard) this.start();
      else this.#parts.dead();
    });
  }

  #after(ms: number, run: () => void): void {
    this.#stopTimer();
    this.#stopTimer = this.#parts.timers.after(ms, run);
  }
}
