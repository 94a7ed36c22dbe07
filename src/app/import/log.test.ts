import fc from "fast-check";
import { expect, it } from "vitest";
import { pieces } from "./import.fixture.ts";
import type { Item } from "./item.ts";
import { readLog } from "./log.ts";
import { readLogLine } from "./log-line.ts";
import { readLogName } from "./log-name.ts";
import { Nicks } from "./nicks.ts";
import { Report } from "./report.ts";
import { Zone } from "./zone.ts";

async function read(
  text: string | Uint8Array,
  { zone = "UTC", day }: { zone?: string; day?: number } = {},
): Promise<{ items: Item[]; report: Report }> {
  const report = new Report();
  const world = { zone: new Zone(zone), nicks: new Nicks(), report };
  const items: Item[] = [];
  const log = { name: "log", channel: "#a", ...(day !== undefined && { day }) };
  for await (const batch of readLog(pieces(text, 100), log, world)) items.push(...batch);
  return { items, report };
}

/** What a log tells, shortly: the time of day, and what happened. */
async function told(text: string, day?: string): Promise<string[]> {
  const { items } = await read(text, day === undefined ? {} : { day: Date.parse(`${day}T00:00:00Z`) });
  return items.map(({ at, told: event }) => {
    const when = new Date(at).toISOString().slice(0, 19).replace("T", " ");
    const { from, type } = event;
    const rest = Object.entries(event).filter(
      ([name]) => !["from", "type", "channel", "to", "realname"].includes(name),
    );
    const values = rest.map(([, value]) => (typeof value === "string" ? value : JSON.stringify(value)));
    return [when, from.nick, type, ...values].join(" | ");
  });
}

it("reads a log of irssi", async () => {
  const log = `--- Log opened Mon Jan 01 12:00:00 2024
12:00 -!- carol [~c@host.example] has joined #a
12:00 < alice> hello <world>
12:01 <@bob_> hi
12:01  * bob_ waves
12:02 -alice:#a- note this
12:02 -!- alice changed the topic of #a to: about us
12:03 -!- mode/#a [+o-v carol dave] by bob_
12:03 -!- dave was kicked from #a by bob_ [enough]
12:04 -!- carol is now known as caro
12:04 -!- caro [~c@host.example] has left #a [so long]
12:05 -!- eve [~e@host.example] has quit [Ping timeout]
12:06 -!- Irssi: #a: Total of 3 nicks [1 ops, 0 halfops, 0 voices, 2 normal]
23:59 <alice> late
--- Day changed Tue Jan 02 2024
00:01:30 <alice> early
--- Log closed Tue Jan 02 00:10:00 2024
`;
  expect(await told(log)).toEqual([
    "2024-01-01 12:00:00 | carol | join",
    "2024-01-01 12:00:00 | alice | message | message | hello <world>",
    "2024-01-01 12:01:00 | bob_ | message | message | hi",
    "2024-01-01 12:01:00 | bob_ | message | action | waves",
    "2024-01-01 12:02:00 | alice | message | notice | note this",
    "2024-01-01 12:02:00 | alice | topic | about us",
    '2024-01-01 12:03:00 | bob_ | mode | [{"set":true,"mode":"o","parameter":"carol"},{"set":false,"mode":"v","parameter":"dave"}]',
    "2024-01-01 12:03:00 | bob_ | kick | dave | enough",
    "2024-01-01 12:04:00 | carol | nick | caro",
    "2024-01-01 12:04:00 | caro | part | so long",
    "2024-01-01 12:05:00 | eve | quit | Ping timeout",
    "2024-01-01 23:59:00 | alice | message | message | late",
    "2024-01-02 00:01:30 | alice | message | message | early",
  ]);
  expect((await read(log)).report.skipped).toMatchObject([
    { reason: "notes of the program that wrote the log", count: 1 },
  ]);
});

it("reads a log of WeeChat", async () => {
  const log = `2024-01-01 12:00:00\t-->\tcarol (~c@host.example) has joined #a
2024-01-01 12:00:01\t@alice\thello\tthere
2024-01-01 12:00:02\t *\tbob waves
2024-01-01 12:00:03\t--\tNotice(alice): note this
2024-01-01 12:00:04\t--\talice has changed topic for #a from "old" to "new"
2024-01-01 12:00:05\t--\tMode #a [+v carol] by alice
2024-01-01 12:00:06\t--\tcarol is now known as caro
2024-01-01 12:00:07\t<--\talice has kicked bob (enough)
2024-01-01 12:00:08\t<--\tcaro (~c@host.example) has left #a (so long)
2024-01-01 12:00:09\t<--\teve (~e@host.example) has quit (Ping timeout)
2024-01-01 12:00:10\t--\tTopic for #a is "new"
2024-01-02 00:00:00\talice\tnext day
`;
  expect(await told(log)).toEqual([
    "2024-01-01 12:00:00 | carol | join",
    "2024-01-01 12:00:01 | alice | message | message | hello\tthere",
    "2024-01-01 12:00:02 | bob | message | action | waves",
    "2024-01-01 12:00:03 | alice | message | notice | note this",
    "2024-01-01 12:00:04 | alice | topic | new",
    '2024-01-01 12:00:05 | alice | mode | [{"set":true,"mode":"v","parameter":"carol"}]',
    "2024-01-01 12:00:06 | carol | nick | caro",
    "2024-01-01 12:00:07 | alice | kick | bob | enough",
    "2024-01-01 12:00:08 | caro | part | so long",
    "2024-01-01 12:00:09 | eve | quit | Ping timeout",
    "2024-01-02 00:00:00 | alice | message | message | next day",
  ]);
});

