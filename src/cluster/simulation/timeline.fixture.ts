/** Something that is going to happen. */
interface Happening {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** Time that goes on only by what happens in it. What is to happen at one time happens in the order in which it was said. */
export class Timeline {
  /** Milliseconds since the beginning. */
  now = 0;
  /** How much has happened. */
  happened = 0;
  #order = 0;
  /** A heap: the next one first. */
  readonly #heap: Happening[] = [];

  /** Has something happen after so many milliseconds. @returns what calls it off */
  after(ms: number, run: () => void): () => void {
    const happening: Happening = { at: this.now + Math.max(0, ms), order: this.#order++, run };
    this.#push(happening);
    return () => {
      happening.run = undefined;
    };
  }

  /** Lets the next thing happen. @returns false if there is none */
  step(): boolean {
    const next = this.#shift();
    if (!next) return false;
    if (next.run) {
      this.now = next.at;
      this.happened++;
      next.run();
    }
    return true;
  }

  #push(happening: Happening): void {
    const heap = this.#heap;
    let i = heap.push(happening) - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (!this.#isSwapped(up, i)) return;
      i = up;
    }
  }

  #shift(): Happening | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    heap[0] = last;
    for (let i = 0; ; ) {
      const left = 2 * i + 1;
      const least = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      if (!this.#isSwapped(i, least)) return first;
      i = least;
    }
  }

  /** Puts two in their order. @returns whether they were not */
  #isSwapped(up: number, down: number): boolean {
    const above = this.#heap[up];
    const below = this.#heap[down];
    if (!above || !below || !isBefore(below, above)) return false;
    this.#heap[up] = below;
    this.#heap[down] = above;
    return true;
  }
}

function isBefore(one: Happening | undefined, other: Happening | undefined): boolean {
  if (!one || !other) return one !== undefined;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** The time of one run of a node: it may stand still for a while, and it ends with the run. */
export class Turns {
  readonly #timeline: Timeline;
  /** What would have happened while it stood still, and what comes behind that. */
  #held: (() => void)[] = [];
  #isStill = false;
  #isCatchingUp = false;
  #isOver = false;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** As `Timeline.after`; later if it stands still then, and never if it is over. */
  after(ms: number, run: () => void): () => void {
    let isOff = false;
    const turn = (): void => {
      if (!isOff && !this.#isOver) run();
    };
    const callOff = this.#timeline.after(ms, () => {
      if (this.#isStill || this.#held.length > 0) this.#held.push(turn);
      else turn();
    });
    return () => {
      isOff = true;
      callOff();
    };
  }

  stand(): void {
    this.#isStill = true;
  }

  /** Goes on: all that was held back happens now, in its order. */
  goOn(): void {
    this.#isStill = false;
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    this.#timeline.after(0, () => this.#catchUp());
  }

  end(): void {
    this.#isOver = true;
    this.#held = [];
  }

  #catchUp(): void {
    if (!this.#isStill) this.#held.shift()?.();
    this.#isCatchingUp = !this.#isStill && this.#held.length > 0;
    if (this.#isCatchingUp) this.#timeline.after(0, () => this.#catchUp());
  }
}
