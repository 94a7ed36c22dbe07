import { fromBase64, toBase64 } from "../../base64.ts";

/** What a parameter of AUTHENTICATE leads to: a whole message, or more of it is to come, or it is no good. */
export type Taken = Uint8Array | "more" | "chunk-too-long" | "bad";

/** Characters of one AUTHENTICATE (IRCv3 sasl-3.1); a message that ends with a full one is followed by `+`. */
const CHUNK = 400;

/** Puts a client's messages together from the parameters in which they come. */
export class Chunks {
  readonly #most: number;
  #text = "";

  /** @param most bytes of a message, in base 64 */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes the next parameter. */
  take(parameter: string): Taken {
    if (parameter.length > CHUNK) return "chunk-too-long";
    if (parameter !== "+") this.#text += parameter;
    if (this.#text.length > this.#most) return "bad";
    if (parameter.length === CHUNK) return "more";
    const text = this.#text;
    this.#text = "";
    return fromBase64(text) ?? "bad";
  }
}

/** A message of the server's as parameters of AUTHENTICATE. */
export function inChunks(message: Uint8Array): readonly string[] {
  const text = toBase64(message);
  const chunks: string[] = [];
  for (let at = 0; at < text.length; at += CHUNK) chunks.push(text.slice(at, at + CHUNK));
  return text.length % CHUNK === 0 ? [...chunks, "+"] : chunks;
}
