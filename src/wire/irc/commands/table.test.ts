import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../core/limits.ts";
import { RATES } from "../../../core/rates.ts";
import { utf8Length } from "../../../core/utf8.ts";
import { CAPS } from "../caps.ts";
import { codes, createIrcWorld, type IrcWorld, type TestClient, untagged } from "../testing.ts";
import { COMMANDS } from "./table.ts";

const NAMES = [...COMMANDS.keys()];

/** A user without anything special who operates #a, and the world they are in. */
function alone(): IrcWorld & { readonly alice: TestClient } {
  const irc = createIrcWorld();
  const alice = irc.join("alice", "message-tags");
  alice.send("JOIN #a");
  return { ...irc, alice };
}

describe("every command", () => {
  it.each(NAMES.filter((name) => COMMANDS.get(name)?.turn !== "at-once"))(
    "is refused before registration: %s",
    (name) => {
      const { connect } = createIrcWorld();
      expect(connect().send(`${name} #a b c d`)).toEqual([
        ":parley.test 451 * :You have not registered: send NICK and USER first",
      ]);
    },
  );

  it.each(
    [...COMMANDS.values()].filter(({ minParams }) => minParams > 0).map(({ name, minParams }) => [name, minParams]),
  )("says that there is too little: %s, which needs %d", (name, minParams) => {
    const { alice } = alone();
    for (let count = 0; count < Number(minParams); count++) {
      const line = [name, ...Array.from({ length: count }, () => "x")].join(" ");
      expect(alice.send(line)).toEqual([`:parley.test 461 alice ${name} :Not enough parameters`]);
    }
  });

  it.each([
    ["JOIN :", "461"],
    ["JOIN ,", "461"],
    ["PART :", "461"],
    ["KICK #a ,", "461"],
    ["KICK , alice", "403"],
    ["TOPIC :", "403"],
    ["INVITE bob", "461"],
    ["MODE :", "401"],
    ["MODE #a :", "324 329"],
    ["MODE alice :", ""],
    ["PRIVMSG , :x", "411"],
    ["PRIVMSG #a :", "412"],
    ["NOTICE , :x", ""],
    ["@+a=b TAGMSG :", "411"],
    ["NICK :", "431"],
    ["WHOIS :", "431"],
    ["WHOIS ,", "318"],
    ["WHOWAS :", "431"],
    ["MONITOR :", "400"],
    ["BATCH :", "FAIL"],
    ["PING :", "PONG"],
    ["USERHOST :", "302"],
    ["ISON :", "303"],
    ["HELP ::", "524"],
  ])("is answered to %j with %j", (line, answer) => {
    const { alice } = alone();
    expect(codes(alice.send(line)).join(" ")).toBe(answer);
    expect(codes(alice.send("PING x"))).toEqual(["PONG"]);
  });

  it.each([
    "JOIN",
    "PART",
    "WHOIS",
    "NICK",
    "TOPIC",
    "MODE",
    "KICK #a",
    "RENAME #a",
    "PRIVMSG #a,",
    "HELP",
    "REDACT x",
  ])("says what is wrong also behind a parameter that fills the line: %s", async (words) => {
    const { alice, world } = alone();
    const lines = [...alice.send(`${words} ${"é".repeat(Math.floor((500 - words.length - 4) / 2))} x`)];
    await world.settle();
    for (const got of [...lines, ...alice.lines()]) {
      expect(utf8Length(got)).toBeLessThanOrEqual(LIMITS.ircLineBytes - 2);
      expect(got).toMatch(/ :(?!parley)\S.*[a-z.]$/);
    }
  });
});

