/** Some who are grouped by a key, such as an address, in the order in which they came. All is done in constant time. */
export class Crowd<T> {
  readonly #groups = new Map<string, Set<T>>();
  /** The keys of the groups of each size that there is. */
  readonly #bySize = new Map<number, Set<string>>();
  #size = 0;
  #largest = 0;

  get size(): number {
    return this.#size;
  }

  /** How many there are of one group. */
  sizeOf(key: string): number {
    return this.#groups.get(key)?.size ?? 0;
  }

  /** Somebody comes, who is not there. */
  add(key: string, member: T): void {
    const group = this.#groups.get(key) ?? new Set();
    this.#groups.set(key, group);
    group.add(member);
    this.#size++;
    this.#resize(key, group.size - 1, group.size);
  }

  /** Somebody goes, if they are there. */
  remove(key: string, member: T): void {
    const group = this.#groups.get(key);
    if (!group?.delete(member)) return;
    if (group.size === 0) this.#groups.delete(key);
    this.#size--;
    this.#resize(key, group.size + 1, group.size);
  }

  /** Who of a group came first. */
  firstOf(key: string): T | undefined {
    return this.#groups.get(key)?.values().next().value;
  }

  /** Who came first of the largest group; of several that are the largest, of the one that has been so for longest. */
  firstOfLargest(): T | undefined {
    const [key] = this.#bySize.get(this.#largest) ?? [];
    return key === undefined ? undefined : this.firstOf(key);
  }

  /** By one at a time, so the largest is never far. */
  #resize(key: string, from: number, to: number): void {
    const former = this.#bySize.get(from);
    former?.delete(key);
    if (former?.size === 0) this.#bySize.delete(from);
    if (to > 0) {
      const latter = this.#bySize.get(to) ?? new Set();
      this.#bySize.set(to, latter.add(key));
    }
    if (to > this.#largest || !this.#bySize.has(this.#largest)) this.#largest = to;
  }
}
