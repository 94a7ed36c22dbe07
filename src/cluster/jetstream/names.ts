/** A name as a token of a NATS subject: letters, digits, `-` and `_` as they are, other bytes as `=` and two hex digits. */
export function encodeName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/gu, (character) =>
    Buffer.from(character).reduce((text, byte) => `${text}=${byte.toString(16).padStart(2, "0")}`, ""),
  );
}