const param = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom("#a", "#A", "#b", "@#a", "#a,#b", "#lobby", "alice", "bob", "carol", "root", "*", "0"),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...[
        "+ovb",
        "+D",
        "+CDMRimnst",
        "-o",
        "+l",
        "b",
        "+beI",
        "m:r:*x*",
        "a:*",
        "!*@",
        "%tcuihsnfdlaor,1",
        "o%n",
        "LS",
        "302",
      ],
      ...[
        "REQ",
        "END",
        "LIST",
        "+",
        "-",
        "C",
        "S",
        "GET",
        "SET",
        "*",
        "timestamp=2020-01-01T00:00:00.000Z",
        "+x",
        "-x",
      ],
      ...[
        "draft/multiline",
        "draft/channel-rename chghost",
        "sesame",
        "test-1",
        "test-a",
        "198.51.100.3",
        "a/b",
        "u",
        ">1",
        "PLAIN",
        "SCRAM-SHA-256",
        "EXTERNAL",
        "ADD",
        "DEL",
        "MUTE",
        "ON",
        "OFF",
        "10m",
        "203.0.113.0/24",
        "x!*@*",
        "bob!*@*",
        // bob, by the password sesame
        "AGJvYgBzZXNhbWU=",
        "+",
      ],
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom("", ",", ":", "😀", "é".repeat(120), "x".repeat(220), "\x01ACTION x\x01", "\x7f"),
  },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
);

const tags = fc.oneof(
  { weight: 6, arbitrary: fc.constant("") },
  {
    weight: 3,
    arbitrary: fc.constantFrom("@label=x ", "@+typing=active ", "@+react=x;label=y ", "@batch=x ", "@batch=x;label=z "),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 30 }).map((text) => `@${text.replaceAll(" ", "")} `) },
);

/** One line: a command that there is, with params of which only the last may hold spaces. */
const line = fc
  .tuple(tags, fc.constantFrom(...NAMES, "privmsg", "NONSENSE"), fc.array(param, { maxLength: 5 }), fc.boolean())
  .map(([before, name, params, colon]) => {
    const last = params.length - 1;
    const words = params.map((word, i) => (i === last && colon ? `:${word}` : word.replaceAll(" ", "")));
    return `${before}${[name, ...words].join(" ")}`.replace(/[\r\n]/g, "");
  });

describe("any commands in any order", () => {
  it("meet no bug, are answered in lines of at most 512 bytes, and leave a connection that answers PING", async () => {
    const sent = fc.array(fc.tuple(fc.nat({ max: 4 }), line), { maxLength: 60, size: "max" });
    await fc.assert(fc.asyncProperty(sent, play), { numRuns: 150 });
  }, 30_000);
});

/** Has five clients say these lines: an operator of the server with all capabilities, three users, and a newcomer. */
async function play(sent: readonly (readonly [number, string])[]): Promise<void> {
  const { connect, join, operator, world } = createIrcWorld();
  const root = operator("root");
  for (const cap of CAPS) root.send(`CAP REQ ${cap}`);
  const clients = [root, join("alice"), join("bob", "batch labeled-response echo-message"), join("carol"), connect()];
  for (const client of clients) client.send("JOIN #a");
  for (const [who, text] of sent) {
    const client = clients[who] ?? root;
    expect((await client.settled([text])).filter(tooLong)).toEqual([]);
    if (client.connection.closed) clients[who] = connect();
  }
  // What waits for the answer to a wrong password may be another one.
  for (let i = 0; i < RATES.wrongPerConnection.most; i++) {
    await world.settle();
    world.clock.advance(RATES.wrongPerConnection.delayMs * 2 ** i);
  }
  for (const client of clients) {
    expect(client.lines().filter(tooLong)).toEqual([]);
    const [answer] = untagged(client.send("PING still-here")).slice(-1);
    if (!client.connection.closed) expect(answer).toMatch(/ PONG \S+ :still-here$/);
  }
}

/** Whether a line takes more than it may, in its tags (server's and clients') or in the rest. */
function tooLong(got: string): boolean {
  const [rest = ""] = untagged([got]);
  return utf8Length(rest) > LIMITS.ircLineBytes - 2 || utf8Length(got) - utf8Length(rest) > 8_191;
}
