import { readTyped } from "../../src/client/slash.ts";
import { LIMITS } from "../../src/core/limits.ts";
import {
  completeMask,
  fold,
  isChannelName,
  isNick,
  isRelayedNick,
  matchesMask,
  nickKey,
  spareNick,
} from "../../src/core/names.ts";
import { parseSize, shownSize } from "../../src/core/sizes.ts";
import { normalAddress } from "../../src/server/addresses.ts";
import { addressKey } from "../../src/wire/address-key.ts";
import { formatRange, parseAddress, parseRange } from "../../src/wire/address-range.ts";
import { parseBanTarget } from "../../src/wire/ban-target.ts";
import { parseDuration } from "../../src/wire/duration.ts";
import { formatLine, formatMessage, parseMessage, parseSource } from "../../src/wire/irc/message.ts";
import { Ircv3BearerMechanism, OAuthBearerMechanism } from "../../src/wire/irc/sasl/bearer.ts";
import { Chunks } from "../../src/wire/irc/sasl/chunks.ts";
import { ExternalMechanism } from "../../src/wire/irc/sasl/external.ts";
import type { Mechanism } from "../../src/wire/irc/sasl/mechanism.ts";
import { PlainMechanism } from "../../src/wire/irc/sasl/plain.ts";
import { ScramMechanism } from "../../src/wire/irc/sasl/scram.ts";
import { parseMessage as parseServerMessage } from "../../src/wire/json/parse-message.ts";
import { parseSearch } from "../../src/wire/search-query.ts";
import { sniff } from "../../src/wire/sniff.ts";
import { testPasswords } from "../../src/wire/testing-passwords.ts";
import { demand, demandSame, type Target, USUAL } from "../target.ts";

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** One line of IRC: what is read and written again is read as the same. */
export const ircMessage: Target = {
  ...USUAL,
  name: "irc-message",
  words: [
    "@a=b;c ",
    ":nick!user@host ",
    "PRIVMSG",
    " :",
    "\\:",
    "\\s",
    "\\\\",
    "\\r",
    "+draft/reply",
    "vendor.example/x",
  ],
  seeds: ["@time=2025;+x=\\:\\s\\\\ :nick!user@host PRIVMSG #a :hello there", "PING", ":a 001 b :", "@ : "],
  run(bytes) {
    for (const line of lenient.decode(bytes).split(/\r?\n/)) {
      const message = parseMessage(line);
      if (!message) continue;
      parseSource(message.source ?? "");
      // Whatever else stands there, the server says no commands and tags but those that are some.
      if (!/^[A-Za-z0-9]+$/.test(message.command) || !/^[^\0\r\n]+$/.test(message.source ?? "*")) continue;
      if (!Object.keys(message.tags).every((name) => /^\+?[\w./-]+$/.test(name))) continue;
      const written = formatMessage(message, true);
      const again = parseMessage(written);
      demand(again !== undefined, "what was written can't be read", written);
      demandSame(formatMessage(again, true), written, "a message changes when it is written again");
      demand(!/[\r\n\0]/.test(written), "a line's end in a line", written);
      const cut = formatLine(message).replace(/^@[^ ]+ /, "");
      demand(Buffer.byteLength(cut) <= 512, "a line that is too long", cut);
    }
  },
};

/** What a server of the native dialect says to Parley's clients. */
export const jsonMessages: Target = {
  ...USUAL,
  name: "json-messages",
  words: ['{"type":"', '"seq":1', '"at":1', '"from":{"nick":"a"}', '"files":[', '"channel":"#a"'],
  seeds: [
    '{"type":"ok","ref":"1","seq":3,"nick":"a","joined":["#a"],"markers":[]}',
    '{"type":"message","seq":1,"at":1,"id":"1-a","from":{"nick":"a","ident":"b","host":"c"},"to":"#a","text":"hi","form":"message"}',
    '{"type":"refused","ref":"1","code":"busy","text":"later"}\n{"type":"goodbye","code":"shutdown","text":"bye"}',
    '{"type":"mode","seq":1,"at":1,"id":"x","from":{"nick":"a"},"channel":"#a","changes":[{"mode":"o","set":true,"value":"b"}]}',
  ],
  run(bytes) {
    for (const line of lenient.decode(bytes).split("\n")) {
      const message = parseServerMessage(line);
      if (!message) continue;
      const text = JSON.stringify(message);
      demandSame(JSON.stringify(parseServerMessage(text) ?? null), text, "a message changes when it is read again");
    }
  },
};

const VERIFIER = { salt: "c2FsdA==", iterations: 4096, storedKey: "c3RvcmVk", serverKey: "c2VydmVy" };

const MECHANISMS: readonly (() => Mechanism)[] = [
  () => new PlainMechanism(),
  () =>
    new ScramMechanism(testPasswords(), (name) => ({ verifier: VERIFIER, ...(name === "user" && { account: name }) })),
  () => new ExternalMechanism(() => "user"),
  () => new OAuthBearerMechanism(),
  () => new Ircv3BearerMechanism(),
];

