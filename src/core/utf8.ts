/** Bytes that `text` takes in UTF-8. A lone surrogate counts three, as the replacement character does. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

/** Whether `text` takes at most `limit` bytes in UTF-8; most texts are short enough to answer without counting. */
export function fits(text: string, limit: number): boolean {
  return text.length * 3 <= limit || (text.length <= limit && utf8Length(text) <= limit);
}

/** The longest beginning of `text` that takes at most `limit` bytes in UTF-8 and cuts no character in two. */
export function cut(text: string, limit: number): string {
  if (fits(text, limit)) return text;
  let bytes = 0;
  for (let i = 0; i < text.length; ) {
    const units = (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
    bytes += utf8Length(text.slice(i, i + units));
    if (bytes > limit) return text.slice(0, i);
    i += units;
  }
  return text;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
