import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { RATES } from "../core/rates.ts";
import { makePasswords } from "./passwords.ts";

const ITERATIONS = LIMITS.iterationsLeast;
const FROM = "192.0.2.1";

describe("passwords", () => {
  it("are known again by what proves them, and no others are", async () => {
    const passwords = makePasswords(ITERATIONS, true);
    const verifier = await passwords.make("sesame", FROM);
    if (verifier === "busy") throw new Error("nothing else is worked on");
    expect(verifier.iterations).toBe(ITERATIONS);
    expect(await passwords.matches("sesame", verifier, FROM)).toBe(true);
    expect(await passwords.matches("Sesame", verifier, FROM)).toBe(false);
    expect(await makePasswords(ITERATIONS + 1, true).matches("sesame", verifier, FROM)).toBe(true);
    expect(JSON.stringify(verifier)).not.toContain("sesame");
  });

  it("prove themselves as in the example of RFC 7677", async () => {
    const verifier = {
      salt: "W22ZaJ0SNY7soEsUEjb6gQ==",
      iterations: 4096,
      storedKey: "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=",
      serverKey: "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
    };
    expect(await makePasswords(ITERATIONS, true).matches("pencil", verifier, FROM)).toBe(true);
  });

  it("have salts of their own, also when they are the same", async () => {
    const passwords = makePasswords(ITERATIONS, true);
    const [one, other] = await Promise.all([passwords.make("sesame", FROM), passwords.make("sesame", FROM)]);
    expect(one).not.toEqual(other);
  });

  it("that nobody has look like any, are always the same for a name, and match nothing", async () => {
    const passwords = makePasswords(ITERATIONS, true);
    const standIn = passwords.standIn("nobody");
    expect(passwords.standIn("nobody")).toEqual(standIn);
    expect(passwords.standIn("noone").salt).not.toBe(standIn.salt);
    expect(makePasswords(ITERATIONS, true).standIn("nobody").salt).not.toBe(standIn.salt);
    expect(standIn.iterations).toBe(ITERATIONS);
    const real = await passwords.make("sesame", FROM);
    const shape = (value: object): object =>
      Object.entries(value).map(([name, text]) => [name, typeof text, String(text).length]);
    expect(shape(standIn)).toEqual(shape(typeof real === "string" ? {} : real));
    expect(await passwords.matches("sesame", standIn, FROM)).toBe(false);
  });

  it("that nobody has are the same in every run that has their key, and say what they are told to", () => {
    const key = Buffer.alloc(32, 7);
    const like = { key, iterations: () => 12_345 };
    const standIn = makePasswords(ITERATIONS, true, like).standIn("nobody");
    expect(standIn.iterations).toBe(12_345);
    expect(makePasswords(2 * ITERATIONS, true, like).standIn("nobody")).toEqual(standIn);
    const other = { ...like, key: Buffer.alloc(32, 8) };
    expect(makePasswords(ITERATIONS, true, other).standIn("nobody").salt).not.toBe(standIn.salt);
  });

  it("are worked on a few at a time, and no more wait than there is room for", async () => {
    const passwords = makePasswords(ITERATIONS, false);
    const most = LIMITS.passwordWorkers + RATES.passwordQueue.most;
    const made = await Promise.all(Array.from({ length: most + 1 }, () => passwords.make("sesame", FROM)));
    expect(made.filter((each) => each === "busy")).toEqual(["busy"]);
    expect(await passwords.make("sesame", FROM)).not.toBe("busy");
  });

  it("wait only a few at a time for one address, or one half of an IPv6 address, and for others still", async () => {
    const passwords = makePasswords(ITERATIONS, true);
    const most = LIMITS.passwordWorkers + RATES.passwordWorkPerAddress.most;
    const first = Array.from({ length: most }, (_, i) => passwords.make("sesame", `2001:db8::${i}`));
    const more = [passwords.make("sesame", "2001:db8::ffff"), passwords.make("sesame", FROM)];
    expect((await Promise.all([...first, ...more])).map((each) => each === "busy")).toEqual([
      ...first.map(() => false),
      true,
      false,
    ]);
  });

  it("come with nonces that are new each time and fit in a SCRAM message, and with a comparison", () => {
    const { nonce, equal } = makePasswords(ITERATIONS, true);
    const nonces = Array.from({ length: 100 }, nonce);
    expect(new Set(nonces).size).toBe(100);
    expect(nonces.every((text) => /^[!-+\--~]{20,}$/.test(text))).toBe(true);
    expect(equal(Buffer.from("ab"), Buffer.from("ab"))).toBe(true);
    expect(equal(Buffer.from("ab"), Buffer.from("ac"))).toBe(false);
    expect(equal(Buffer.from("ab"), Buffer.from("a"))).toBe(false);
  });

  it("come with secrets of any length, of letters that can stand in a URL, and new each time", () => {
    const { secret } = makePasswords(ITERATIONS, true);
    const secrets = Array.from({ length: 100 }, () => secret(20));
    expect(new Set(secrets).size).toBe(100);
    expect(secrets.every((text) => /^[\w-]{27}$/.test(text))).toBe(true);
    expect([secret(6), secret(32)].map((text) => text.length)).toEqual([8, 43]);
  });
});
