import { expect, test } from "vitest";
import type { Act } from "./commands.ts";
import { keptOf, talkersOf, talkOf } from "./keeping.ts";
import type { Kept } from "./ports.ts";
import { openAct, Story } from "./testing.ts";

/** An entry that the story takes, and how its events are kept: their types and places. */
function kept(story: Story, session: string, act: Act): readonly (readonly [string, string | undefined])[] {
  const emissions = story.emissions(session, act);
  const entry = story.entries.at(-1);
  if (!entry) throw new Error("nothing was asked");
  return emissions.flatMap((emission) =>
    keptOf(story.state, entry, emission).map((one) => [one.event.type, one.place] as const),
  );
}

const say = (to: string, form: "message" | "tags" = "message") =>
  ({ type: "say", to, text: "x", form, tags: {} }) as const;

/** Alice, who operates #a, and bob are in #a. */
function inA(): { readonly story: Story; readonly id: string; readonly talk: string } {
  const story = new Story();
  story.gather("#a", "alice", "bob");
  const talk = talkOf(`~${story.user("alice").id}`, `~${story.user("bob").id}`);
  return { story, id: story.channel("#a").id, talk };
}

test("what all members of a channel are told is in its past: what is said, who comes and goes, what is changed", () => {
  const { story, id } = inA();
  expect(kept(story, "alice", say("#A"))).toEqual([["message", id]]);
  expect(kept(story, "alice", say("#a", "tags"))).toEqual([["message", id]]);
  expect(kept(story, "alice", { type: "topic", channel: "#a", topic: "x" })).toEqual([["topic", id]]);
  const changes = [{ set: true, mode: "v", parameter: "bob" }];
  expect(kept(story, "alice", { type: "mode", channel: "#a", changes })).toEqual([["mode", id]]);
  expect(kept(story, "alice", { type: "rename", channel: "#a", name: "#b" })).toEqual([["rename", id]]);
  expect(kept(story, "alice", { type: "kick", channel: "#b", nick: "bob" })).toEqual([["kick", id]]);
  expect(kept(story, "bob", { type: "join", channel: "#b" })).toEqual([["join", id]]);
  expect(kept(story, "bob", { type: "part", channel: "#b" })).toEqual([["part", id]]);
});

test("what was for few of its members, or was about more than it, is not", () => {
  const { story } = inA();
  story.act("carol", openAct("carol"));
  const acts: readonly (readonly [string, Act])[] = [
    ["bob", say("@#a")],
    ["alice", { type: "invite", channel: "#a", nick: "carol" }],
    ["alice", { type: "markread", to: "#a", at: 5 }],
    ["alice", { type: "metadata", to: "#a", key: "k", value: "v" }],
  ];
  for (const [nick, act] of acts) expect(kept(story, nick, act).filter(([, place]) => place !== undefined)).toEqual([]);
});

test("who takes another nick or is gone is so in the past of each channel where they were", () => {
  const { story, id } = inA();
  story.gather("#b", "bob", "alice");
  const other = story.channel("#b").id;
  expect(kept(story, "bob", { type: "nick", nick: "robert" })).toEqual([
    ["nick", id],
    ["nick", other],
  ]);
  expect(kept(story, "bob", { type: "close", reason: "bye" })).toEqual([
    ["quit", id],
    ["quit", other],
  ]);
});

test("those who are gone because a node starts are in no past: an entry has one event in a place", () => {
  const { story } = inA();
  const start = { type: "start", name: "n", epoch: "x", channels: [] } as const;
  story.act("", start);
  const outcome = story.act("", start, "m");
  const entry = story.entries.at(-1);
  if (outcome.refusal || !entry) throw new Error("it did not start");
  expect(outcome.emissions.map(({ event }) => event.type)).toEqual(["quit", "quit"]);
  expect(outcome.emissions.flatMap((one) => keptOf(story.state, entry, one)).map(({ place }) => place)).toEqual([
    undefined,
    undefined,
  ]);
});

test("what is edited and taken back is so in the past of where it was said", () => {
  const { story, id, talk } = inA();
  let count = 0;
  const about = (to: string) => ({ to, msgid: `-${++count}`, author: `~${story.user("bob").id}` });
  for (const [to, place] of [
    ["#A", id],
    ["alice", talk],
    ["@#a", undefined],
  ] as const) {
    expect(kept(story, "bob", { type: "edit", ...about(to), text: "x" })).toEqual([["edit", place]]);
    expect(kept(story, "bob", { type: "redact", ...about(to) })).toEqual([["redact", place]]);
  }
});

