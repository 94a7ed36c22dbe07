/** Fewer items than this that were taken are not worth moving the others for. */
const WORTH = 256;

/** A queue of which the first item is taken in the same short time, however many wait behind it: an array moves those. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  /** Where the first item is; what stands before it was taken. */
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** The next item. */
  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** Puts an item in front of all others. */
  unshift(item: T): void {
    if (this.#head === 0) this.#items.unshift(item);
    else this.#items[--this.#head] = item;
  }

  /** Takes the next item. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    // Moving the others is only worth it if they are the fewer ones.
    if (this.#head >= WORTH && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** The first item that is meant; nothing if none is. */
  find(isMeant: (item: T) => boolean): T | undefined {
    for (let i = this.#head; i < this.#items.length; i++) {
      const item = this.#items[i];
      if (item !== undefined && isMeant(item)) return item;
    }
    return undefined;
  }

  /** Takes an item out, wherever it is. @returns whether it was there */
  remove(item: T): boolean {
    if (this.first === item && this.length > 0) {
      this.shift();
      return true;
    }
    const index = this.#items.indexOf(item, this.#head);
    if (index >= 0) this.#items.splice(index, 1);
    return index >= 0;
  }

  /** Puts an item in the place of another. @returns whether that was there */
  replace(item: T, by: T): boolean {
    const index = this.#items.indexOf(item, this.#head);
    if (index >= 0) this.#items[index] = by;
    return index >= 0;
  }

  /** Takes out all that are not meant. */
  keep(isMeant: (item: T) => boolean): void {
    this.#items = this.#items.slice(this.#head).filter((item) => item !== undefined && isMeant(item));
    this.#head = 0;
  }
}
