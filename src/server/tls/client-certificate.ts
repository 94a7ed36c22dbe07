import { createHash } from "node:crypto";
import type { TLSSocket } from "node:tls";

/** SHA-256 of the certificate that a client showed, in DER, in lower-case hexadecimal; nothing if it showed none. */
export function certificateOf(inner: TLSSocket): string | undefined {
  const certificate = inner.getPeerX509Certificate();
  return certificate && createHash("sha256").update(certificate.raw).digest("hex");
}