test("what changes an earlier message is kept with its seq: edits, redactions, and reactions without a text", () => {
  const { story } = inA();
  const rowOf = (act: Act): Partial<Kept> => {
    const [emission] = story.emissions("bob", act);
    const entry = story.entries.at(-1);
    if (!entry || !emission) throw new Error("nothing was asked");
    const [row = {}] = keptOf(story.state, entry, emission);
    return row;
  };
  const about = { to: "#a", msgid: "-z", author: `~${story.user("bob").id}` };
  expect(rowOf({ type: "edit", ...about, text: "x" })).toMatchObject({ amends: 35 });
  expect(rowOf({ type: "edit", ...about, text: "x" })).not.toHaveProperty("redacts");
  expect(rowOf({ type: "redact", ...about, msgid: "-y" })).toMatchObject({ redacts: 34 });
  expect(rowOf({ type: "redact", ...about, msgid: "-y" })).not.toHaveProperty("amends");
  const tags = { "+draft/reply": "-z", "+draft/react": "+1" };
  expect(rowOf({ ...say("#a", "tags"), tags })).toMatchObject({ amends: 35 });
  expect(rowOf({ ...say("#a", "tags"), tags: { ...tags, "+draft/reply": "elsewhere-z" } })).not.toHaveProperty(
    "amends",
  );
  expect(rowOf({ ...say("#a", "tags"), tags: { "+draft/reply": "-z" } })).not.toHaveProperty("amends");
  expect(rowOf({ ...say("#a"), tags })).not.toHaveProperty("amends");
});

test("who is made to go is gone in the past of where they were, and who had not been shown in nobody's", () => {
  const { story, id } = inA();
  story.act("alice", { type: "oper", name: "boss" });
  expect(kept(story, "alice", { type: "kill", nick: "bob", reason: "x" })).toEqual([["quit", id]]);
  story.act("alice", { type: "mode", channel: "#a", changes: [{ set: true, mode: "D" }] });
  story.act("carol", openAct("carol"));
  story.act("carol", { type: "join", channel: "#a" });
  expect(kept(story, "carol", { type: "close", reason: "" })).toEqual([["quit", undefined]]);
});

test("who loses their nick to its owner is in nobody's past by it: an entry has one event in a place", () => {
  const { story, id } = inA();
  const verifier = { salt: "", iterations: 4096, storedKey: "", serverKey: "" };
  story.act("carol", openAct("carol"));
  story.act("carol", { type: "register", account: "carol", verifier });
  story.act("carol", { type: "join", channel: "#a" });
  story.act("carol", { type: "nick", nick: "other" });
  story.act("carol", { type: "login", account: "carol" });
  const { state } = story;
  const bob = story.user("bob");
  state.nicks.delete("bob");
  bob.nick = "carol";
  state.nicks.set("carol", bob.id);
  expect(kept(story, "carol", { type: "nick", nick: "carol" })).toEqual([
    ["nick", undefined],
    ["nick", id],
  ]);
});

test("that somebody is shown who came quietly is not, and neither is that they came: an entry has one event in a place", () => {
  const { story, id } = inA();
  story.act("alice", { type: "mode", channel: "#a", changes: [{ set: true, mode: "D" }] });
  story.act("carol", openAct("carol"));
  expect(kept(story, "carol", { type: "join", channel: "#a" })).toEqual([]);
  expect(kept(story, "carol", say("#a"))).toEqual([
    ["join", undefined],
    ["message", id],
  ]);
});

test("what two say to each other is in one place, whoever says it and whatever they are called", () => {
  const { story, talk } = inA();
  expect(kept(story, "alice", say("bob"))).toEqual([["message", talk]]);
  expect(kept(story, "bob", say("ALICE", "tags"))).toEqual([["message", talk]]);
  story.act("bob", { type: "nick", nick: "robert" });
  expect(kept(story, "alice", say("robert"))).toEqual([["message", talk]]);
  const own = `~${story.user("alice").id}`;
  expect(kept(story, "alice", say("alice"))).toEqual([["message", talkOf(own, own)]]);
});

test("a place of two names their accounts, which they have wherever they come from", () => {
  const { story } = inA();
  story.signIn("bob", "Bobby");
  const place = talkOf(`~${story.user("alice").id}`, "bobby");
  expect(kept(story, "alice", say("bob"))).toEqual([["message", place]]);
  expect(talkersOf(place).toSorted()).toEqual(["bobby", `~${story.user("alice").id}`].toSorted());
  expect(talkersOf(story.channel("#a").id)).toEqual([]);
});
