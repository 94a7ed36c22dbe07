import { expect, test } from "vitest";
import type { Act } from "./commands.ts";
import { keptOf, talkersOf, talkOf } from "./keeping.ts";
import { openAct, Story } from "./testing.ts";

/** An entry that the story takes, and how its events are kept: their types and places. */
function kept(story: Story, session: string, act: Act): readonly (readonly [string, string | undefined])[] {
  const emissions = story.emissions(session, act);
  const entry = story.entries.at(-1);
  if (!entry) throw new Error("nothing was asked");
  return emissions.flatMap((emission) => {
    const one = keptOf(story.state, entry, emission);
    return one ? [[one.event.type, one.place] as const] : [];
  });
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
    ["bob", { type: "nick", nick: "robert" }],
  ];
  for (const [nick, act] of acts) expect(kept(story, nick, act).filter(([, place]) => place !== undefined)).toEqual([]);
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
