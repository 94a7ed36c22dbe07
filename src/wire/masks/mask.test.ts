import { describe, expect, test } from "vitest";
import { ircSecrets } from "../irc/secrets.ts";
import { jsonSecrets } from "../json/secrets.ts";
import { Mask, type Spotter } from "./mask.ts";
import { textSecrets } from "./text-secrets.ts";

/** A secret that must never be seen, whatever stands around it. */
const SECRET = "hunter2-Zq";

/** The text as it is shown, if it comes in these pieces. */
function shown(secrets: () => readonly Spotter[], ...pieces: readonly string[]): string {
  const mask = new Mask(secrets(), false);
  let isMidLine = false;
  return pieces
    .map((piece) => {
      const text = Buffer.from(mask.hide(Buffer.from(piece), isMidLine)).toString();
      isMidLine = !piece.endsWith("\n");
      return text;
    })
    .join("");
}

/** Every way to cut a text in two, and all its bytes by themselves. */
function cuts(text: string): string[][] {
  return [[...text], ...Array.from(text, (_char, i) => [text.slice(0, i), text.slice(i)])];
}

const IRC: readonly (readonly [line: string, shown: string])[] = [
  [`PASS ${SECRET}\r\n`, "PASS ********\r\n"],
  [`pass :${SECRET} and more\r\n`, "pass ********\r\n"],
  [`@label=a;+x=y PASS ${SECRET}\n`, "@label=a;+x=y PASS ********\n"],
  [`:me!u@h OPER boss ${SECRET}\n`, ":me!u@h OPER ********\n"],
  [`AUTHENTICATE ${SECRET}\r\n`, "AUTHENTICATE ********\r\n"],
  [`REGISTER * * ${SECRET}\r\n`, "REGISTER ********\r\n"],
  [`PASSWD old-${SECRET} ${SECRET}\r\n`, "PASSWD ********\r\n"],
  [`WEBIRC ${SECRET} gw host 192.0.2.1\r\n`, "WEBIRC ********\r\n"],
  [`:server FILEHOST TOKEN ${SECRET}\r\n`, ":server FILEHOST ********\r\n"],
  [`JOIN #a,#b ${SECRET},other\r\n`, "JOIN #a,#b ********\r\n"],
  [`MODE #a +nk ${SECRET}\r\n`, "MODE #a +nk ********\r\n"],
  [`:server 324 me #a +nk ${SECRET}\r\n`, ":server 324 me #a +nk ********\r\n"],
  [`PRIVMSG NickServ :IDENTIFY ${SECRET}\r\n`, "PRIVMSG NickServ ********\r\n"],
  [`NS IDENTIFY ${SECRET}\r\n`, "NS ********\r\n"],
  [
    `:server NOTE DEVICE INFO :The token is parley-${SECRET}\r\n`,
    ":server NOTE DEVICE INFO :The token is parley-********\r\n",
  ],
  [
    `PRIVMSG #a :come https://x.example/invite/${SECRET} now\r\n`,
    "PRIVMSG #a :come https://x.example/invite/******** now\r\n",
  ],
];

const JSON_LINES: readonly (readonly [line: string, shown: string])[] = [
  [`{"type":"hello","account":"a","password":"${SECRET}"}\n`, '{"type":"hello","account":"a","password":********}\n'],
  [`{"password" : "${SECRET}\\"${SECRET}" , "nick":"a"}\n`, '{"password" : ********, "nick":"a"}\n'],
  [`{"p\\u0061ssword":"${SECRET}"}\n`, '{"p\\u0061ssword":********}\n'],
  [`{"Token":"${SECRET}"}\n`, '{"Token":********}\n'],
  [`{'password':'${SECRET}'}\n`, "{'password':********}\n"],
  [`{password: ${SECRET}}\n`, "{password: ********}\n"],
  [`{"password" "${SECRET}"}\n`, '{"password" ********}\n'],
  [`{"password":{"a":"${SECRET}","b":["${SECRET}"]},"at":1}\n`, '{"password":********,"at":1}\n'],
  [`{"type":"register","invite":"${SECRET}","device":"d"}\n`, '{"type":"register","invite":********,"device":"d"}\n'],
  [`{"type":"join","channel":"#a","key":"${SECRET}"}\n`, '{"type":"join","channel":"#a","key":********}\n'],
  [`{"type":"ok","id":"i","code":"${SECRET}"}\n`, '{"type":"ok","id":"i","code":********}\n'],
  [
    `{"type":"say","text":"http:\\/\\/x\\/invite\\/${SECRET}"}\n`,
    '{"type":"say","text":"http:\\/\\/x\\/invite\\/********"}\n',
  ],
  [`{"type":"ok","ticket":"${SECRET}"}\n`, '{"type":"ok","ticket":********}\n'],
  [`{"type":"hello","client":"${SECRET}","nick":"tom"}\n`, '{"type":"hello","client":********,"nick":"tom"}\n'],
  [`Authorization: Basic ${SECRET}\n`, "Authorization: ********\n"],
];

