import { nickKey } from "../../../core/names.ts";
import { fromBase64, toBase64 } from "../../base64.ts";
import { decodeUtf8 } from "../../lines.ts";
import type { Passwords } from "../../passwords.ts";
import type { Known, LookUp, Mechanism, Step } from "./mechanism.ts";

/** What a SCRAM exchange needs to compute. */
export type ScramTools = Pick<Passwords, "hash" | "hmac" | "equal" | "nonce">;

/** The client's first message. */
interface First {
  /** The GS2 header, which is said again in the last message. */
  readonly header: string;
  /** The message without it. */
  readonly bare: string;
  readonly name: string;
  readonly nonce: string;
}

/** The client's last message. */
interface Final {
  /** The message without the proof. */
  readonly bare: string;
  /** What is said to be the GS2 header. */
  readonly header: string;
  readonly nonce: string;
  readonly proof: Uint8Array;
}

/** What the server holds after its first message. */
interface Challenge {
  readonly first: First;
  readonly known: Known;
  readonly nonce: string;
  readonly text: string;
}

const MALFORMED: Step = { type: "malformed" };

const encoder = new TextEncoder();

/**
 * SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding: the password is proved and not said, and the server proves
 * that it knows of it. A name without an account is shown a salt like any other.
 */
export class ScramMechanism implements Mechanism {
  readonly #tools: ScramTools;
  readonly #lookUp: LookUp;
  #challenge: Challenge | undefined;
  /** What ends the exchange once the client has taken the server's proof. */
  #proved: Step | undefined;

  constructor(tools: ScramTools, lookUp: LookUp) {
    this.#tools = tools;
    this.#lookUp = lookUp;
  }

  take(message: Uint8Array): Step {
    if (this.#proved) return message.length === 0 ? this.#proved : MALFORMED;
    const text = decodeUtf8(message);
    if (text === undefined) return MALFORMED;
    return this.#challenge ? this.#finish(this.#challenge, text) : this.#begin(text);
  }

  #begin(text: string): Step {
    const first = parseFirst(text);
    if (!first) return MALFORMED;
    const known = this.#lookUp(first.name);
    const nonce = first.nonce + this.#tools.nonce();
    const { salt, iterations } = known.verifier;
    this.#challenge = { first, known, nonce, text: `r=${nonce},s=${salt},i=${iterations}` };
    return { type: "challenge", data: encoder.encode(this.#challenge.text), isProved: false };
  }

  #finish({ first, known, nonce, text: challenge }: Challenge, text: string): Step {
    const final = parseFinal(text);
    if (!final || final.header !== first.header || final.nonce !== nonce) return MALFORMED;
    const { hash, hmac, equal } = this.#tools;
    const storedKey = fromBase64(known.verifier.storedKey);
    const serverKey = fromBase64(known.verifier.serverKey);
    if (!storedKey || !serverKey) return { type: "wrong" };
    const all = encoder.encode(`${first.bare},${challenge},${final.bare}`);
    const signature = hmac(storedKey, all);
    const clientKey = final.proof.map((byte, i) => byte ^ (signature[i] ?? 0));
    if (!equal(hash(clientKey), storedKey) || known.account === undefined) return { type: "wrong" };
    this.#proved = { type: "proved", account: known.account };
    return { type: "challenge", data: encoder.encode(`v=${toBase64(hmac(serverKey, all))}`), isProved: true };
  }
}

/** Reads `n,[a=authzid],n=name,r=nonce`. Channel binding and extensions that must be understood are not done here. */
function parseFirst(text: string): First | undefined {
  // RFC 5802, 7: a client that could bind channels says `y` to a server that offers no such mechanism.
  const [, header, asked, bare, said, nonce] =
    /^([ny],(?:a=([^,]+))?,)(n=([^,]+),r=([!-+\--~]+)(?:,.*)?)$/su.exec(text) ?? [];
  const name = said === undefined ? undefined : nameOf(said);
  if (header === undefined || bare === undefined || nonce === undefined || name === undefined) return undefined;
  const other = asked === undefined ? name : nameOf(asked);
  return other !== undefined && nickKey(other) === nickKey(name) ? { header, bare, name, nonce } : undefined;
}

/** Reads `c=header,r=nonce,p=proof`. */
function parseFinal(text: string): Final | undefined {
  const [, bare, header, nonce, proof] = /^(c=([^,]+),r=([^,]+)(?:,[^,]*)*),p=([^,]+)$/su.exec(text) ?? [];
  if (bare === undefined || nonce === undefined) return undefined;
  const bytes = fromBase64(proof ?? "");
  const bound = fromBase64(header ?? "");
  const said = bound && decodeUtf8(bound);
  return bytes && said !== undefined ? { bare, header: said, nonce, proof: bytes } : undefined;
}

/** A name, in which commas and equals signs are written as `=2C` and `=3D`; nothing if something else is written so. */
function nameOf(text: string): string | undefined {
  if (/=(?!2C|3D)/.test(text)) return undefined;
  return text.replaceAll("=2C", ",").replaceAll("=3D", "=");
}
