const SYLLABLES =
  "a e i o u an en in er ar or al on st re ti le co de ma me mi no pa ra ri ro sa se si ta te to tra ing ment tion ver " +
  "un dis pro con ly est ous ful ness";

/** How many different words there are. */
const WORDS = 100_000;

/** A seeded generator of messages: few words are said very often and most very seldom (Zipf's law), 9 a message. */
export class Talk {
  /** Bytes of all messages so far; all words are ASCII. */
  bytes = 0;
  readonly #words: readonly string[];
  /** For each word how often it and those before it are said, of all. */
  readonly #shares: Float64Array;
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
    this.#words = this.#makeWords();
    this.#shares = new Float64Array(WORDS);
    let sum = 0;
    for (let i = 0; i < WORDS; i++) {
      sum += 1 / (i + 2.7);
      this.#shares[i] = sum;
    }
    for (let i = 0; i < WORDS; i++) this.#shares[i] = (this.#shares[i] ?? 0) / sum;
  }

  /** At least 0 and less than 1, the same for the same seed (mulberry32's steps). */
  chance(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#seed ^ (this.#seed >>> 15), this.#seed | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** What somebody says: short mostly, sometimes long, and now and then with a link. */
  message(): string {
    const length = Math.min(80, 1 + Math.floor(-Math.log(1 - this.chance()) * 8));
    const words = Array.from({ length }, () => this.#word());
    if (this.chance() < 0.03) words.push(`https://${this.#word()}.example/${Math.floor(this.chance() * 1e6)}`);
    const text = words.join(" ");
    this.bytes += text.length;
    return text;
  }

  /** A word of those that are said more often than `to` others are, and less often than `from`. */
  wordOfRank(from: number, to: number): string {
    return this.#words[from + Math.floor(this.chance() * (to - from))] ?? "";
  }

  #word(): string {
    const share = this.chance();
    let low = 0;
    for (let high = WORDS - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if ((this.#shares[middle] ?? 1) < share) low = middle + 1;
      else high = middle;
    }
    return this.#words[low] ?? "";
  }

  /** Common words are short. */
  #makeWords(): string[] {
    const syllables = SYLLABLES.split(" ");
    const words = new Set<string>();
    while (words.size < WORDS) {
      const most = words.size < 50 ? 2 : words.size < 2_000 ? 3 : 5;
      const least = words.size < 50 ? 1 : 2;
      const length = least + Math.floor(this.chance() * (most - least + 1));
      words.add(Array.from({ length }, () => syllables[Math.floor(this.chance() * syllables.length)]).join(""));
    }
    return [...words];
  }
}