const TEXT: readonly (readonly [line: string, shown: string])[] = [
  [`/login tom ${SECRET}\n`, "/login ********\n"],
  [`  /LOGIN tom ${SECRET}\n`, "  /LOGIN ********\n"],
  [`/register tom ${SECRET} ${SECRET}\n`, "/register ********\n"],
  [`/login   tom\t${SECRET}\r\n`, "/login   ********\n"],
  [`\u00a0/login\u3000tom ${SECRET}\n`, "\u00a0/login\u3000********\n"],
  [`/login 密码 ${SECRET}\n`, "/login ********\n"],
  [`/join #secret ${SECRET}\n`, "/join #secret ********\n"],
  [`/JOIN  #sécret\u00a0 ${SECRET} x\n`, "/JOIN  #sécret\u00a0 ********\n"],
  [`/lgoin tom ${SECRET}\n`, "/lgoin ********\n"],
  [`/ login tom ${SECRET}\n`, "/ ********\n"],
  [`\u00ff\u00fb'/login tom ${SECRET}\n`, "\u00ff\u00fb'/login ********\n"],
  [`${"'".repeat(100)}/join #a ${SECRET}\n`, `${"'".repeat(100)}/join #a ********\n`],
  [`/mode #a +k ${SECRET}\n`, "/mode ********\n"],
  [`/msg bob /login tom ${SECRET}\n`, "/msg bob /login ********\n"],
  [`alice: /login tom ${SECRET}\n`, "alice: /login ********\n"],
  [`Cookie: parley=${SECRET}\r\n`, "Cookie: ********\n"],
  [`Authorization: Bearer ${SECRET}\n`, "Authorization: ********\n"],
];

/** The bytes as they are shown, a character for each, if they come at once. */
function shownBytes(...bytes: readonly (number | string)[]): string {
  const all = Buffer.concat(bytes.map((part) => (typeof part === "number" ? Buffer.from([part]) : Buffer.from(part))));
  return Buffer.from(new Mask(textSecrets(), false).hide(all, false)).toString("latin1");
}

describe("a line that is not UTF-8", () => {
  test.each([
    ["with the options of telnet in front", [0xff, 0xfb, 0x27, `/login tom ${SECRET}\r\n`]],
    ["with them in the middle of the command", ["/lo", 0xff, 0xf1, `gin tom ${SECRET}\n`]],
    ["with them behind", [`${SECRET}`, 0xff, 0xf4, "\n"]],
    ["with half a character at its end", [`${SECRET}`, 0xc3, "\n"]],
    ["with a character that is written too long", [`${SECRET}`, 0xe0, 0x80, 0xaf, "\n"]],
    ["with half a character of UTF-16", [0xed, 0xa0, 0x80, `${SECRET}\n`]],
    ["with what is beyond the last character", [0xf4, 0x90, 0x80, 0x80, `${SECRET}\n`]],
  ])("is hidden whole %s, and no other", (_how, line) => {
    expect(shownBytes("one\n", ...line, "two\n")).toBe("one\n********\ntwo\n");
  });

  test("is hidden from there on if more of it was shown already", () => {
    const mask = new Mask(textSecrets(), false);
    const see = (bytes: Uint8Array): string => Buffer.from(mask.hide(bytes, true)).toString();
    expect(see(Buffer.from("hi "))).toBe("hi ");
    expect(see(Buffer.from([0xff, 0x41]))).toBe("********");
    expect(see(Buffer.from(`/login tom ${SECRET}`))).toBe("");
    expect(see(Buffer.from("\nhi\n"))).toBe("\nhi\n");
  });

  test("is none for a character of any length, however it is cut", () => {
    const text = "é € 😀 \u{10ffff} \ud7ff \ue000\n";
    const bytes = Buffer.from(text);
    const mask = new Mask(textSecrets(), false);
    const seen = Array.from(bytes, (byte) => Buffer.from(mask.hide(Uint8Array.of(byte), true)));
    expect(Buffer.concat(seen).toString()).toBe(text);
  });
});

