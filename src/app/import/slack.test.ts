import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { exported, importFiles, testFolder, textsIn } from "./import.fixture.ts";
import { Nicks } from "./nicks.ts";
import { type SlackPlace, type SlackWorld, slackItem, timeOf } from "./slack-message.ts";
import { plainText } from "./slack-text.ts";
import { zipOf } from "./zip.fixture.ts";

const PLACE: SlackPlace = { id: "C1", channel: "#general" };

function world(accounts = false): SlackWorld {
  const nicks = new Nicks();
  nicks.nickOf("U1", "ada");
  nicks.nickOf("U2", "bob");
  return {
    nicks,
    accounts,
    nickOf: (user) => nicks.find(user),
    channelOf: (id) => (id === "C1" ? "#general" : undefined),
  };
}

function said(text: string, more: object = {}): object {
  return { type: "message", user: "U1", text, ts: "1700000000.000100", ...more };
}

it("shows a text as its author saw it", () => {
  const shown = (text: string): string => plainText(text, world());
  expect(shown("<@U1> and <@U9|eve> and <@U8>")).toBe("@ada and @eve and @U8");
  expect(shown("in <#C1|old-name>, <#C2|other> and <#C3>")).toBe("in #general, #other and #C3");
  expect(shown("<!here> <!subteam^S1|@team> <!date^1^{date}|yesterday>")).toBe("@here @team yesterday");
  expect(shown("<http://x.org/a?b=1&amp;c=2>")).toBe("http://x.org/a?b=1&c=2");
  expect(shown("<http://x.org|the page> <https://x.org/|x.org> <mailto:a@b.c|a@b.c>")).toBe(
    "the page (http://x.org) https://x.org/ a@b.c",
  );
  expect(shown("1 &lt; 2 &amp;&amp; 3 &gt; 2, &amp;lt;")).toBe("1 < 2 && 3 > 2, &lt;");
});

it("reads answers, reactions, edits, actions and files of a message", () => {
  const item = slackItem(
    said("look", {
      subtype: "me_message",
      thread_ts: "1600000000.000200",
      edited: { user: "U1", ts: "1700000009.000000" },
      reactions: [
        { name: "+1::skin-tone-3", users: ["U1", "U2"], count: 2 },
        { name: "party-parrot", users: ["U9"] },
      ],
      files: [
        { name: "a.png", url_private: "https://files/a.png" },
        { title: "secret", url_private: "javascript:x" },
      ],
    }),
    PLACE,
    world(),
  );
  expect(item).toEqual({
    at: 1_700_000_000_000,
    channel: "#general",
    key: "slack:C1:1700000000.000100",
    told: {
      type: "message",
      from: { nick: "ada", user: "imported", host: "imported" },
      to: "#general",
      form: "action",
      text: "look\na.png https://files/a.png\nsecret",
      tags: { "+draft/reply": "slack:C1:1600000000.000200" },
      edited: { seq: 0, at: 1_700_000_009_000 },
      reactions: [
        { text: "👍", by: [{ nick: "ada" }, { nick: "bob" }] },
        { text: ":party-parrot:", by: [{ nick: "U9" }] },
      ],
    },
  });
});

it("reads topics, those who come and go, and programs", () => {
  const told = (more: object): unknown => {
    const item = slackItem(said("x", more), PLACE, world());
    return typeof item === "string" ? item : item.told;
  };
  expect(told({ subtype: "channel_topic", topic: "all &amp; sundry" })).toMatchObject({
    type: "topic",
    topic: "all & sundry",
  });
  expect(told({ subtype: "channel_join" })).toMatchObject({ type: "join", channel: "#general" });
  expect(told({ subtype: "group_leave" })).toMatchObject({ type: "part" });
  expect(told({ subtype: "channel_purpose" })).toBe("a note of Slack itself");
  expect(told({ subtype: "bot_message", user: undefined, bot_id: "B1", username: "CI bot" })).toMatchObject({
    from: { nick: "CI_bot", bot: true },
  });
  expect(
    told({ text: "", bot_id: "B1", user: undefined, attachments: [{ title: "Built", title_link: "http://ci" }] }),
  ).toMatchObject({ text: "Built\nhttp://ci" });
  expect(told({ text: "" })).toBe("without a text");
  expect(told({ ts: "soon" })).toBe("without a time");
  expect(told({ user: "U7", user_profile: { display_name: "Grace Hopper" } })).toMatchObject({
    from: { nick: "Grace_Hopper" },
  });
});

