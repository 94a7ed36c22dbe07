import { createECDH } from "node:crypto";

/** As whom a server pushes (VAPID, RFC 8292): push services know it by its key, and whom to ask about it by its subject. */
export interface Vapid {
  /** A `mailto:` or `https:` URL. */
  readonly subject: string;
  /** The keys of P-256 in base 64 for URLs: a point that is not compressed, and 32 bytes. */
  readonly publicKey: string;
  readonly privateKey: string;
}

const CURVE = "prime256v1";
const BYTES = 32;

/** A new private key. */
export function makePushKey(): Buffer {
  const curve = createECDH(CURVE);
  curve.generateKeys();
  return padded(curve.getPrivateKey());
}

/**
 * As whom a server pushes that has this private key.
 * @throws Error if it is no key of P-256
 */
export function vapidOf(key: Uint8Array, subject: string): Vapid {
  const curve = createECDH(CURVE);
  curve.setPrivateKey(key);
  return {
    subject,
    publicKey: curve.getPublicKey("base64url", "uncompressed"),
    privateKey: padded(key).toString("base64url"),
  };
}

/** Zeros in front are left out by who makes the keys. */
function padded(key: Uint8Array): Buffer {
  return Buffer.concat([Buffer.alloc(Math.max(0, BYTES - key.length)), key]);
}
