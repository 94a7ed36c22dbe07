import type { Shelf } from "../../core/ports.ts";

/** What is on the shelf. */
interface Shelved {
  readonly bytes: Buffer;
  readonly at: number;
}

/** A shelf for tests, in memory. */
export class MemoryShelf implements Shelf {
  readonly #all = new Map<string, Shelved>();
  readonly #clock: () => number;
  /** Called at each question; it may hold up the answer, and what it throws is why there is none. */
  before: (question: keyof Shelf, name: string) => void | Promise<void> = () => {};
  /** Called before each piece that is given. */
  giving: (name: string, at: number) => void | Promise<void> = () => {};
  /** Bytes of a piece. */
  piece: number = 100_000;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get names(): readonly string[] {
    return [...this.#all.keys()].sort();
  }

  /** What is under a name, as text. */
  textOf(name: string): string | undefined {
    return this.#all.get(name)?.bytes.toString();
  }

  /** Puts something there, whatever was. */
  set(name: string, content: string, at: number = this.#clock()): void {
    this.#all.set(name, { bytes: Buffer.from(content), at });
  }

  async put(name: string, pieces: () => AsyncIterable<Uint8Array>): Promise<void> {
    await this.before("put", name);
    const known = this.#all.get(name);
    const all: Uint8Array[] = [];
    if (!known) for await (const piece of pieces()) all.push(piece);
    this.#all.set(name, { bytes: known?.bytes ?? Buffer.concat(all), at: this.#clock() });
  }

  async get(name: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    await this.before("get", name);
    const found = this.#all.get(name);
    return found && this.#give(name, found.bytes);
  }

  async list(): Promise<readonly { readonly name: string; readonly bytes: number; readonly at: number }[]> {
    const listed = [...this.#all].map(([name, { bytes, at }]) => ({ name, bytes: bytes.length, at }));
    await this.before("list", "");
    return listed;
  }

  async remove(name: string, before: number = Number.POSITIVE_INFINITY): Promise<void> {
    await this.before("remove", name);
    const found = this.#all.get(name);
    if (found && found.at < before) this.#all.delete(name);
  }

  async *#give(name: string, bytes: Buffer): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < bytes.length; at += this.piece) {
      await this.giving(name, at);
      yield bytes.subarray(at, at + this.piece);
    }
  }
}