it("reads a log of ZNC or energymech, whose day is in its name", async () => {
  const log = `[12:00:00] *** Joins: carol (~c@host.example)
[12:00:01] <alice> hello
[12:00:02] * bob waves
[12:00:03] -alice- note this
[12:00:04] *** alice changes topic to 'it's new'
[12:00:05] *** alice sets mode: +b eve!*@*
[12:00:06] *** carol is now known as caro
[12:00:07] *** bob was kicked by alice (enough)
[12:00:08] *** Parts: caro (~c@host.example) (so long)
[12:00:09] *** Quits: eve (~e@host.example) (Ping timeout)
[12:00:10] *** Quits: dan (Ping timeout)
[12:00:11] *** Parts: fay (~f@host.example)
[00:00:05] <alice> past midnight
`;
  expect(await told(log, "2024-01-01")).toEqual([
    "2024-01-01 12:00:00 | carol | join",
    "2024-01-01 12:00:01 | alice | message | message | hello",
    "2024-01-01 12:00:02 | bob | message | action | waves",
    "2024-01-01 12:00:03 | alice | message | notice | note this",
    "2024-01-01 12:00:04 | alice | topic | it's new",
    '2024-01-01 12:00:05 | alice | mode | [{"set":true,"mode":"b","parameter":"eve!*@*"}]',
    "2024-01-01 12:00:06 | carol | nick | caro",
    "2024-01-01 12:00:07 | alice | kick | bob | enough",
    "2024-01-01 12:00:08 | caro | part | so long",
    "2024-01-01 12:00:09 | eve | quit | Ping timeout",
    "2024-01-01 12:00:10 | dan | quit | Ping timeout",
    "2024-01-01 12:00:11 | fay | part",
    "2024-01-02 00:00:05 | alice | message | message | past midnight",
  ]);
});

it("reads a log of eggdrop", async () => {
  const log = `[00:00] --- Mon Jan  1 2024
[12:00] carol (~c@host.example) joined #a.
[12:00] <alice> hello
[12:01] Action: bob waves
[12:02] -alice:#a- note this
[12:03] Topic changed on #a by alice!~a@host.example: about us
[12:04] #a: mode change '+ov carol dan' by alice!~a@host.example
[12:05] Nick change: carol -> caro
[12:06] bob kicked from #a by alice: enough
[12:07] caro (~c@host.example) left #a (so long).
[12:08] dan (~d@host.example) left #a.
[12:09] eve (~e@host.example) left irc: Ping timeout
[00:00] --- Tue Jan  2 2024
[00:05] <alice> next day
`;
  expect(await told(log)).toEqual([
    "2024-01-01 12:00:00 | carol | join",
    "2024-01-01 12:00:00 | alice | message | message | hello",
    "2024-01-01 12:01:00 | bob | message | action | waves",
    "2024-01-01 12:02:00 | alice | message | notice | note this",
    "2024-01-01 12:03:00 | alice | topic | about us",
    '2024-01-01 12:04:00 | alice | mode | [{"set":true,"mode":"o","parameter":"carol"},{"set":true,"mode":"v","parameter":"dan"}]',
    "2024-01-01 12:05:00 | carol | nick | caro",
    "2024-01-01 12:06:00 | alice | kick | bob | enough",
    "2024-01-01 12:07:00 | caro | part | so long",
    "2024-01-01 12:08:00 | dan | part",
    "2024-01-01 12:09:00 | eve | quit | Ping timeout",
    "2024-01-02 00:05:00 | alice | message | message | next day",
  ]);
});

it("leaves out and counts what it can't keep, and shows no channel's key", async () => {
  const { items, report } = await read(
    "12:00 <a> no day yet\n--- Day changed Mon Jan 01 2024\nfree text\n12:00 <a> \n" +
      "25:00 <a> no time\n12:01 -!- mode/#a [+Z x] by a\n12:02 -!- mode/#a [+k sesame] by a\n12:03 -!- mode/#a [+o] by a\n",
  );
  expect(report.skipped.map(({ reason, count }) => [reason, count])).toEqual([
    ["not understood", 2],
    ["modes that Parley does not have", 2],
    ["without a day, in the file or its name", 1],
    ["without a text", 1],
  ]);
  expect(JSON.stringify(items)).not.toContain("sesame");
});

