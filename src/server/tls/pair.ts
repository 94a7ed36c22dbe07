import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";

/** A certificate and its private key, as they stand in their files: PEM. */
export interface WrittenPair {
  readonly cert: string;
  readonly key: string;
}

/** A pair that TLS can be spoken with. */
export interface Pair extends WrittenPair {
  /** SHA-256 of the certificate in DER, as browsers and `openssl` show it: `AB:CD:…`. */
  readonly fingerprint: string;
  /** When the certificate ends, in milliseconds since 1970. */
  readonly expires: number;
}

/** Versions of TLS that are spoken; older ones are broken (RFC 8996). */
export const VERSIONS = { minVersion: "TLSv1.2", maxVersion: "TLSv1.3" } as const;

/**
 * Looks whether a certificate and a key are a pair that TLS can be spoken with.
 *
 * @param now milliseconds since 1970
 * @returns the pair, or a sentence that says why not
 */
export function checkPair({ cert, key }: WrittenPair, now: number): Pair | string {
  const certificate = certificateOf(cert);
  if (!certificate) return "The certificate is not one in PEM.";
  const secret = keyOf(key);
  if (typeof secret === "string") return secret;
  if (!certificate.checkPrivateKey(secret)) return "The key is not the one of the certificate.";
  const expires = certificate.validToDate.getTime();
  if (expires <= now) return `The certificate ended on ${dayOf(expires)}.`;
  const begins = certificate.validFromDate.getTime();
  if (begins > now) return `The certificate begins only on ${dayOf(begins)}.`;
  try {
    createSecureContext({ cert, key, ...VERSIONS });
  } catch (cause) {
    return `The certificate and its key can't be used for TLS: ${cause instanceof Error ? cause.message : String(cause)}.`;
  }
  return { cert, key, expires, fingerprint: certificate.fingerprint256 };
}

/** The day of a time, as `2026-12-24`. @param at milliseconds since 1970 */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return pem.includes("-----BEGIN ") ? new X509Certificate(pem) : undefined;
  } catch {
    return undefined;
  }
}

function keyOf(pem: string): KeyObject | string {
  try {
    return createPrivateKey(pem);
  } catch {
    return /ENCRYPTED/.test(pem)
      ? "The key has a passphrase; a server that starts by itself needs one without."
      : "The key is not a private key in PEM.";
  }
}
