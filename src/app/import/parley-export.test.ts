import { rmSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { exported, exportOf, importFiles, pieces, testFolder, textsIn, writeLines } from "./import.fixture.ts";
import type { Found } from "./item.ts";
import { readExport, readLine } from "./parley-export.ts";
import { Report } from "./report.ts";
import { SourceError } from "./source-error.ts";

const FROM = { nick: "ada", user: "ada" };
const MESSAGE = { type: "message", at: 1_000, id: "e-1", from: FROM, to: "#a", form: "message", text: "hello" };

function read(line: object): Found | string | undefined {
  return readLine(JSON.stringify(line), "test");
}

it("reads messages and channels, whatever else is in their lines", () => {
  expect(read({ ...MESSAGE, seq: 7, more: { x: 1 } })).toEqual({
    at: 1_000,
    channel: "#a",
    key: "e-1",
    told: { type: "message", from: { ...FROM, host: "imported" }, to: "#a", form: "message", text: "hello" },
  });
  expect(read({ type: "channel", name: "#A", created: 5, flags: "tn?Zs", closed: true })).toEqual({
    channel: "#A",
    created: 5,
    flags: "nst",
    isClosed: true,
  });
});

it.each([
  ["no nick", { from: { user: "ada" } }],
  ["a nick that would end a line of IRC", { from: { nick: "ada\r\nQUIT" } }],
  ["a nick with a space", { from: { nick: "ada lovelace" } }],
  ["a channel that can't be", { to: "#a b" }],
  ["nobody it is said to", { to: undefined }],
  ["no text", { text: "" }],
  ["a text with NUL", { text: "a\0b" }],
  ["a text that is too long", { text: "x".repeat(65_537) }],
  ["another form", { form: "shout" }],
  ["no time", { at: "noon" }],
  ["a time before 1970", { at: -1 }],
  ["a type that is no event", { type: "wallops" }],
  ["what was taken back", { type: "redact", msgid: "e-0" }],
])("leaves out a message with %s", (_what, change) => {
  expect(read({ ...MESSAGE, ...change })).toBe("not an event as Parley exports it");
});

it("takes a host, a user name, tags, reactions and a bridge only as Parley would have them", () => {
  const odd = read({
    ...MESSAGE,
    from: { nick: "ada/discord", user: "a b", host: "h\r\nx", account: "ad a", bot: 1 },
    by: "no body",
    tags: { "+ok": "yes", bad: "no", "+nul": "\0", "+draft/reply": "e-0" },
    reactions: [
      { text: "👍", by: [{ nick: "bob" }, { nick: "no good" }] },
      { text: "x".repeat(65), by: [FROM] },
      { text: "👎", by: [] },
    ],
    edited: { seq: 5, at: 2_000 },
  });
  expect(odd).toMatchObject({
    told: {
      from: { nick: "ada/discord", user: "imported", host: "imported" },
      tags: { "+ok": "yes", "+draft/reply": "e-0" },
      reactions: [{ text: "👍", by: [{ nick: "bob" }] }],
      edited: { seq: 0, at: 2_000 },
    },
  });
  expect(JSON.stringify(odd)).not.toMatch(/account|bot|by":"|bad|nul/);
});

it("reads what happened besides messages, where it was seen", () => {
  const base = { at: 1, id: "e-2", from: FROM };
  expect(read({ ...base, type: "quit", reason: "bye", in: "#a" })).toMatchObject({ channel: "#a", key: "e-2 #a" });
  expect(read({ ...base, type: "nick", nick: "bob", in: "#a" })).toMatchObject({ told: { nick: "bob" } });
  expect(read({ ...base, type: "rename", channel: "#b", name: "#c", in: "#a" })).toMatchObject({ channel: "#a" });
  expect(
    read({ ...base, type: "mode", channel: "#a", changes: [{ set: true, mode: "o", parameter: "bob" }] }),
  ).toMatchObject({ told: { changes: [{ set: true, mode: "o", parameter: "bob" }] } });
  expect(read({ ...base, type: "mode", channel: "#a", changes: [{ set: true, mode: "Z" }] })).toBeTypeOf("string");
  expect(read({ ...base, type: "mode", channel: "#a", changes: [{ set: true, mode: "__proto__" }] })).toBeTypeOf(
    "string",
  );
  expect(read({ ...base, type: "kick", channel: "#a", nick: "b b" })).toBeTypeOf("string");
  expect(read({ ...base, type: "topic", channel: "#a", topic: "two\nlines" })).toBeTypeOf("string");
  expect(read({ ...base, type: "quit", reason: "bye" })).toBeTypeOf("string");
});

it("refuses an export of a version that it does not know", () => {
  expect(() => read({ type: "export", version: 2 })).toThrow(SourceError);
});

it("never fails on lines of whatever kind, and says which it left out", async () => {
  const event = fc.record(
    {
      type: fc.constantFrom("message", "join", "mode", "channel", "quit", "edit", "rename", "toString"),
      at: fc.oneof(fc.integer(), fc.double(), fc.string()),
      id: fc.oneof(fc.string(), fc.integer()),
      from: fc.oneof(fc.anything(), fc.record({ nick: fc.string(), user: fc.anything(), host: fc.anything() })),
      to: fc.oneof(fc.constant("#a"), fc.string()),
      channel: fc.oneof(fc.constant("#a"), fc.anything()),
      in: fc.anything(),
      talk: fc.anything(),
      form: fc.constantFrom("message", "tags", "x"),
      text: fc.oneof(fc.string({ unit: "binary" }), fc.anything()),
      tags: fc.anything(),
      files: fc.anything(),
      reactions: fc.anything(),
      changes: fc.anything(),
      topic: fc.anything(),
      flags: fc.anything(),
    },
    { requiredKeys: [] },
  );
  const line = fc.oneof(
    fc.json(),
    fc.string(),
    event.map((value) => JSON.stringify(value)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line), async (lines) => {
      const report = new Report();
      const text = lines.map((one) => one.replaceAll(/[\r\n]/g, " ")).join("\n");
      let found = 0;
      for await (const batch of readExport(pieces(text, 1_000), "test", report)) found += batch.length;
      const skipped = report.skipped.reduce((sum, { count }) => sum + count, 0);
      expect(found + skipped).toBeLessThanOrEqual(lines.length);
    }),
    { numRuns: 200 },
  );
}, 30_000);

