import { counters, files } from "./instrument.ts";

/** What ran, and how often as far as that matters: eight steps from once to very often. */
export type Features = readonly number[];

const STEPS = 8;

/** What has run in any input so far. */
export class Coverage {
  /** A bit for each step of each counter. */
  readonly #seen = new Uint8Array(counters.length);
  #used = 0;

  /** How many blocks have run. */
  get blocks(): number {
    return this.#seen.reduce((sum, steps) => sum + (steps === 0 ? 0 : 1), 0);
  }

  /** How many blocks there are in the files of which something has run. */
  get blocksAround(): number {
    return this.#filesSeen().reduce((sum, { count }) => sum + count, 0);
  }

  /** The short texts in the code that has run. */
  get literals(): readonly string[] {
    return [...new Set(this.#filesSeen().flatMap(({ literals }) => literals))];
  }

  /** Forgets what ran before the next input. */
  begin(): void {
    this.#used = files.reduce((most, { first, count }) => Math.max(most, first + count), 0);
    counters.fill(0, 0, this.#used);
  }

  /** Whether the last input brought something new; it is not new any more then. */
  add(): boolean {
    let isNew = false;
    for (let i = 0; i < this.#used; i++) {
      const times = counters[i];
      if (times === undefined || times === 0) continue;
      const bit = 1 << stepOf(times);
      const seen = this.#seen[i] ?? 0;
      if ((seen & bit) !== 0) continue;
      this.#seen[i] = seen | bit;
      isNew = true;
    }
    return isNew;
  }

  /** What the last input ran. */
  features(): Features {
    const found: number[] = [];
    for (let i = 0; i < this.#used; i++) {
      const times = counters[i];
      if (times !== undefined && times > 0) found.push(i * STEPS + stepOf(times));
    }
    return found;
  }

  #filesSeen(): typeof files {
    return files.filter(({ first, count }) => this.#seen.subarray(first, first + count).some((steps) => steps > 0));
  }
}

/** The blocks of features, without how often they ran. */
export function blocksOf(features: Features): Features {
  return features.map((feature) => Math.floor(feature / STEPS));
}

function stepOf(times: number): number {
  if (times <= 3) return times - 1;
  if (times < 8) return 3;
  if (times < 16) return 4;
  if (times < 32) return 5;
  return times < 128 ? 6 : 7;
}
