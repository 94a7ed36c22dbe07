import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import type { Verifier } from "../core/account-commands.ts";
import { LIMITS } from "../core/limits.ts";
import { RATES } from "../core/rates.ts";
import { addressKey } from "../wire/address-key.ts";
import type { Passwords } from "../wire/passwords.ts";
import { Workers } from "./workers.ts";

/** Bytes of a salt, and of a nonce. */
const SALT_BYTES = 16;
const NONCE_BYTES = 24;

/** What SHA-256 yields. */
const KEY_BYTES = 32;

/** What the verifiers are made of that stand in for those of accounts that there are not. */
export interface StandIns {
  /** Nobody else has it. They are the same as long as it is. */
  readonly key: Uint8Array;
  /** The iterations that they say: an account that says others can be told from none by that. */
  iterations(): number;
}

/**
 * Passwords as SCRAM-SHA-256 proves them (RFC 5802, 3), by Node's cryptography, in its threads and a few at a time.
 *
 * @param iterations of PBKDF2 for what is made from now on
 * @param rateLimits whether there is a limit to what waits of one address
 * @param standIns without them, those of this run are its own, and say the iterations of new passwords
 */
export function makePasswords(
  iterations: number,
  rateLimits: boolean,
  standIns: StandIns = { key: randomBytes(KEY_BYTES), iterations: () => iterations },
): Passwords {
  const workers = new Workers(LIMITS.passwordWorkers, {
    all: RATES.passwordQueue.most,
    each: rateLimits ? RATES.passwordWorkPerAddress.most : Number.POSITIVE_INFINITY,
  });
  const madeOf = (text: string): Buffer => hmac(standIns.key, Buffer.from(text));
  return {
    make(password, from) {
      const salt = randomBytes(SALT_BYTES);
      return workers.run(addressKey(from), () => derive(password, salt, iterations));
    },
    matches(password, verifier, from) {
      return workers.run(addressKey(from), async () => {
        const made = await derive(password, Buffer.from(verifier.salt, "base64"), verifier.iterations);
        return equal(Buffer.from(made.storedKey, "base64"), Buffer.from(verifier.storedKey, "base64"));
      });
    },
    standIn: (account) => ({
      salt: madeOf(`salt ${account}`).subarray(0, SALT_BYTES).toString("base64"),
      iterations: standIns.iterations(),
      storedKey: madeOf(`stored ${account}`).toString("base64"),
      serverKey: madeOf(`server ${account}`).toString("base64"),
    }),
    hash,
    hmac,
    equal,
    nonce: () => randomBytes(NONCE_BYTES).toString("base64"),
    secret: (bytes) => randomBytes(bytes).toString("base64url"),
  };
}

async function derive(password: string, salt: Buffer, iterations: number): Promise<Verifier> {
  const salted = await stretch(password, salt, iterations);
  return {
    salt: salt.toString("base64"),
    iterations,
    storedKey: hash(hmac(salted, Buffer.from("Client Key"))).toString("base64"),
    serverKey: hmac(salted, Buffer.from("Server Key")).toString("base64"),
  };
}

function stretch(password: string, salt: Buffer, iterations: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    pbkdf2(password, salt, iterations, KEY_BYTES, "sha256", (cause, key) => {
      if (cause) reject(cause);
      else resolve(key);
    });
  });
}

function hash(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

function hmac(key: Uint8Array, bytes: Uint8Array): Buffer {
  return createHmac("sha256", key).update(bytes).digest();
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
