/** What has to work before anything can be made durable: the disk of this node, and in a cluster the stream of the log. */
export type Need = "disk" | "stream";

/** Whether what is asked can be made durable: only if all works that it needs. */
export class Writable {
  readonly #broken = new Set<Need>();
  #tell: (isWritable: boolean) => void = () => {};

  get now(): boolean {
    return this.#broken.size === 0;
  }

  /** Tells one from now on, and at once how it is. It may be told the same again. */
  follow(tell: (isWritable: boolean) => void): void {
    this.#tell = tell;
    tell(this.now);
  }

  set(need: Need, works: boolean): void {
    if (works) this.#broken.delete(need);
    else this.#broken.add(need);
    this.#tell(this.now);
  }
}
