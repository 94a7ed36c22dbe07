import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExternalMechanism } from "./external.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("EXTERNAL", () => {
  const alices = (): string => "Alice";

  it.each(["", "Alice", "alice"])("proves the account of the certificate to who wants to be %j", (asked) => {
    expect(new ExternalMechanism(alices).take(bytes(asked))).toEqual({ type: "proved", account: "Alice" });
  });

  it("proves nobody else", () => {
    expect(new ExternalMechanism(alices).take(bytes("bob"))).toEqual({ type: "unknown" });
    expect(new ExternalMechanism(() => undefined).take(bytes(""))).toEqual({ type: "unknown" });
    expect(new ExternalMechanism(() => undefined).take(bytes("alice"))).toEqual({ type: "unknown" });
  });

  it("reads nothing that is not UTF-8 or has NUL in it, and never throws", () => {
    expect(new ExternalMechanism(alices).take(new Uint8Array([0xff]))).toEqual({ type: "malformed" });
    expect(new ExternalMechanism(alices).take(bytes("alice\0"))).toEqual({ type: "malformed" });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (said) => void new ExternalMechanism(alices).take(said)));
  });
});