test("of the rest of a line that went by unseen nothing is shown", () => {
  const mask = new Mask(textSecrets(), false);
  const see = (text: string, isMidLine: boolean): string =>
    Buffer.from(mask.hide(Buffer.from(text), isMidLine)).toString();
  mask.skip(Buffer.from("hello\n/log"), false);
  expect(see(`in tom ${SECRET}\nhello\n`, true)).toBe("********\nhello\n");
  mask.skip(Buffer.from(`/login tom ${SECRET}\n`), false);
  expect(see("hello\n", false)).toBe("hello\n");
  mask.skip(Buffer.from("half"), false);
  mask.skip(new Uint8Array(0), true);
  expect(see(SECRET, true)).toBe("********");
  mask.skip(Buffer.from("/login tom"), false);
  expect(see("what the dialect takes for a new line\n", false)).toBe("what the dialect takes for a new line\n");
});

describe.each([
  ["IRC", ircSecrets, IRC],
  ["JSON", jsonSecrets, JSON_LINES],
  ["text", textSecrets, TEXT],
] as const)("secrets of %s", (_name, secrets, table) => {
  test.each(table)("%j is shown as %j, however it is cut", (line, wanted) => {
    for (const pieces of cuts(line)) expect(shown(secrets, ...pieces)).toBe(wanted);
  });

  test("what comes behind the line is shown", () => {
    for (const [line, wanted] of table) expect(shown(secrets, line, "hello\n")).toBe(`${wanted}hello\n`);
  });
});

test.each([
  [ircSecrets, "PRIVMSG #a :hello, pass the salt\r\nMODE #a +o tom\r\nJOIN #a\r\nNICK tom\r\n"],
  [jsonSecrets, '{"type":"say","to":"#a","text":"my password: none, token, code"}\n'],
  [jsonSecrets, '{"type":"refused","ref":"1","code":"bad-nick","text":"No."}\n{"type":"goodbye","code":"killed"}\n'],
  [
    textSecrets,
    "hello\n/nick tom\n/wire allow\n/join #a\r\n/me waves at 密码\nwe log in by /\nsee https://a.example/login and so on\n",
  ],
])("what is no secret is shown", (secrets, text) => {
  for (const pieces of cuts(text)) expect(shown(secrets, ...pieces)).toBe(text);
});

test("of a line whose beginning was not seen nothing is shown", () => {
  const mask = new Mask(ircSecrets(), true);
  const see = (piece: string): string => Buffer.from(mask.hide(Buffer.from(piece), true)).toString();
  expect(see(SECRET)).toBe("********");
  expect(see(`${SECRET}\r\nPING 1\r\n`)).toBe("\nPING 1\r\n");
});

test("what a dialect takes for a new line begins anew, and the rest of one does not", () => {
  const mask = new Mask(textSecrets(), false);
  const see = (piece: string, isMidLine: boolean): string =>
    Buffer.from(mask.hide(Buffer.from(piece), isMidLine)).toString();
  expect(see("hi", false)).toBe("hi");
  expect(see(`/login tom ${SECRET}`, false)).toBe("/login ********");
  expect(see(`${SECRET}\n`, true)).toBe("\n");
});

test("without knowing a dialect's secrets nothing is shown", () => {
  const mask = new Mask(undefined, false);
  expect(Buffer.from(mask.hide(Buffer.from("anything\n"), false)).toString()).toBe("********");
});
