/** Something that can be waited for, again and again. */
export class Gate {
  #isOpen = false;
  #wake: () => void = () => {};

  /** Lets the one who waits, or the next who will, go on. */
  open(): void {
    this.#isOpen = true;
    this.#wake();
  }

  /** Goes on when the gate is open, and shuts it. One may wait at a time. */
  async pass(): Promise<void> {
    if (!this.#isOpen) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    this.#isOpen = false;
  }
}
