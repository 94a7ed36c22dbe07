import type { Chance } from "../src/core/chance.fixture.ts";
import { blocksOf, Coverage } from "./coverage.ts";
import { minimized } from "./minimize.ts";
import { bytesOf, grown, mutate } from "./mutate.ts";
import { kindOf, run } from "./runner.ts";
import type { Target } from "./target.ts";

/** Something that does not hold, and a short input that shows it. */
export interface Finding {
  readonly failure: Error;
  readonly bytes: Uint8Array;
}

/** What whoever watches is told. */
export interface FuzzerPorts {
  /** What is about to run, should it never end. */
  begins(bytes: Uint8Array): void;
  found(finding: Finding): void;
}

/** Of so many inputs one is made longer and longer, to see how time grows with it. */
const GROW_EVERY = 400;

/** Bytes that are tried then: each four times as many as the one before. */
const GROW_FROM = 4_096;

/** Time that grows by so much for four times the bytes grows too fast: as the length it would be 4, as its square 16. */
const GROW_MOST = 10;

/** Less time than this tells nothing. */
const GROW_MS = 40;

/** Milliseconds for which a failing input is made shorter. */
const PATIENCE_MS = 10_000;

/** Makes inputs for one target, and keeps those that run what nothing ran before. */
export class Fuzzer {
  readonly #target: Target;
  readonly #chance: Chance;
  readonly #ports: FuzzerPorts;
  readonly #coverage = new Coverage();
  readonly #kept: Uint8Array[] = [];
  readonly #kinds = new Set<string>();
  #words: readonly Uint8Array[] = [];
  /** Inputs that were run. */
  runs = 0;

  constructor(target: Target, chance: Chance, ports: FuzzerPorts) {
    this.#target = target;
    this.#chance = chance;
    this.#ports = ports;
  }

  /** How many inputs are kept. */
  get size(): number {
    return this.#kept.length;
  }

  /** Blocks that have run, and those of all files that had a part in it. */
  get blocks(): readonly [seen: number, all: number] {
    return [this.#coverage.blocks, this.#coverage.blocksAround];
  }

  /** Runs what is there to begin with. */
  async begin(inputs: readonly Uint8Array[]): Promise<void> {
    const seeds = this.#target.seeds.map((seed) => (typeof seed === "string" ? bytesOf(seed) : seed));
    for (const bytes of [EMPTY, ...seeds, ...inputs]) await this.#try(bytes);
    this.#learn();
  }

  /** Makes and runs inputs for so long. */
  async fuzz(ms: number): Promise<void> {
    const until = performance.now() + ms;
    const stock = {
      chance: this.#chance,
      other: () => this.#some(),
      words: this.#words,
      most: this.#target.most,
    };
    while (performance.now() < until) {
      await this.#try(mutate(this.#some(), { ...stock, words: this.#words }));
      if (this.#target.grows && this.runs % GROW_EVERY === 0) await this.#grow();
      if (this.runs % 20_000 === 0) this.#learn();
    }
  }

  /** The kept inputs, for another time. */
  get kept(): readonly Uint8Array[] {
    return this.#kept;
  }

  /** Few and short inputs that together run every block that any of the kept ones runs. */
  async distilled(patienceMs: number): Promise<readonly Uint8Array[]> {
    const until = performance.now() + patienceMs;
    const covered = new Set<number>();
    const chosen: Uint8Array[] = [];
    for (const bytes of this.#kept.toSorted((one, other) => one.length - other.length)) {
      const wanted = (await this.#blocksOf(bytes)).filter((block) => !covered.has(block));
      if (wanted.length === 0) continue;
      const shorter = await minimized(
        bytes,
        async (candidate) => {
          const blocks = new Set(await this.#blocksOf(candidate));
          return wanted.every((block) => blocks.has(block));
        },
        Math.max(0, Math.min(2_000, until - performance.now())),
      );
      for (const block of await this.#blocksOf(shorter)) covered.add(block);
      chosen.push(shorter);
    }
    return chosen;
  }

  /** One of the kept inputs; the newest ones more often. */
  #some(): Uint8Array {
    const { length } = this.#kept;
    if (length === 0) return EMPTY;
    const from = this.#chance.once(3) ? Math.max(0, length - 20) : 0;
    return this.#kept[from + this.#chance.below(length - from)] ?? EMPTY;
  }

  async #try(bytes: Uint8Array): Promise<void> {
    this.runs++;
    this.#ports.begins(bytes);
    const { ms, failure } = await run(this.#target, bytes, this.#coverage);
    if (failure) await this.#report(failure, bytes);
    else if (this.#coverage.add()) this.#kept.push(bytes.slice());
    if (ms > this.#target.ms) await this.#complainOfTime(bytes);
  }

  async #report(failure: Error, bytes: Uint8Array): Promise<void> {
    const kind = kindOf(failure);
    if (this.#kinds.has(kind)) return;
    this.#kinds.add(kind);
    let last = failure;
    const isSame = async (candidate: Uint8Array): Promise<boolean> => {
      this.#ports.begins(candidate);
      const again = (await run(this.#target, candidate)).failure;
      if (!again || kindOf(again) !== kind) return false;
      last = again;
      return true;
    };
    const shorter = await minimized(bytes, isSame, PATIENCE_MS);
    this.#ports.found({ failure: last, bytes: shorter });
  }

  /** A machine that had something else to do is no fault of the input: it is the shortest of some times that counts. */
  async #complainOfTime(bytes: Uint8Array): Promise<void> {
    if ((await this.#fastest(bytes)) > this.#target.ms) {
      await this.#report(new Error(`takes too long for ${this.#target.name}`), bytes);
    }
  }

  async #fastest(bytes: Uint8Array): Promise<number> {
    const times: number[] = [];
    for (let i = 0; i < 4; i++) {
      this.#ports.begins(bytes);
      times.push((await run(this.#target, bytes)).ms);
    }
    return Math.min(...times);
  }

  async #grow(): Promise<void> {
    const longer = grown(this.#some(), this.#chance, GROW_FROM);
    if (!longer) return;
    this.#ports.begins(longer(4));
    const first = await run(this.#target, longer(4));
    if (first.failure) await this.#report(first.failure, longer(4));
    // What is this quick can't take long at four times the length, even if it takes the square of it.
    if (first.ms < GROW_MS / 16) return;
    let [short, long] = [0, 0];
    // Other work of the machine, and of the collector, looks like it at times.
    for (let again = 3; again > 0; again--) {
      [short, long] = [await this.#fastest(longer(4)), await this.#fastest(longer(16))];
      if (long < GROW_MS || short < GROW_MS / 16 || long / short < GROW_MOST) return;
    }
    const text = `time grows faster than the length in ${this.#target.name}: ${short.toFixed(1)} ms, ${long.toFixed(1)} ms`;
    const failure = new Error(text);
    const kind = kindOf(failure);
    if (this.#kinds.has(kind)) return;
    this.#kinds.add(kind);
    this.#ports.found({ failure, bytes: longer(16) });
  }

  async #blocksOf(bytes: Uint8Array): Promise<readonly number[]> {
    this.#ports.begins(bytes);
    const { failure } = await run(this.#target, bytes, this.#coverage);
    return failure ? [] : blocksOf(this.#coverage.features());
  }

  /** Takes the words of the code that has run so far. */
  #learn(): void {
    this.#words = [...new Set([...this.#target.words, ...this.#coverage.literals])].map(bytesOf);
  }
}

const EMPTY = new Uint8Array(0);
