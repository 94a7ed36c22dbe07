import type { Verifier } from "../core/account-commands.ts";
import type { Passwords } from "./passwords.ts";

/** Passwords for tests: what proves one is easy to see, and every call is noted. */
export interface TestPasswords extends Passwords {
  /** The calls so far, each as its name and what it was about. */
  readonly calls: readonly string[];
}

/** Passwords that answer in the next turn. Its hashes are none: what is computed with them is the same only in this run. */
export function testPasswords(): TestPasswords {
  const calls: string[] = [];
  let nonces = 0;
  let secrets = 0;
  return {
    calls,
    async make(password) {
      calls.push("make");
      return testVerifier(password);
    },
    async matches(password, verifier) {
      calls.push(`matches ${verifier.salt}`);
      return verifier.storedKey === testVerifier(password).storedKey;
    },
    standIn(account) {
      calls.push(`standIn ${account}`);
      return { salt: "bm9ib2R5", iterations: 4096, storedKey: "", serverKey: "" };
    },
    hash: (bytes) => bytes.toReversed(),
    hmac: (key, bytes) => new Uint8Array([...key, ...bytes]),
    equal: (one, other) => one.length === other.length && one.every((byte, i) => byte === other[i]),
    nonce: () => `nonce${++nonces}`,
    secret: (bytes) => `${++secrets}`.padEnd(Math.ceil((bytes * 4) / 3), "S"),
  };
}

/** What proves a password to these. */
export function testVerifier(password: string): Verifier {
  return { salt: "c2FsdA==", iterations: 4096, storedKey: `stored ${password}`, serverKey: `server ${password}` };
}
