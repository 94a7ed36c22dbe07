import type { Timers } from "../../client/ports.ts";
import type { Typing } from "../../core/commands.ts";

/** After so many milliseconds without a key one is not writing just now. */
const PAUSE_MS = 5_000;

/** Lets others see whether one is writing. Commands and an empty box are nobody's business. */
export class TypingNotice {
  readonly #tell: (state: Typing["state"]) => void;
  readonly #timers: Timers;
  #state: Typing["state"] = "done";
  #stop: () => void = () => {};

  /** @param tell may be called often with "active" */
  constructor(timers: Timers, tell: (state: Typing["state"]) => void) {
    this.#timers = timers;
    this.#tell = tell;
  }

  /** What stands in the box has changed by a key. */
  typed(text: string): void {
    if (text.trim() === "" || text.startsWith("/")) {
      this.over();
      return;
    }
    this.#stop();
    this.#state = "active";
    this.#tell("active");
    this.#stop = this.#timers.after(PAUSE_MS, () => this.#become("paused"));
  }

  /** It was sent, which others see by themselves. */
  sent(): void {
    this.#stop();
    this.#state = "done";
  }

  /** One has stopped writing, or looks elsewhere. */
  over(): void {
    this.#stop();
    this.#become("done");
  }

  #become(state: Typing["state"]): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#tell(state);
  }
}
