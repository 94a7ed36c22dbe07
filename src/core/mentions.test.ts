import { expect, test } from "vitest";
import type { Act } from "./commands.ts";
import { LIMITS } from "./limits.ts";
import { addressedBy, mentions } from "./mentions.ts";
import { openAct, Story } from "./testing.ts";

test.each([
  ["alice", "alice"],
  ["ALICE: look", "Alice"],
  ["(@alice), look", "alice"],
  ["is that alice's?", "alice"],
  ["*_alice_*", "alice"],
  ["[bob]", "bob"],
  ["[bob] is here", "[bob]"],
  ["bob|away, back?", "bob|away"],
  ["Ａlice!", "alice"],
  ["olá, joão.", "João"],
  ["спроси у Ани", "ани"],
  ["so, alice-", "alice"],
  ["malice, alice", "alice"],
])("%j names %s", (text, nick) => {
  expect(mentions(text, nick)).toBe(true);
});

test.each([
  ["malice", "alice"],
  ["alice2", "alice"],
  ["al ice", "alice"],
  ["alice-bob", "alice"],
  ["éalice", "alice"],
  ["bob|away", "bob"],
  ["аlice with a Cyrillic letter", "alice"],
  ["", "alice"],
  [`${"x".repeat(70_000)}alice`, "alice"],
])("%.20j does not name %s", (text, nick) => {
  expect(mentions(text, nick)).toBe(false);
});

test("of a text with very many words only the first are looked at", () => {
  const words = Array.from({ length: LIMITS.mentionWords * 2 }, (_, i) => `w${i}`);
  expect(mentions(`alice ${words.join(" ")}`, "alice")).toBe(true);
  expect(mentions(`${words.join(" ")} alice`, "alice")).toBe(false);
});

/** Alice by two users of one account, and Bob, all in `#a`; Carl is in none. */
function people(): Story {
  const story = new Story();
  story.act("", { type: "register", account: "ali" });
  for (const id of ["alice", "alice_phone", "bob", "carl"]) story.act(id, openAct(id));
  for (const id of ["alice", "alice_phone"]) story.act(id, { type: "login", account: "ali" });
  for (const id of ["alice", "alice_phone", "bob"]) story.act(id, { type: "join", channel: "#a" });
  return story;
}

/** For whom something is that is said, each with where they find it. */
function addressed(story: Story, by: string, act: Partial<Extract<Act, { type: "say" }>>): readonly string[] {
  const outcome = story.act(by, { type: "say", to: "#a", text: "hello", ...act });
  if (outcome.refusal) throw new Error(outcome.refusal.code);
  return outcome.emissions.flatMap(({ event, audience }) =>
    event.type === "message"
      ? addressedBy(story.state, event, audience).map(({ user, place }) => `${user.nick} in ${place}`)
      : [],
  );
}

test("a message is for those whom it names, if they are in the channel, and for whom it was said to alone", () => {
  const story = people();
  expect(addressed(story, "bob", { text: "hello everybody" })).toEqual([]);
  expect(addressed(story, "bob", { text: "Alice, carl, alice: and alice_phone" })).toEqual([
    "alice in #a",
    "alice_phone in #a",
  ]);
  expect(addressed(story, "bob", { to: "@#a", text: "alice" })).toEqual(["alice in #a"]);
  expect(addressed(story, "bob", { to: "+#a", text: "bob" })).toEqual([]);
  expect(addressed(story, "bob", { to: "Alice" })).toEqual(["alice in bob"]);
  expect(addressed(story, "bob", { to: "carl", text: "alice" })).toEqual(["carl in bob"]);
});

test("a message is not for who said it, by whichever user of their account", () => {
  const story = people();
  expect(addressed(story, "alice", { text: "alice alice_phone bob" })).toEqual(["bob in #a"]);
  expect(addressed(story, "alice", { to: "alice" })).toEqual([]);
  expect(addressed(story, "alice", { to: "alice_phone" })).toEqual([]);
  expect(addressed(story, "carl", { to: "carl" })).toEqual([]);
});

test("a reaction and a question to a client are for nobody", () => {
  const story = people();
  expect(addressed(story, "bob", { to: "alice", form: "tags", text: "", tags: { "+draft/react": "x" } })).toEqual([]);
  expect(addressed(story, "bob", { to: "alice", text: "\u0001VERSION\u0001" })).toEqual([]);
});
