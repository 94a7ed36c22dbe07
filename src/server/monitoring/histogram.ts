/** Counts values by the bounds between which they are. */
export class Histogram {
  /** In order. */
  readonly bounds: readonly number[];
  readonly #counts: number[];
  #count = 0;
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  observe(value: number): void {
    this.#count++;
    this.#sum += value;
    const at = this.bounds.findIndex((bound) => value <= bound);
    if (at >= 0) this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** For each bound how many values were not beyond it. */
  cumulative(): readonly number[] {
    let below = 0;
    return this.#counts.map((count) => {
      below += count;
      return below;
    });
  }
}
