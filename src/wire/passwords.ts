import type { Verifier } from "../core/account-commands.ts";

/**
 * The cryptography that dialects need for passwords, so that they need not know where it comes from. Nothing here throws,
 * and no promise is rejected.
 *
 * Whoever asks for work says from which address (`Line.peer`): turns go round the addresses.
 */
export interface Passwords {
  /** What will prove a password from now on; `busy` if too many wait, or too many of that address. */
  make(password: string, from: string): Promise<Verifier | "busy">;
  /** Whether a password is the one that the verifier was made of; `busy` likewise. */
  matches(password: string, verifier: Verifier, from: string): Promise<boolean | "busy">;
  /**
   * What stands in for the verifier of an account that there is not: always the same for one name, also after a restart,
   * but for the iterations if most accounts have others by then. No password matches it, and to find that out takes as long
   * as for any other.
   */
  standIn(account: string): Verifier;
  /** SHA-256. */
  hash(bytes: Uint8Array): Uint8Array;
  /** HMAC with SHA-256. */
  hmac(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  /** Whether both are the same, in a time that does not tell where they differ. */
  equal(one: Uint8Array, other: Uint8Array): boolean;
  /** Printable ASCII without commas that nobody can guess and nobody was given before. */
  nonce(): string;
  /** So many bytes that nobody can guess, in base64url without padding: what tokens, codes and ids are made of. */
  secret(bytes: number): string;
}

/** Spaces that are not ASCII's (RFC 3454, C.1.2). */
const SPACES = /[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000]/g;

/** What is not seen, and may be there or not (RFC 3454, B.1). */
const UNSEEN = /\u00AD|\u034F|\u1806|[\u180B-\u180D]|\u200C|\u200D|\u2060|[\uFE00-\uFE0F]|\uFEFF/g;

/** What no password has: control characters, private ones, halves of pairs, and what is no character. */
const FORBIDDEN = /[\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\u2028\u2029\uFFF9-\uFFFD]/u;

/**
 * A password in the form in which it is proved, so that it is the same on every keyboard: SASLprep (RFC 4013) without its
 * rules for writing from right to left and for characters that Unicode 3.2 did not have. Spaces become the plain one,
 * what is not seen is left out, and the rest is brought to NFKC. Nothing if that leaves nothing, or if there is something
 * in it that no password has.
 */
export function preparePassword(password: string): string | undefined {
  const text = password.replace(SPACES, " ").replace(UNSEEN, "").normalize("NFKC");
  return text === "" || FORBIDDEN.test(text) ? undefined : text;
}
