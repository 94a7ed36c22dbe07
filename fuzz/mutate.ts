import type { Chance } from "../src/core/chance.fixture.ts";

/** Ways to make an input out of others. */

const encoder = new TextEncoder();

/** Texts and bytes at which parsers break: ends, signs, numbers at the edge of what fits, and odd UTF-8. */
const EDGES: readonly Uint8Array[] = [
  ..."\0|\n|\r\n|\r|\t| |:|,|;|=|\"|'|\\|/|{|}|[|]|(|)|<|>|@|#|+|-|*|?|%|$|&|~|!".split("|").map(bytesOf),
  ...["0", "-1", "-0", "1e309", "65535", "65536", "4294967295", "4294967296", "9007199254740991"].map(bytesOf),
  ...["9007199254740993", "99999999999999999999", "0x10", "00000000000000000001", "NaN", "null", "true"].map(bytesOf),
  ...["__proto__", "constructor", "toString", "../..", "%00", "%2e%2e", "\\u0000", "\\ud800", "|"].map(bytesOf),
  ...["\u00e9", "e\u0301", "\u200b", "\u202e", "\ufeff", "\u2028", "\u{1f600}", "\u{10ffff}", "\u0130", "\u1e9e"].map(
    bytesOf,
  ),
  ...["\ufffd", "\ufdfa", "\u0344", "\u{1d160}", "\u0085", "\u00a0", "\u3000", "\u0000", "\u001b[2J"].map(bytesOf),
  Uint8Array.of(0xff),
  Uint8Array.of(0xfe),
  Uint8Array.of(0xfd),
  Uint8Array.of(0xfc),
  Uint8Array.of(0xc0, 0x80),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xf4, 0x90, 0x80, 0x80),
  Uint8Array.of(0xc3),
  Uint8Array.of(0xe2, 0x82),
  Uint8Array.of(0xf0, 0x9f, 0x98),
  Uint8Array.of(0x80),
];

/** What a mutation is made with. */
export interface Stock {
  readonly chance: Chance;
  /** An input of the corpus. */
  readonly other: () => Uint8Array;
  readonly words: readonly Uint8Array[];
  readonly most: number;
}

type Mutation = (bytes: Uint8Array, stock: Stock) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  // A bit.
  (bytes, { chance }) => withByte(bytes, chance, (byte) => byte ^ (1 << chance.below(8))),
  // A byte.
  (bytes, { chance }) => withByte(bytes, chance, () => chance.below(256)),
  (bytes, { chance }) => withByte(bytes, chance, (byte) => byte + chance.below(9) - 4),
  // A byte of the ASCII that people write.
  (bytes, { chance }) => withByte(bytes, chance, () => 32 + chance.below(95)),
  // Something that is not there any more.
  (bytes, { chance }) => {
    const [from, to] = run(bytes, chance);
    return replaced(bytes, from, to, EMPTY);
  },
  // Something at an edge, in between or in the place of another.
  (bytes, { chance }) => put(bytes, chance, chance.pick(EDGES)),
  // A word.
  (bytes, { chance, words }) => (words.length === 0 ? bytes : put(bytes, chance, chance.pick(words))),
  (bytes, { chance, words }) => (words.length === 0 ? bytes : put(bytes, chance, chance.pick(words))),
  (bytes, { chance, words }) => inPlaceOfWord(bytes, chance, words.length === 0 ? EMPTY : chance.pick(words)),
  // A run of it again.
  (bytes, { chance }) => {
    const [from, to] = run(bytes, chance);
    const piece = bytes.subarray(from, to);
    return replaced(bytes, to, to, repeated(piece, 1 + chance.below(chance.pick([2, 4, 20]))));
  },
  // A run of it elsewhere.
  (bytes, { chance }) => {
    const [from, to] = run(bytes, chance);
    const at = chance.below(bytes.length + 1);
    return replaced(bytes, at, at, bytes.slice(from, to));
  },
  // A line of it again, elsewhere, or gone.
  (bytes, { chance }) => {
    const lines = linesOf(bytes);
    const line = chance.pick(lines);
    const at = chance.below(lines.length + 1);
    const rest = chance.once(2) ? lines.filter((other) => other !== line) : lines;
    return joined([...rest.slice(0, at), line, ...rest.slice(at)]);
  },
  // A run of another.
  (bytes, { chance, other }) => {
    const from = other();
    const [start, end] = run(from, chance);
    return put(bytes, chance, from.subarray(start, end));
  },
  // The beginning of this, and the end of another.
  (bytes, { chance, other }) => {
    const end = other();
    return joined([bytes.subarray(0, chance.below(bytes.length + 1)), end.subarray(chance.below(end.length + 1))]);
  },
  // Lines of another behind it.
  (bytes, { chance, other }) => {
    const lines = linesOf(other());
    return joined([bytes, ...lines.slice(chance.below(lines.length))]);
  },
];

