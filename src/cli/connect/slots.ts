import { Gate } from "./gate.ts";

/** Lets so many things be under way at once, and no more. */
export class Slots {
  readonly #limit: number;
  readonly #gate = new Gate();
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many are under way. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes a slot for `work`, once one is free; it is given back when that has settled. One may wait at a time. */
  async run(work: () => Promise<void>): Promise<void> {
    while (this.#taken >= this.#limit) await this.#gate.pass();
    this.#taken++;
    const done = (): void => {
      this.#taken--;
      this.#gate.open();
    };
    work().then(done, done);
  }

  /** Waits until nothing is under way. */
  async idle(): Promise<void> {
    while (this.#taken > 0) await this.#gate.pass();
  }
}
