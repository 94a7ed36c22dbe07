import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { DAY_MS, encrypted, makePair } from "./pair.fixture.ts";
import { checkPair, dayOf } from "./pair.ts";
import { makeSelfSigned } from "./self-signed.ts";

it("a certificate that the server makes is for all its names, good for ten years, and no authority", async () => {
  const now = Date.UTC(2026, 5, 1);
  const written = await makeSelfSigned(["chat.test", "127.0.0.1", "2001:db8::1", "chat.test"], now);
  const pair = checkPair(written, now);
  const certificate = new X509Certificate(written.cert);
  expect(pair).toMatchObject({ ...written, expires: now + 3_650 * DAY_MS, fingerprint: certificate.fingerprint256 });
  expect(certificate.checkHost("chat.test")).toBe("chat.test");
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(certificate.checkIP("2001:db8::1")).toBe("2001:db8::1");
  expect(certificate.checkHost("other.test")).toBeUndefined();
  expect(certificate.ca).toBe(false);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect((await makeSelfSigned(["chat.test"], now)).key).not.toBe(written.key);
});

it("says in a sentence why a pair can't be used", async () => {
  const now = Date.now();
  const pair = await makePair();
  const other = await makePair();
  expect(checkPair({ ...pair, cert: "nonsense" }, now)).toBe("The certificate is not one in PEM.");
  expect(checkPair({ ...pair, cert: pair.cert.slice(0, 200) }, now)).toBe("The certificate is not one in PEM.");
  expect(checkPair({ ...pair, cert: "" }, now)).toBe("The certificate is not one in PEM.");
  expect(checkPair({ ...pair, key: pair.key.slice(0, 100) }, now)).toBe("The key is not a private key in PEM.");
  expect(checkPair({ ...pair, key: other.key }, now)).toBe("The key is not the one of the certificate.");
  expect(checkPair({ ...pair, key: encrypted(pair) }, now)).toMatch(/^The key has a passphrase/);
  expect(checkPair(await makePair("a.test", -DAY_MS), now)).toBe(`The certificate ended on ${dayOf(now - DAY_MS)}.`);
  expect(checkPair(await makeSelfSigned(["a.test"], now + 3 * DAY_MS), now)).toMatch(
    /^The certificate begins only on /,
  );
});