let base: string;

beforeEach(() => {
  base = testFolder();
});

afterEach(() => rmSync(base, { recursive: true }));

it("merges exports by time, and what they know of channels", async () => {
  const channel = (created: number, text: string, at: number): object => ({
    type: "channel",
    name: "#a",
    created,
    flags: "nt",
    topic: { text, by: "ada", at },
  });
  writeLines(base, "1.jsonl", [...exportOf("#a", ["one", "three", "five"], 1_000), channel(500, "old", 1)]);
  writeLines(base, "2.jsonl", [...exportOf("#b", ["two", "four"], 1_500), channel(700, "new", 2)]);
  await importFiles(base, ["1.jsonl", "2.jsonl"]);
  expect(textsIn(`${base}/data`)).toEqual(["one", "two", "three", "four", "five"]);
  expect(exported(`${base}/data`)[0]).toMatchObject({ name: "#a", created: 500, topic: { text: "new" } });
});

it("sorts an export that is not in order, whichever of several it is", async () => {
  const [first = {}, ...events] = exportOf("#a", ["one", "two", "three"]);
  writeLines(base, "1.jsonl", [first, ...events.toReversed()]);
  writeLines(base, "2.jsonl", exportOf("#b", ["one and a half"], 1_000_500));
  await importFiles(base, ["2.jsonl", "1.jsonl"]);
  expect(textsIn(`${base}/data`)).toEqual(["one", "one and a half", "two", "three"]);
});

it("reads the standard input, with files beside it", async () => {
  const lines = exportOf("#a", ["one", "three"]).map((line) => `${JSON.stringify(line)}\n`);
  // Though a file beside it is not in order, it is read only once.
  const [first = {}, ...events] = exportOf("#b", ["two", "four"], 1_000_500);
  writeLines(base, "2.jsonl", [first, ...events.toReversed()]);
  await importFiles(base, ["-", "2.jsonl"], { stdin: pieces(lines.join("")) });
  expect(textsIn(`${base}/data`)).toEqual(["one", "two", "three", "four"]);
});

it("takes nothing for true that was said in the future, and no clock that was a little ahead", async () => {
  const [first = {}, ...events] = exportOf("#a", ["now"], Date.now() + 60_000);
  const tomorrow = exportOf("#a", ["", "some day"], Date.now() + 7 * 86_400_000)[2] ?? {};
  writeLines(base, "1.jsonl", [first, ...events, tomorrow]);
  const { skipped, last } = await importFiles(base, ["1.jsonl"]);
  expect(skipped).toMatchObject([{ reason: "said in the future", count: 1 }]);
  expect(last).toBeLessThanOrEqual(Date.now());
  expect(textsIn(`${base}/data`)).toEqual(["now"]);
});

it("counts what it leaves out, with an example that is safe to show", async () => {
  writeLines(base, "1.jsonl", [...exportOf("#a", ["one"]), "nonsense \u001b[31m", "{}", "more nonsense"]);
  const { skipped } = await importFiles(base, ["1.jsonl"]);
  expect(skipped).toEqual([
    { reason: "not JSON", count: 2, example: `line 3 of ${base}/1.jsonl: nonsense \ufffd[31m` },
    { reason: "not an event as Parley exports it", count: 1, example: `line 4 of ${base}/1.jsonl: {}` },
  ]);
});
