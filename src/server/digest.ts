import { createHash } from "node:crypto";

/** A digest of a secret, by which it can be known again: 22 characters that tell nobody the secret. */
export function digest(secret: string): string {
  return createHash("sha256").update("parley client\0").update(secret).digest("base64url").slice(0, 22);
}
