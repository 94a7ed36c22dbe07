import { LIMITS } from "../../src/core/limits.ts";
import { offersHttp } from "../../src/wire/client-hello.ts";
import { readProxyHeader } from "../../src/wire/proxy-header.ts";
import { bytesOf, joined } from "../mutate.ts";
import { demand, type Target, USUAL } from "../target.ts";

/** What comes in front of a dialect: a ClientHello of TLS, and a header of the PROXY protocol. */

const u16 = (number: number): Uint8Array => Uint8Array.of(number >> 8, number & 255);
const counted = (bytes: Uint8Array): Uint8Array => joined([u16(bytes.length), bytes]);
const name = (text: string): Uint8Array => joined([Uint8Array.of(text.length), bytesOf(text)]);

/** A ClientHello with these names of ALPN, in records of so many bytes. */
function hello(protocols: readonly string[], size: number): Uint8Array {
  const alpn = counted(joined(protocols.map(name)));
  const extensions = joined([u16(0), counted(u16(0)), u16(16), counted(alpn)]);
  const body = joined([
    Uint8Array.of(3, 3),
    new Uint8Array(32),
    Uint8Array.of(4, 1, 2, 3, 4),
    counted(Uint8Array.of(0x13, 1, 0x13, 2)),
    Uint8Array.of(1, 0),
    counted(extensions),
  ]);
  const message = joined([Uint8Array.of(1, 0), counted(body)]);
  const records: Uint8Array[] = [];
  for (let at = 0; at < message.length; at += size) {
    records.push(Uint8Array.of(22, 3, 1), counted(message.subarray(at, at + size)));
  }
  return joined(records);
}

/** Demands that what is known of the beginning is not said otherwise when more comes. */
function demandSteady<T>(
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => T | undefined,
  same: (a: T, b: T) => boolean,
): void {
  let known: T | undefined;
  const lengths = bytes.length > 300 ? [1, 5, 6, 16, 107, 108, 200, bytes.length - 1] : [...bytes.keys()];
  for (const length of [...lengths, bytes.length]) {
    const found = read(bytes.subarray(0, length));
    demand(known === undefined || found !== undefined, "what was known is not known any more", String(length));
    if (known !== undefined && found !== undefined) demand(same(known, found), "what is known changes", [known, found]);
    known ??= found;
  }
}

/** The beginnings of TLS connections. */
export const clientHello: Target = {
  ...USUAL,
  name: "client-hello",
  words: ["\u0016\u0003\u0001", "\u0000\u0010", "h2", "http/1.1", "irc"],
  seeds: [
    hello(["h2", "http/1.1"], 1_000),
    hello(["irc"], 7),
    hello([], 1),
    bytesOf("\u0016\u0003\u0001\0\u0005hello"),
  ],
  run(bytes) {
    demandSteady(bytes, offersHttp, (one, other) => one === other || bytes.length >= LIMITS.helloBytes);
    if (bytes.length >= LIMITS.helloBytes)
      demand(offersHttp(bytes) !== undefined, "it is waited for more than there is room");
  },
};

const V2 = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a);

/** What proxies say of whom they connect. */
export const proxyHeader: Target = {
  ...USUAL,
  name: "proxy-header",
  words: ["PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "192.0.2.1 ", "2001:db8::1 ", "65535", "\r\n"],
  seeds: [
    "PROXY TCP4 192.0.2.1 192.0.2.2 4000 443\r\nGET / HTTP/1.1\r\n",
    "PROXY TCP6 2001:db8::1 ::1 4000 443\r\n",
    "PROXY UNKNOWN\r\n",
    joined([V2, Uint8Array.of(0x21, 0x11), counted(new Uint8Array(12)), bytesOf("NICK a")]),
    joined([
      V2,
      Uint8Array.of(0x21, 0x21),
      counted(joined([new Uint8Array(36), Uint8Array.of(0x20, 0, 5, 1, 0, 0, 0, 0)])),
    ]),
    joined([V2, Uint8Array.of(0x20, 0), counted(new Uint8Array(0))]),
  ],
  run(bytes) {
    demandSteady(bytes, readProxyHeader, (one, other) => {
      if (typeof one === "string" || typeof other === "string") return typeof one === typeof other;
      return JSON.stringify(one) === JSON.stringify(other);
    });
    const header = readProxyHeader(bytes);
    if (header === undefined)
      demand(bytes.length < LIMITS.proxyHeaderBytes, "it is waited for more than there is room");
    if (typeof header !== "object") return;
    demand(header.length <= bytes.length, "a header that is longer than what came", header);
    if (!header.source) return;
    demand(header.source.port >= 0 && header.source.port <= 65_535, "no port", header);
    demand(/^[0-9A-Fa-f.:]+$/.test(header.source.host), "not like an address", header);
  },
};