it("makes nicks of names that can't be any, one for each", async () => {
  const day = Date.parse("2024-01-01T00:00:00Z");
  const { items } = await read(
    "12:00 <a.b> x\n12:00 <a:b> x\n12:00 <a.b> x\n12:00 <007> x\n12:00 <Bob> x\n12:00 <bob> x\n",
    { day },
  );
  expect(items.map(({ told: { from } }) => from.nick)).toEqual(["a_b", "a_b2", "a_b", "_007", "Bob", "bob"]);
});

it("takes what is not UTF-8 for what it was before", async () => {
  const day = Date.parse("2024-01-01T00:00:00Z");
  const { items } = await read(Buffer.from("12:00 <a> gr\xfc\xdfe \x80\n", "latin1"), { day });
  expect(items).toMatchObject([{ told: { text: "grüße €" } }]);
});

it("knows when it was what time, also when clocks are set", async () => {
  const day = Date.parse("2024-10-27T00:00:00Z");
  const log = "01:59 <a> x\n02:30 <a> x\n02:59 <a> x\n02:10 <a> x\n02:59 <a> x\n03:00 <a> x\n";
  const { items } = await read(log, { zone: "Europe/Berlin", day });
  expect(items.map(({ at }) => new Date(at).toISOString().slice(11, 16))).toEqual([
    "23:59",
    "00:30",
    "00:59",
    "01:10",
    "01:59",
    "02:00",
  ]);
  const zone = new Zone("Europe/Berlin");
  const shown = (text: string): string => new Date(zone.timeOf(Date.parse(`${text}Z`), 0)).toISOString();
  expect(shown("2024-07-01T12:00:00")).toBe("2024-07-01T10:00:00.000Z");
  expect(shown("2024-01-01T12:00:00")).toBe("2024-01-01T11:00:00.000Z");
  // This was never shown, since clocks went from two to three.
  expect(shown("2024-03-31T02:30:00")).toBe("2024-03-31T01:30:00.000Z");
  expect(new Date(new Zone("+05:30").timeOf(day, 0)).toISOString()).toBe("2024-10-26T18:30:00.000Z");
  expect(() => new Zone("Nowhere")).toThrow(/no time zone "Nowhere"/);
});

it.each([
  ["/logs/libera/#parley.log", { channel: "#parley" }],
  ["/logs/#parley.2024-01-31.log", { channel: "#parley", day: "2024-01-31" }],
  ["/znc/ada/libera/#parley/2024-01-31.log", { channel: "#parley", day: "2024-01-31" }],
  ["/znc/libera_#c++_20240131.log", { channel: "#c++", day: "2024-01-31" }],
  ["irc.libera.##linux.weechatlog", { channel: "##linux" }],
  ["eggdrop/#chan.log.31Jan2024", { channel: "#chan", day: "2024-01-31" }],
  ["irc.libera.#a.2024-01.weechatlog", { channel: "#a" }],
  ["/logs/libera/ada.log", {}],
  ["2024-13-41.log", {}],
])("knows of what channel and day %s is", (path, { channel, day }: { channel?: string; day?: string }) => {
  expect(readLogName(path, false)).toEqual({
    ...(channel !== undefined && { channel }),
    ...(day !== undefined && { day: Date.parse(`${day}T00:00:00Z`) }),
  });
});

it("takes the name of a file that somebody named for that of a channel", () => {
  expect(readLogName("logs/lobby.log", true)).toEqual({ channel: "#lobby" });
  expect(readLogName("lobby/2024-01-31.log", true)).toMatchObject({ channel: "#lobby" });
});

it("never fails on lines of whatever kind, and soon has read them", () => {
  const piece = fc.constantFrom(
    "12:00 ",
    "[12:00:00] ",
    "2024-01-01 12:00:00\t",
    "--- Day changed Mon Jan 01 2024",
    "-!- ",
    "*** ",
    "<",
    ">",
    " [",
    "] ",
    "has joined #a",
    " has left ",
    " by ",
    "mode/#a [+ooo a",
    "Parts: ",
    "(",
    ")",
    ":",
    "'",
    "\t--\t",
    "-->",
    "* ",
    "-",
  );
  const line = fc
    .array(fc.oneof(piece, fc.string({ unit: "binary" })), { maxLength: 20 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(line, (text) => void readLogLine(text)),
    { numRuns: 2_000 },
  );
  const start = performance.now();
  for (const part of ["] has left x [", " (a@", "-", "- ", "@", " by ", ": ", "' by ", ") ("]) {
    for (const head of [
      "12:00 -!- x [",
      "[12:00] x (",
      "[12:00] *** Parts: x (",
      "2024-01-01 12:00:00\t<--\tx (",
      "12:00 -",
    ]) {
      readLogLine(head + part.repeat(120_000 / part.length));
      readLogLine(head + part.repeat(1_900 / part.length));
    }
  }
  expect(performance.now() - start).toBeLessThan(10_000);
}, 30_000);