it("never fails on messages of whatever kind, and makes none that could not have been said", () => {
  const message = fc.record(
    {
      type: fc.constant("message"),
      subtype: fc.oneof(fc.constantFrom("channel_topic", "bot_message", "me_message"), fc.anything()),
      user: fc.oneof(fc.string(), fc.anything()),
      bot_id: fc.anything(),
      username: fc.string({ unit: "binary" }),
      text: fc.oneof(fc.string({ unit: "binary" }), fc.anything()),
      topic: fc.string({ unit: "binary" }),
      ts: fc.oneof(fc.constant("1700000000.000100"), fc.string()),
      thread_ts: fc.string(),
      edited: fc.anything(),
      reactions: fc.oneof(fc.array(fc.record({ name: fc.string(), users: fc.array(fc.anything()) })), fc.anything()),
      files: fc.oneof(fc.array(fc.record({ name: fc.string(), permalink: fc.string() })), fc.anything()),
      attachments: fc.anything(),
    },
    { requiredKeys: ["type"] },
  );
  fc.assert(
    fc.property(fc.oneof(message, fc.anything()), (value) => {
      const item = slackItem(value, PLACE, world(true));
      if (typeof item === "string") return;
      expect(item.at).toBeGreaterThan(0);
      expect(item.told.from.nick).toMatch(/^[^\s\p{C}!@]+$/u);
      expect(Object.values(item.told).join()).not.toMatch(/[\0\r]/);
    }),
    { numRuns: 500 },
  );
}, 30_000);

it("knows what time it was", () => {
  expect(timeOf("1355517523.000005")).toBe(1_355_517_523_000);
  expect(timeOf("1355517523.9999")).toBe(1_355_517_523_999);
  for (const ts of ["", "1", "1.", "-1.0", "1e9.0", 5, null, "0.0"]) expect(timeOf(ts)).toBeUndefined();
});

/** An export of a small workspace: path -> content. */
const WORKSPACE: Readonly<Record<string, unknown>> = {
  "users.json": [
    { id: "U1", name: "ada", profile: { display_name: "Ada L." } },
    { id: "U2", name: "bob", profile: { display_name: "" } },
    { id: "U3", name: "bob.2", profile: { display_name: "BOB" } },
  ],
  "channels.json": [
    {
      id: "C1",
      name: "general",
      created: 1_600_000_000,
      topic: { value: "News of <@U1>", creator: "U1", last_set: 1_600_000_001 },
    },
    { id: "C2", name: "random", created: 1_600_000_000, topic: { value: "", creator: "", last_set: 0 } },
  ],
  "groups.json": [{ id: "G1", name: "secret", created: 1_600_000_000 }],
  "dms.json": [{ id: "D123456789", created: 1_600_000_000, members: ["U1", "U2"] }],
  "general/2023-11-14.json": [
    { type: "message", user: "U1", text: "question", ts: "1700000000.000100", thread_ts: "1700000000.000100" },
    { type: "message", user: "U2", text: "answer", ts: "1700000002.000100", thread_ts: "1700000000.000100" },
  ],
  "general/2023-11-15.json": [{ type: "message", user: "U3", text: "next day, in <#C2>", ts: "1700086400.000100" }],
  "random/2023-11-14.json": [{ type: "message", user: "U2", text: "meanwhile", ts: "1700000001.000100" }],
  "secret/2023-11-14.json": [{ type: "message", user: "U2", text: "closed", ts: "1700000003.000100" }],
  "D123456789/2023-11-14.json": [{ type: "message", user: "U2", text: "psst", ts: "1700000004.000100" }],
  "D999999999/2023-11-14.json": [{ type: "message", user: "U2", text: "to whom?", ts: "1700000005.000100" }],
  "unlisted/2023-11-14.json": [{ type: "message", user: "U2", text: "who may read it?", ts: "1700000006.000100" }],
  "general/notes.txt": "not a day",
};

let base: string;

beforeEach(() => {
  base = testFolder();
});

afterEach(() => rmSync(base, { recursive: true }));

function unpack(folder: string): void {
  for (const [path, content] of Object.entries(WORKSPACE)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(content));
  }
}

