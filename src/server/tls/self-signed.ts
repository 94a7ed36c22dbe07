import { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import type { WrittenPair } from "./pair.ts";

const DAY_MS = 86_400_000;
/** Clients pin it rather than believe it, so it is to last. */
const YEARS = 10;
/** What signs, is quick, and is known to every client that knows TLS 1.2. */
const KEY = { name: "ECDSA", namedCurve: "P-256" } as const;

/**
 * Makes a key, and a certificate that it signs itself.
 *
 * @param names what the server is called: names and IP addresses; the first is its own
 * @param now milliseconds since 1970
 */
export async function makeSelfSigned(names: readonly [string, ...string[]], now: number): Promise<WrittenPair> {
  // Loaded only here, at the first start: nothing else needs them.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const keys = await webcrypto.subtle.generateKey(KEY, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [names[0]] }],
    keys,
    // The clocks of clients may be behind.
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + YEARS * 365 * DAY_MS),
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        [...new Set(names)].map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value })),
      ),
    ],
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  return { cert: `${certificate.toString("pem")}\n`, key: pem("PRIVATE KEY", der) };
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