/** What clients send with AUTHENTICATE, one parameter a line. The first byte chooses the mechanism. */
export const sasl: Target = {
  ...USUAL,
  name: "sasl",
  words: [
    "n,,n=user,r=",
    "biws",
    "c=biws,r=",
    ",p=",
    "=2C",
    "=3D",
    "a=user,",
    "+",
    "auth=Bearer ",
    "\0jwt\0",
    "\0user\0secret",
    "A".repeat(400),
  ],
  seeds: [
    "\0AHVzZXIAc2VjcmV0",
    "\u0001biwsbj11c2VyLHI9cg==\nYz1iaXdzLHI9cm5vbmNlMSxwPXY=\n+",
    "\u0002dXNlcg==",
    "\u0003bixhPXVzZXIsAWF1dGg9QmVhcmVyIHRva2VuAQE=",
    "\u0004dXNlcgBqd3QAdG9rZW4=",
    "\u0005\0user\0secret",
    "\u0006n,,n=user,r=rOprNGfwEbeRWgbNEkqO\nc=biws,r=rOprNGfwEbeRWgbNEkqOnonce1,p=dHp0\n",
    "\u0007user",
    "\u0008n,a=user,\u0001host=a\u0001auth=Bearer token==\u0001\u0001\n\u0001",
    "\u0009user\0oauth2\0token",
  ],
  run(bytes) {
    const kind = (bytes[0] ?? 0) % (2 * MECHANISMS.length);
    const mechanism = MECHANISMS[kind % MECHANISMS.length]?.();
    if (!mechanism) return;
    const chunks = new Chunks(LIMITS.ircSaslBytes);
    const [, ...rest] = bytes;
    for (const line of lenient.decode(Uint8Array.from(rest)).split("\n").slice(0, 50)) {
      // What no base 64 would become by chance is said as it is.
      const taken = kind >= MECHANISMS.length ? new TextEncoder().encode(line) : chunks.take(line);
      if (typeof taken === "string") continue;
      const step = mechanism.take(taken);
      if (step.type === "proved") demand(step.account === "user", "proved to be nobody");
      if (step.type === "password") demand(step.account !== "" && step.password !== "", "an empty name or password");
      if (step.type === "token") demand(step.token !== "", "an empty token");
    }
  },
};

/** Names, masks, sizes, addresses, searches and typed lines: a text, and for masks one for each line. */
export const names: Target = {
  ...USUAL,
  name: "names",
  words: [
    "#",
    "*",
    "?",
    "!*@*",
    "Ａlice",
    "аdmin",
    "ß",
    "ﬃ",
    "::1",
    "::ffff:10.0.0.1",
    "from:",
    "after:2025-01-01",
    "/msg ",
  ],
  seeds: [
    "alice",
    "#lobby",
    "*!*@host\nalice!user@host",
    "Νίκος",
    "1.5 GiB",
    "fe80::1",
    '"a b" from:x has:link',
    "/me waves",
    "10.0.0.0/8",
    "1d12h",
    "::ffff:1.2.3.4/120",
  ],
  run(bytes) {
    const text = lenient.decode(bytes);
    const [first = "", second = ""] = text.split("\n");
    if (isNick(first)) {
      demand(isNick(spareNick(first, 2, isNick)), "a spare that is no nick", first);
      demandSame(nickKey(nickKey(first)), nickKey(first), "a key of a key is another");
    }
    if (isChannelName(first)) demandSame(fold(fold(first)), fold(first), "what is folded can be folded again");
    isRelayedNick(first);
    matchesMask(completeMask(first.slice(0, 200)), second.slice(0, 400));
    const size = parseSize(first);
    demand(size === undefined || Number.isSafeInteger(size), "a size that can't be counted", size);
    if (size !== undefined) shownSize(size);
    const address = normalAddress(first);
    if (address !== undefined) {
      demandSame(normalAddress(address) ?? "", address, "an address has two usual forms");
      addressKey(address);
    }
    demand(
      (parseAddress(first) === undefined) === (address === undefined),
      "an address to one and not to another",
      first,
    );
    const range = parseRange(first);
    if (range) demandSame(formatRange(parseRange(formatRange(range)) ?? range), formatRange(range), "two usual forms");
    parseBanTarget(first);
    const ms = parseDuration(first);
    demand(ms === undefined || (ms > 0 && Number.isSafeInteger(ms)), "no time", ms);
    parseSearch(text);
    readTyped(first, { to: "#lobby", nick: "fuzz" });
  },
};

/** The first bytes of a connection: what they are is known after 64, and never becomes something else. */
export const sniffing: Target = {
  ...USUAL,
  name: "sniff",
  most: 200,
  grows: false,
  words: [
    "GET ",
    "PRI * HTTP/2.0",
    "PROXY TCP4 ",
    "\r\n\r\n\0\r\nQUIT\n",
    "@a=b ",
    ":nick ",
    "NICK ",
    "SSH-2.0-",
    "{",
    "\u0016\u0003",
  ],
  seeds: [
    "GET / HTTP/1.1\r\n",
    "NICK a\r\n",
    "@a=b :c NICK d",
    "{}",
    "5".padEnd(64),
    "\r\n\r\n\0\r\nQUIT\n\u0021",
    "PROXY TCP4 1.1.1.1",
    "hello\n",
  ],
  run(bytes) {
    const all = sniff(bytes);
    if (bytes.length >= 64) demand(all !== undefined, "64 bytes are not enough");
    let known: string | undefined;
    for (let length = 1; length <= bytes.length; length++) {
      const found = sniff(bytes.subarray(0, length));
      if (known !== undefined)
        demand(found === known, "what it speaks changes", `${known}, then ${found} at ${length}`);
      // CR LF alone is somebody who pressed Enter, though a header of the PROXY protocol begins so too.
      if (length !== 2 || bytes[0] !== 13) known ??= found;
    }
  },
};
