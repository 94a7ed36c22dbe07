import { fits, LIMITS } from "./limits.ts";

/** Characters of a nick that its spares begin with. */
const SPARE_STEM = 16;

/**
 * The form in which two names are the same name: compatibility-composed and lower-cased, so that `Ａlice` is `alice`.
 * For ASCII names this is the casemapping `ascii` that IRC clients are told of.
 */
export function fold(name: string): string {
  return isAscii(name) ? name.toLowerCase() : name.normalize("NFKC").toLowerCase().normalize("NFKC");
}

/**
 * Whether a person or a program may be called this. Letters, digits and marks of every script, and ``-_[]\`^{}|`` as in
 * IRC; not a digit or `-` first, since IRC clients take those for something else; nothing that can't be seen, since two
 * nicks that look the same are for impostors.
 */
export function isNick(nick: string): boolean {
  return (
    fits(nick, LIMITS.nickBytes) &&
    /^[\p{L}_[\]\\`^{}|][\p{L}\p{M}\p{N}_[\]\\`^{}|-]*$/u.test(nick) &&
    !/\p{Default_Ignorable_Code_Point}/u.test(nick) &&
    fits(fold(nick), LIMITS.nickBytes)
  );
}

/** Whether a channel may be called this: `#`, then anything but space, comma, colon, control characters and `*?`. */
export function isChannelName(name: string): boolean {
  return (
    fits(name, LIMITS.channelNameBytes) && /^#[^\s,:*?\p{C}]+$/u.test(name) && fits(fold(name), LIMITS.channelNameBytes)
  );
}

/** The nick to try when `nick` is taken: `alice`, `alice2`, `alice3` … (`attempt` counts from 1). It is a nick too. */
export function spareNick(nick: string, attempt: number): string {
  if (attempt === 1) return nick;
  const number = String(attempt);
  const stem = [...nick].slice(0, SPARE_STEM);
  // With the number it may take too many bytes.
  while (!isNick(`${stem.join("")}${number}`) && stem.length > 1) stem.pop();
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

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}
