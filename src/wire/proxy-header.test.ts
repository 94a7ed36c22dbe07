import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { readProxyHeader } from "./proxy-header.ts";
import { sniff, sniffFront } from "./sniff.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];

/** A header of version 2. */
function v2(command: number, family: number, rest: readonly number[]): Uint8Array {
  return new Uint8Array([...SIGNATURE, command, family, rest.length >> 8, rest.length & 0xff, ...rest]);
}

const TCP4 = [192, 0, 2, 7, 198, 51, 100, 1, 0xdc, 0x04, 0x13, 0xba];
const TCP6 = [
  ...[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7],
  ...[0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  ...[0xdc, 0x04, 0x13, 0xba],
];
const UNIX = new Array<number>(216).fill(65);

/** What a proxy adds of TLS: its flags, what came of looking at the client's certificate, and one part in it. */
const ssl = (flags: number): number[] => [0x20, 0, 13, flags, 0, 0, 0, 0, 0x21, 0, 5, ...bytesOf("1.3.0")];

describe("A header of version 1", () => {
  it.each([
    ["PROXY TCP4 192.0.2.7 198.51.100.1 56324 5050\r\n", { host: "192.0.2.7", port: 56324 }],
    ["PROXY TCP6 2001:db8::7 2001:db8::1 1 2\r\n", { host: "2001:db8::7", port: 1 }],
    ["PROXY UNKNOWN\r\n", undefined],
    ["PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", undefined],
  ])("says whom it connects: %j", (text, source) => {
    const header = readProxyHeader(bytesOf(`${text}NICK a`));
    expect(header).toEqual({ length: text.length, ...(source && { source }) });
  });

  it.each([
    "PROXY TCP4 192.0.2.7 198.51.100.1 56324\r\n",
    "PROXY TCP4 2001:db8::7 198.51.100.1 1 2\r\n",
    "PROXY TCP6 192.0.2.7 2001:db8::1 1 2\r\n",
    "PROXY TCP4 192.0.2.7 198.51.100.1 65536 1\r\n",
    "PROXY TCP5 a b 1 2\r\n",
    "PROXY TCP4 192.0.2.7 198.51.100.1 1 2\rX",
    "PROXY \r\n",
    "PROXX ",
  ])("is refused: %j", (text) => {
    expect(readProxyHeader(bytesOf(text))).toBe("malformed");
  });

  it("is no longer than it can be", () => {
    expect(readProxyHeader(bytesOf("PROXY ".padEnd(106, "x")))).toBeUndefined();
    expect(readProxyHeader(bytesOf("PROXY ".padEnd(107, "x")))).toBe("too-long");
    expect(readProxyHeader(bytesOf(`${"PROXY UNKNOWN ".padEnd(106, "x")}\r\n`))).toBe("too-long");
  });
});

describe("A header of version 2", () => {
  it.each([
    ["TCP over IPv4", v2(0x21, 0x11, TCP4), { source: { host: "192.0.2.7", port: 56324 } }],
    ["TCP over IPv6", v2(0x21, 0x21, TCP6), { source: { host: "2001:db8:0:0:0:0:0:7", port: 56324 } }],
    ["a Unix socket", v2(0x21, 0x31, UNIX), {}],
    ["something else", v2(0x21, 0x00, []), {}],
    ["the proxy itself", v2(0x20, 0x00, []), {}],
    ["the proxy itself, whatever it says of addresses", v2(0x20, 0xff, [1]), {}],
    ["a client with TLS", v2(0x21, 0x11, [...TCP4, 4, 0, 1, 0, ...ssl(1)]), { secure: true }],
    ["a client without TLS", v2(0x21, 0x11, [...TCP4, ...ssl(0)]), { secure: false }],
  ])("is read: %s", (_what, bytes, expected) => {
    expect(readProxyHeader(new Uint8Array([...bytes, 1, 2, 3]))).toMatchObject({ length: bytes.length, ...expected });
    if (!("source" in expected || "secure" in expected))
      expect(readProxyHeader(bytes)).toEqual({ length: bytes.length });
  });

  it.each([
    ["another version", v2(0x11, 0x11, TCP4)],
    ["another command", v2(0x22, 0x11, TCP4)],
    ["an unknown family", v2(0x21, 0x41, TCP4)],
    ["addresses that are cut off", v2(0x21, 0x21, TCP4)],
    ["a Unix socket whose addresses are cut off", v2(0x21, 0x31, TCP6)],
  ])("is refused: %s", (_what, bytes) => {
    expect(readProxyHeader(bytes)).toBe("malformed");
  });

  it("is no longer than it may be", () => {
    const rest = LIMITS.proxyHeaderBytes - 16;
    const longest = v2(0x21, 0x11, [...TCP4, ...new Array<number>(rest - TCP4.length).fill(0)]);
    expect(readProxyHeader(longest)).toMatchObject({ length: LIMITS.proxyHeaderBytes });
    expect(readProxyHeader(new Uint8Array([...SIGNATURE, 0x21, 0x11, (rest + 1) >> 8, (rest + 1) & 0xff]))).toBe(
      "too-long",
    );
  });
});

const WHOLE = [
  bytesOf("PROXY TCP4 192.0.2.7 198.51.100.1 56324 5050\r\n"),
  bytesOf("PROXY UNKNOWN\r\n"),
  v2(0x21, 0x11, TCP4),
  v2(0x21, 0x21, [...TCP6, ...ssl(1)]),
  v2(0x20, 0x00, []),
];

describe("readProxyHeader", () => {
  it("asks for more as long as not all is there, and so do those who look whether it is one", () => {
    for (const bytes of WHOLE) {
      for (let length = 1; length < bytes.length; length++) {
        expect(readProxyHeader(bytes.subarray(0, length))).toBeUndefined();
        // A proxy sends its header in one piece; CR LF alone is a person who presses Enter.
        if (length !== 2) expect(["proxy", undefined]).toContain(sniffFront(bytes.subarray(0, length)));
      }
      expect(sniff(bytes)).toBe("proxy");
      expect(sniffFront(bytes)).toBe("proxy");
    }
  });

  it("takes any bytes, and never says more or less of them when more come", () => {
    const spoilt = fc
      .tuple(fc.constantFrom(...WHOLE), fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 4 }))
      .map(([bytes, changes]) => changes.reduce((all, [at, byte]) => all.with(at % all.length, byte), bytes));
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 120 }),
      fc.uint8Array({ maxLength: 60 }).map((rest) => new Uint8Array([...SIGNATURE, ...rest])),
      spoilt,
    );
    fc.assert(
      fc.property(any, fc.nat(120), (bytes, length) => {
        const early = readProxyHeader(bytes.subarray(0, length));
        const late = readProxyHeader(bytes);
        if (early !== undefined) expect(late).toEqual(early);
        if (typeof late === "object") expect(late.length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("sniffFront", () => {
  it.each([
    ["\x16\x03", "tls"],
    ["\x16", undefined],
    ["\x16\x04", "plain"],
    ["", undefined],
    ["PROX", undefined],
    ["PROXY", undefined],
    ["PROXY ", "proxy"],
    ["PROXYS", "plain"],
    ["hello", "plain"],
    ["\r\n", "plain"],
    ["1", "plain"],
  ])("tells what comes in front: %j", (text, front) => {
    expect(sniffFront(bytesOf(text))).toBe(front);
  });
});
