import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { checkPair, type Pair, type WrittenPair } from "./pair.ts";
import { makeSelfSigned } from "./self-signed.ts";

/** Certificates for tests. */

export const DAY_MS = 86_400_000;

/** How long a certificate that the server makes is good. */
const LIFE_MS = 10 * 365 * DAY_MS;

/** A new pair that ends in `leftMs`, or after ten years. */
export function makePair(name = "parley.test", leftMs = LIFE_MS): Promise<WrittenPair> {
  return makeSelfSigned([name, "127.0.0.1"], Date.now() - LIFE_MS + leftMs);
}

/** The same, as far as it is good. @throws Error if it is not */
export async function goodPair(name?: string, leftMs?: number): Promise<Pair> {
  const pair = checkPair(await makePair(name, leftMs), Date.now());
  if (typeof pair === "string") throw new Error(pair);
  return pair;
}

/** The key of a pair behind a passphrase, as `openssl` writes it. */
export function encrypted({ key }: WrittenPair): string {
  return execFileSync("openssl", ["pkcs8", "-topk8", "-passout", "pass:sesame"], { input: key, encoding: "utf8" });
}

/** Puts a pair into two files. */
export function writePair({ cert, key }: WrittenPair, certFile: string, keyFile: string): void {
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key, { mode: 0o600 });
}
