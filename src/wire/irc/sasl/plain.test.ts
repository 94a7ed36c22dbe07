import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlainMechanism, parsePlain } from "./plain.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((text) => !text.includes("\0"));

describe("PLAIN", () => {
  it("reads any name and any password, with or without a name to act for", () => {
    fc.assert(
      fc.property(word, word, fc.boolean(), (account, password, isSaid) => {
        const message = bytes(`${isSaid ? account : ""}\0${account}\0${password}`);
        expect(parsePlain(message)).toEqual({ account, password });
      }),
    );
  });

  it("takes the name to act for however it is written, and no other", () => {
    expect(parsePlain(bytes("ALICE\0alice\0sesame"))).toEqual({ account: "alice", password: "sesame" });
    expect(parsePlain(bytes("bob\0alice\0sesame"))).toBeUndefined();
  });

  it.each(["", "\0", "\0\0", "alice", "\0alice\0", "\0\0sesame", "\0alice\0se\0same", "\0alice\0sesame\0"])(
    "reads nothing from %j",
    (text) => {
      expect(new PlainMechanism().take(bytes(text))).toEqual({ type: "malformed" });
    },
  );

  it("reads nothing that is not UTF-8", () => {
    expect(parsePlain(new Uint8Array([0, 0x61, 0, 0xff]))).toBeUndefined();
  });

  it("brings the password to the form in which it is proved", () => {
    const step = new PlainMechanism().take(bytes("\0alice\0open\u00A0sesame"));
    expect(step).toEqual({ type: "password", account: "alice", password: "open sesame" });
    expect(new PlainMechanism().take(bytes("\0alice\0\u0007"))).toEqual({ type: "wrong" });
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (message) => void parsePlain(message)));
  });
});
