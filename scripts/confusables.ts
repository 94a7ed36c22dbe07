import { readFileSync, writeFileSync } from "node:fs";
import { fold } from "../src/core/names.ts";

/**
 * Makes src/core/confusables.ts from the confusables.txt of Unicode Technical Standard 39. Run by hand, when Node has a
 * newer Unicode: `node scripts/confusables.ts PATH-TO-confusables.txt`, then the formatter and the tests. Unicode
 * publishes the file; the source package of ICU has it too, in source/data/unidata.
 */

const COLUMNS = 112;
/** Sources that are written after one target, so that they fit in a line. */
const GROUP = 12;
/** Code points that one character may become; longer ones are syllables of rare use, and would make keys long. */
const LONGEST = 3;

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);
const isAsciiCharacter = (text: string): boolean => text.length === 1 && isAscii(text);
const canBeInNick = (text: string): boolean =>
  /^[\p{L}\p{M}\p{N}]$/u.test(text) && !/\p{Default_Ignorable_Code_Point}/u.test(text);
/** Syllables fall apart into these when they are decomposed; with other parts they would not be composed again. */
const isJamo = (text: string): boolean => /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/.test(text);

/** The lines of the file: characters and their prototypes, both decomposed. */
function readPrototypes(text: string): ReadonlyMap<string, string> {
  const prototypes = new Map<string, string>();
  for (const [, source = "", target = ""] of text.matchAll(/^([0-9A-F]+)\s*;\s*([0-9A-F ]+?)\s*;\s*MA/gm)) {
    const character = fromHex(source);
    // In the file `m` is `rn`, since everything is mapped there. Here ASCII letters stay as they are.
    const prototype = fold(fromHex(target)).normalize("NFD").replaceAll("rn", "m");
    const isWhole = character.normalize("NFD") === character && !isJamo(character + prototype);
    if (isWhole && canBeInNick(character) && !isAscii(character)) prototypes.set(character, prototype);
  }
  return prototypes;
}

/** Where lower-case characters lead, until nothing changes any more. */
class Looks {
  readonly #prototypes: ReadonlyMap<string, string>;
  /** What a letter is taken for because of how its capital looks. */
  readonly #byCapital = new Map<string, string>();

  constructor(prototypes: ReadonlyMap<string, string>) {
    this.#prototypes = prototypes;
    for (const [character, prototype] of prototypes) {
      const lower = fold(character);
      if (lower === character || [...lower].length !== 1 || isAscii(lower) || !isAsciiCharacter(prototype)) continue;
      // The letter itself, or the small capital that it looks like, unless that is a cased letter of its own right.
      const look = prototypes.get(lower) ?? lower;
      if (look === lower || look.toUpperCase() === look)
        this.#byCapital.set(look, this.#byCapital.get(look) ?? prototype);
    }
  }

  /** What a folded text looks like, decomposed. */
  of(text: string): string {
    let look = text.normalize("NFD");
    for (let step = 0; step < 10; step++) {
      const next = fold(Array.from(look, (character) => this.#step(character)).join("")).normalize("NFD");
      if (next === look) return look;
      look = next;
    }
    throw new Error(`${text} leads round in a circle`);
  }

  #step(character: string): string {
    if (isAscii(character)) return character;
    return this.#prototypes.get(character) ?? this.#byCapital.get(character) ?? character;
  }

  /** All characters that have another look than their own. */
  get characters(): Iterable<string> {
    return new Set([...this.#prototypes.keys(), ...this.#byCapital.keys()]);
  }
}

function fromHex(text: string): string {
  return String.fromCodePoint(...text.split(" ").map((point) => Number.parseInt(point, 16)));
}

function toHex(text: string): string {
  return Array.from(text, (character) => (character.codePointAt(0) ?? 0).toString(16)).join("+");
}

/** `target=source,source …`, sorted, in lines of a bounded length. */
function pack(entries: ReadonlyMap<string, string>): readonly string[] {
  const byPoint = (one: string, other: string): number => (one.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  const byTarget = Map.groupBy([...entries.keys()].sort(byPoint), (character) => entries.get(character) ?? "");
  const lines: string[] = [];
  for (const target of [...byTarget.keys()].sort(byPoint)) {
    const sources = byTarget.get(target) ?? [];
    for (let i = 0; i < sources.length; i += GROUP) {
      const group = `${toHex(target)}=${sources
        .slice(i, i + GROUP)
        .map(toHex)
        .join(",")}`;
      const last = lines.at(-1);
      if (last !== undefined && last.length + group.length < COLUMNS) lines[lines.length - 1] = `${last} ${group}`;
      else lines.push(group);
    }
  }
  return lines;
}

function declare(name: string, doc: readonly string[], entries: ReadonlyMap<string, string>): string {
  return `/**
${doc.map((line) => ` * ${line}`).join("\n")}
 */
export const ${name}: readonly string[] = [
${pack(entries)
  .map((line) => `  "${line}",`)
  .join("\n")}
];
`;
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: node scripts/confusables.ts PATH-TO-confusables.txt");
const file = readFileSync(path, "utf8");
const version = /^# Version: (\S+)/m.exec(file)?.[1];
const year = /^# Date: (\d{4})/m.exec(file)?.[1];
if (version === undefined || year === undefined) throw new Error(`${path} says no version`);

const prototypes = readPrototypes(file);
const looks = new Looks(prototypes);
const lookalikes = new Map<string, string>();
for (const character of looks.characters) {
  const look = looks.of(character);
  if (fold(character) === character && look !== character && [...look].length <= LONGEST) {
    lookalikes.set(character, look);
  }
}
const capitals = new Map<string, string>();
for (const [character, prototype] of prototypes) {
  const lower = fold(character);
  const isFolded = lower !== character && [...lower].length === 1 && !isAscii(lower);
  // `l` stands for what looks like a capital I too; there the small letter is the better guide.
  const isLetter = isAsciiCharacter(prototype) && prototype !== "l";
  if (isFolded && isLetter && looks.of(lower) !== prototype) capitals.set(character, prototype);
}

writeFileSync(
  new URL("../src/core/confusables.ts", import.meta.url),
  `/*
 * Made by scripts/confusables.ts from confusables.txt of Unicode ${version} (Unicode Technical Standard 39): selected,
 * lower-cased and packed, so it is not that file any more. The data is © ${year} Unicode, Inc., under the licence
 * Unicode-3.0; its notice is in docs/unicode-license.txt.
 */

${declare(
  "LOOKALIKES",
  [
    "What characters of nicks look like, decomposed and in lower case: `target=source,source …`, in hexadecimal, with `+`",
    "between the code points of a target. No source is ASCII.",
  ],
  lookalikes,
)}
${declare(
  "LATIN_LOOKING_CAPITALS",
  [
    "Capitals that look like another Latin letter than their small letters do, such as the Greek capital of `ν`. In the same",
    "form; the target is that Latin letter in lower case.",
  ],
  capitals,
)}`,
);
