/** Bytes of a connection as people can read them: nothing in them acts on the page, or is unseen. */

/** A piece of a text: as it was sent, or what stands for something that is not seen. */
export interface WirePiece {
  readonly text: string;
  readonly isSign: boolean;
}

const SYMBOLS = 0x2400;
const DELETE = 0x7f;
const DELETE_SYMBOL = "\u2421";

/** What is not seen, or changes how other text is seen: controls, bidirectional marks, spaces without width. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029\ufffd]/u;

/** The bytes of base 64. */
export function bytesOf(base64: string): Uint8Array {
  const binary = atob(base64);
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** The bytes as text. Controls are shown by their signs, and what is no UTF-8 by its numbers. */
export function wireText(bytes: Uint8Array): readonly WirePiece[] {
  const pieces: { text: string; isSign: boolean }[] = [];
  const add = (text: string, isSign: boolean): void => {
    const last = pieces.at(-1);
    if (last && last.isSign === isSign) last.text += text;
    else pieces.push({ text, isSign });
  };
  for (const char of decoded(bytes)) {
    if (typeof char === "number") add(`\\x${hexOf(char)}`, true);
    else if (UNSEEN.test(char)) {
      add(signOf(char), true);
      // A line of the text is a line on the screen.
      if (char === "\n") add("\n", false);
    } else add(char, false);
  }
  return pieces;
}

/** Sixteen bytes a line: where they begin, their numbers, and themselves as far as they are letters. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const numbers = part.map(hexOf).join(" ").padEnd(47);
    const letters = part.map((byte) => (byte >= 0x20 && byte < DELETE ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${at.toString(16).padStart(4, "0")}  ${numbers}  ${letters}`);
  }
  return lines.join("\n");
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function signOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCharCode(SYMBOLS + code);
  if (code === DELETE) return DELETE_SYMBOL;
  return `\\u{${code.toString(16)}}`;
}

/** Characters, and the bytes that are not part of any. */
function* decoded(bytes: Uint8Array): Iterable<string | number> {
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let at = 0; at < bytes.length; ) {
    const length = lengthOf(bytes[at] ?? 0);
    let char: string | undefined;
    try {
      char = length === 0 ? undefined : utf8.decode(bytes.subarray(at, at + length));
    } catch {
      char = undefined;
    }
    if (char === undefined) yield bytes[at] ?? 0;
    else yield char;
    at += char === undefined ? 1 : length;
  }
}

/** The bytes of the character that begins with this one; 0 if none does. */
function lengthOf(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}