function pack(file: string, folder = ""): void {
  const files = Object.entries(WORKSPACE).map(([path, content]) => ({
    name: `${folder}${path}`,
    content: JSON.stringify(content),
  }));
  writeFileSync(file, zipOf(files));
}

it("imports a workspace from its zip file as from the folder that is in it", async () => {
  pack(join(base, "slack.zip"));
  pack(join(base, "deep.zip"), "export/of/slack/");
  unpack(join(base, "slack"));
  const results = [];
  for (const source of ["slack.zip", "slack", "deep.zip"]) {
    const dir = join(base, `data of ${source}`);
    const { skipped } = await importFiles(base, [source], { dir });
    expect(skipped.map(({ reason, count }) => [reason, count])).toEqual([
      ["talks of people who are not known", 1],
      ["said between two accounts, which --accounts brings along", 1],
    ]);
    results.push(exported(dir).map(({ id: _id, tags: _tags, ...line }) => line));
  }
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
  const dir = join(base, "data of slack.zip");
  const lines = exported(dir);
  expect(lines.filter(({ type }) => type === "channel")).toMatchObject([
    { name: "#general", flags: "nt", topic: { text: "News of @Ada_L", by: "Ada_L" }, created: 1_600_000_000_000 },
    { name: "#random", flags: "nt" },
    { name: "#secret", flags: "int", closed: true },
    { name: "#unlisted", flags: "int", closed: true },
  ]);
  const texts = ["question", "meanwhile", "answer", "closed", "who may read it?", "next day, in #random"];
  expect(textsIn(dir)).toEqual(texts);
  const messages = lines.filter(({ type }) => type === "message");
  expect(messages.map(({ from }) => from)).toMatchObject(
    ["Ada_L", "bob", "bob", "bob", "bob", "BOB2"].map((nick) => ({ nick })),
  );
  expect(messages[2]).toMatchObject({ tags: { "+draft/reply": messages[0]?.["id"] } });
}, 30_000);

it("keeps what two said to each other for their accounts, if these are to be", async () => {
  pack(join(base, "slack.zip"));
  await importFiles(base, ["slack.zip"], { accounts: true });
  const talks = exported(join(base, "data"), { talks: true }).filter(({ talk }) => talk);
  expect(talks).toMatchObject([
    { text: "psst", to: "Ada_L", from: { nick: "bob", account: "bob" }, talk: ["ada_l", "bob"] },
  ]);
});

it("imports overlapping exports of one workspace once", async () => {
  pack(join(base, "slack.zip"));
  unpack(join(base, "slack"));
  const { skipped, messages } = await importFiles(base, ["slack.zip", "slack"]);
  expect(messages).toBe(6);
  expect(skipped).toContainEqual(expect.objectContaining({ reason: "there already", count: 6 }));
});

it.each([
  [
    "is no zip file behind its first bytes",
    Buffer.from("PK\u0003\u0004 and then nothing of the kind"),
    /not a zip file/,
  ],
  ["is larger than it says", zipOf([{ name: "users.json", content: "[]".padEnd(100_000), said: 5 }]), /is damaged/],
  [
    "would fill a disk",
    zipOf([{ name: "general/2023-11-14.json", content: "[]", said: 4_000_000_000 }]),
    /holds more than such an archive can/,
  ],
  ["leads out of itself", zipOf([{ name: "../users.json", content: "[]" }]), /is damaged/],
  ["has nothing in it", zipOf([]), /nothing to import/],
  ["has lists that are none", zipOf([{ name: "users.json", content: "{}" }]), /nothing to import.*not a list/],
])("says so if a file %s", async (_what, bytes, sentence) => {
  writeFileSync(join(base, "bad.zip"), bytes);
  await expect(importFiles(base, ["bad.zip"])).rejects.toThrow(sentence);
});

it("never fails but with a sentence on zip files that are damaged anywhere", async () => {
  pack(join(base, "slack.zip"));
  const whole = zipOf(Object.entries(WORKSPACE).map(([name, content]) => ({ name, content: JSON.stringify(content) })));
  let n = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
      async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        writeFileSync(join(base, "bad.zip"), bytes);
        const dir = join(base, `data${n++}`);
        await importFiles(base, ["bad.zip"], { dir }).catch((error: unknown) => {
          expect(error).toMatchObject({ name: "SourceError" });
        });
      },
    ),
    { numRuns: 40 },
  );
}, 30_000);
