import { sayBytes } from "../../client/say-bytes.ts";
import { LIMITS } from "../../core/limits.ts";
import { fitted } from "./cells.ts";

/** How far something was at a time. */
interface Moment {
  readonly at: number;
  readonly done: number;
}

/** Cells of the bar and of the name in front of it. */
const [BAR, NAME] = [20, 24];

/** How far a transfer is, in a line: name, a bar where that is redrawn, bytes, rate, and the time that is left. */
export class Progress {
  readonly #name: string;
  readonly #isRedrawn: boolean;
  readonly #clock: () => number;
  /** Where it was each time that this was said, as far back as the rate is reckoned from. */
  #moments: Moment[] = [];
  #now: { readonly done: number; readonly total: number | undefined } | undefined;

  /** @param clock milliseconds that never go back */
  constructor(name: string, isRedrawn: boolean, clock: () => number) {
    this.#name = fitted(name, NAME);
    this.#isRedrawn = isRedrawn;
    this.#clock = clock;
  }

  /** It is so far. @param total bytes in all, if that is known */
  reach(done: number, total: number | undefined): void {
    // What was reckoned holds no more when it went back.
    if (!this.#now || done < this.#now.done) this.#moments = [{ at: this.#clock(), done }];
    this.#now = { done, total };
  }

  /** How far it is; nothing before that is known. */
  line(): string | undefined {
    if (!this.#now) return undefined;
    const { done, total } = this.#now;
    const at = this.#clock();
    const since = at - (this.#isRedrawn ? LIMITS.progressRateMs : LIMITS.progressLineMs);
    const recent = this.#moments.filter((moment) => moment.at >= since);
    this.#moments = [...(recent.length > 0 ? recent : this.#moments.slice(-1)), { at, done }];
    return [this.#name, ...this.#howFar(done, total), ...this.#howFast(done, total)].join("  ");
  }

  #howFar(done: number, total: number | undefined): readonly string[] {
    if (total === undefined) return [sayBytes(done)];
    const part = total === 0 ? 1 : Math.min(1, done / total);
    const filled = Math.floor(part * BAR);
    const bar = this.#isRedrawn ? `[${"#".repeat(filled)}${"-".repeat(BAR - filled)}] ` : "";
    return [`${bar}${`${Math.floor(part * 100)}%`.padStart(4)}`, `${sayBytes(done)} of ${sayBytes(total)}`];
  }

  #howFast(done: number, total: number | undefined): readonly string[] {
    const [first] = this.#moments;
    const last = this.#moments.at(-1);
    if (!first || !last || last.at === first.at || last.done === first.done) return [];
    const perSecond = ((last.done - first.done) * 1_000) / (last.at - first.at);
    const left = total === undefined || done >= total ? [] : [`${sayTime((total - done) / perSecond)} left`];
    return [`${sayBytes(Math.round(perSecond))}/s`, ...left];
  }
}

/** A time as people read it: `5 s`, `2 min`, `1 h 5 min`. */
function sayTime(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 100) return `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
