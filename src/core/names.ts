import { LATIN_LOOKING_CAPITALS, LOOKALIKES } from "./confusables.ts";
import { LIMITS } from "./limits.ts";
import { Lookalikes } from "./lookalikes.ts";
import { fits } from "./utf8.ts";

/** Characters of a nick that its spares begin with. */
const SPARE_STEM = 16;

// Marked for bundlers: who does not ask what looks alike does not carry the tables.
const lookalikes = /* @__PURE__ */ new Lookalikes(LOOKALIKES);
const latinLookingCapitals = /* @__PURE__ */ new Lookalikes(LATIN_LOOKING_CAPITALS);

/**
 * The form in which two names are the same name: compatibility-composed and lower-cased, so that `Ａlice` is `alice`.
 * For ASCII names this is the casemapping `ascii` that IRC clients are told of.
 */
export function fold(name: string): string {
  return isAscii(name) ? name.toLowerCase() : name.normalize("NFKC").toLowerCase().normalize("NFKC");
}

/**
 * The form in which two nicks are the same nick: folded, and each letter, mark or digit replaced by what it looks like
 * (Unicode Technical Standard 39, confusables), so that `аdmin` with a Cyrillic `а` is `admin`. To compare, not to show.
 *
 * ASCII stays as it is, in lower case: `alice1` and `alicel`, `0scar` and `oscar`, `rn` and `m` are different nicks, as
 * the casemapping `ascii` promises. A lookalike of both `I`, `l` and `1` is `i` if it is the capital of an `i`, else `l`;
 * one of `0` and `o` is `o`. Takes time that grows with the length; ask for nicks only, not for any text.
 */
export function nickKey(nick: string): string {
  if (isAscii(nick)) return nick.toLowerCase();
  const written = nick.normalize("NFD");
  const latin = latinLookingCapitals.replaceIn(written);
  return latin !== written && looksLatin(nick, latin) ? lookOf(latin) : lookOf(nick);
}

/**
 * Whether a person or a program may be called this. Letters, digits and marks of every script, and ``-_[]\`^{}|`` as in
 * IRC; not a digit or `-` first, since IRC clients take those for something else. Since two nicks that look the same are
 * for impostors: nothing that can't be seen, no more marks than scripts need, and not letters of both directions.
 */
export function isNick(nick: string): boolean {
  if (!fits(nick, LIMITS.nickBytes) || !/^[\p{L}_[\]\\`^{}|][\p{L}\p{M}\p{N}_[\]\\`^{}|-]*$/u.test(nick)) return false;
  if (isAscii(nick)) return true;
  return (
    !/\p{Default_Ignorable_Code_Point}/u.test(nick) &&
    !hasOddMarks(nick) &&
    !hasBothDirections(nick) &&
    fits(fold(nick), LIMITS.nickBytes) &&
    fits(nickKey(nick), LIMITS.nickBytes)
  );
}

/** Whether a bridge may show somebody under this name: two parts with a slash between, which no nick here has. */
export function isRelayedNick(name: string): boolean {
  const isName = /^[\p{L}\p{M}\p{N}_[\]\\`^{}|.-]+\/[\p{L}\p{M}\p{N}_.-]+$/u.test(name);
  return isName && fits(name, LIMITS.nickBytes) && !/\p{Default_Ignorable_Code_Point}/u.test(name);
}

/** Whether a channel may be called this: `#`, then anything but space, comma, colon, control characters and `*?`. */
export function isChannelName(name: string): boolean {
  return (
    fits(name, LIMITS.channelNameBytes) && /^#[^\s,:*?\p{C}]+$/u.test(name) && fits(fold(name), LIMITS.channelNameBytes)
  );
}

/**
 * The nick to try when `nick` is taken: `alice`, `alice2`, `alice3` …
 *
 * @param attempt counts from 1
 * @param isGood what it has to be besides, such as `isNick`; a shorter one may be, if it is not
 */
export function spareNick(nick: string, attempt: number, isGood: (nick: string) => boolean): string {
  if (attempt === 1) return nick;
  const number = String(attempt);
  const stem = [...nick].slice(0, SPARE_STEM);
  // With the number it may take too many bytes.
  while (!isGood(`${stem.join("")}${number}`) && stem.length > 1) stem.pop();
  return `${stem.join("")}${number}`;
}

/** Whether `text` matches `mask`, in which `*` is any run of characters and `?` is one. Both are folded first. */
export function matchesMask(mask: string, text: string): boolean {
  return matchesFolded(fold(mask), fold(text));
}

/** `matchesMask` of what is folded already. */
export function matchesFolded(pattern: string, subject: string): boolean {
  let p = 0;
  let star = -1;
  let retry = 0;
  // Backtracks only to the last star, so the work is at most |pattern| * |subject|.
  for (let s = 0; s < subject.length; ) {
    if (pattern[p] === "*") {
      star = p++;
      retry = s;
    } else if (pattern[p] === "?") {
      p++;
      s += (subject.codePointAt(s) ?? 0) > 0xffff ? 2 : 1;
    } else if (pattern[p] === subject[s]) {
      p++;
      s++;
    } else if (star >= 0) {
      p = star + 1;
      s = ++retry;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** A mask as `nick!user@host`, with `*` for what was left out: `alice` becomes `alice!*@*`, `@host` `*!*@host`. */
export function completeMask(mask: string): string {
  const at = mask.indexOf("@");
  const bang = mask.indexOf("!");
  const host = at < 0 ? "*" : mask.slice(at + 1) || "*";
  const head = at < 0 ? mask : mask.slice(0, at);
  if (bang >= 0 && bang < head.length) {
    return `${head.slice(0, bang) || "*"}!${head.slice(bang + 1) || "*"}@${host}`;
  }
  return at < 0 ? `${head || "*"}!*@*` : `*!${head || "*"}@${host}`;
}

/**
 * Marks piled so high that they hide the letter, or hidden in one another: more than four in a row (UTS 39, 5.4), which
 * are as many as Burmese needs, more than three of those that go with any script, as in `ᾅ`, one twice, or one around.
 */
function hasOddMarks(nick: string): boolean {
  return /\p{Mn}{5}|[\p{Mn}&&\p{Script=Inherited}]{4}|(\p{Mn})\1|\p{Me}/v.test(nick.normalize("NFD"));
}

/**
 * Whether letters that are written from the left stand with letters that are written from the right: they would be shown
 * in another order. The blocks are those that Unicode keeps for right-to-left scripts; digits go with either.
 */
function hasBothDirections(nick: string): boolean {
  const composed = nick.normalize("NFKC");
  const fromRight = /(?=\p{L})[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/gu;
  const others = composed.replace(fromRight, "");
  return others !== composed && /\p{L}/u.test(others);
}

/**
 * Whether a nick whose capitals could be Latin is read as Latin: some of its letters are, or it is all capitals and all of
 * them could be. Otherwise it is read by its small letters, so that `Νίκος` and `νίκος` stay the same.
 */
function looksLatin(nick: string, latin: string): boolean {
  const composed = nick.normalize("NFKC");
  // A capital sigma looks like nothing Latin, but its small letter at the end of a word does.
  return /\p{Script=Latin}/u.test(composed) || (!/[\p{Ll}Σ]/u.test(composed) && isAscii(lookOf(latin)));
}

function lookOf(text: string): string {
  // The dot of `i` and `j` is there already.
  return fold(lookalikes.replaceIn(fold(text).normalize("NFD")).replace(/(?<=[ij]\p{M}*)\u0307/gu, ""));
}

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}