const EMPTY = new Uint8Array(0);

/** An input that is like another. */
export function mutate(bytes: Uint8Array, stock: Stock): Uint8Array {
  const { chance } = stock;
  let made = bytes;
  for (let left = 1 + chance.below(chance.pick([1, 2, 4, 8])); left > 0; left--) {
    made = chance.pick(MUTATIONS)(made, stock);
    if (made.length > stock.most) made = made.subarray(0, stock.most);
  }
  return made;
}

/** The input with a run of it so often that it is so long; nothing if there is nothing to repeat. */
export function grown(bytes: Uint8Array, chance: Chance, length: number): ((times: number) => Uint8Array) | undefined {
  if (bytes.length === 0) return undefined;
  const [from, to] = run(bytes, chance);
  const piece = bytes.slice(from, to);
  if (piece.length === 0) return undefined;
  return (times) => replaced(bytes, to, to, repeated(piece, Math.ceil((length * times) / piece.length)));
}

/** UTF-8. */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

function run(bytes: Uint8Array, chance: Chance): readonly [from: number, to: number] {
  const from = chance.below(bytes.length);
  const length = 1 + chance.below(chance.pick([1, 4, 16, 64, bytes.length]));
  return [from, Math.min(bytes.length, from + length)];
}

function withByte(bytes: Uint8Array, chance: Chance, change: (byte: number) => number): Uint8Array {
  if (bytes.length === 0) return bytes;
  const copy = bytes.slice();
  const at = chance.below(copy.length);
  copy[at] = change(copy[at] ?? 0);
  return copy;
}

/** Puts a piece somewhere, or in the place of as many bytes. */
function put(bytes: Uint8Array, chance: Chance, piece: Uint8Array): Uint8Array {
  const at = chance.below(bytes.length + 1);
  return replaced(bytes, at, chance.once(2) ? at : Math.min(bytes.length, at + piece.length), piece);
}

/** Puts a piece in the place of what stands between two signs or spaces. */
function inPlaceOfWord(bytes: Uint8Array, chance: Chance, piece: Uint8Array): Uint8Array {
  const at = chance.below(bytes.length);
  let from = at;
  let to = at;
  while (from > 0 && isWord(bytes[from - 1] ?? 0)) from--;
  while (to < bytes.length && isWord(bytes[to] ?? 0)) to++;
  return replaced(bytes, from, to, piece);
}

function isWord(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte > 127
  );
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, end + 1));
    from = end + 1;
  }
  lines.push(bytes.subarray(from));
  return lines;
}

function repeated(piece: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(piece.length * times);
  for (let i = 0; i < times; i++) all.set(piece, i * piece.length);
  return all;
}

function replaced(bytes: Uint8Array, from: number, to: number, piece: Uint8Array): Uint8Array {
  return joined([bytes.subarray(0, from), piece, bytes.subarray(to)]);
}

/** All of them, one behind the other. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
