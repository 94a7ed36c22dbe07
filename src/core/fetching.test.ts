import { expect, it } from "vitest";
import { accountAsker, askerOf, mayFetch } from "./fetching.ts";
import type { OwnedFile } from "./files.ts";
import { talkOf } from "./keeping.ts";
import { identityOf } from "./state.ts";
import { Story } from "./testing.ts";

const FILE: OwnedFile = {
  id: "a".repeat(26),
  name: "a",
  type: "text/plain",
  size: 1,
  hash: "",
  owner: "ada",
  room: "ada",
};

it("lets who uploaded a file fetch it, signed in or not, wherever it was shared", () => {
  const story = new Story();
  story.gather("#tea", "ada", "bob");
  // All of them come from the same address.
  const room = "~192.0.2.1";
  const ask = (nick: string, owner: string): boolean =>
    mayFetch(story.state, askerOf(story.user(nick), "192.0.2.1"), { ...FILE, owner, room }, []);
  const guest = identityOf(story.user("ada"));
  expect([ask("ada", guest), ask("bob", guest), ask("ada", "ada"), ask("ada", room)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  story.signIn("ada", "Ada");
  expect([ask("ada", guest), ask("ada", "ada")]).toEqual([false, true]);
  expect(mayFetch(story.state, accountAsker(story.state, "ada"), FILE, [])).toBe(true);
  expect(mayFetch(story.state, accountAsker(story.state, "bob"), FILE, [])).toBe(false);
});

it("lets the members of a channel fetch what was shared there, as far back as they may read", () => {
  const story = new Story();
  story.gather("#tea", "ada", "bob");
  story.gather("#sky", "eve");
  const { id } = story.channel("#tea");
  const ask = (nick: string, seq: number, place = id): boolean =>
    mayFetch(story.state, askerOf(story.user(nick), "192.0.2.1"), FILE, [{ place, seq }]);
  expect([ask("bob", 9), ask("eve", 9)]).toEqual([true, false]);
  story.channel("#tea").since = 5;
  expect([ask("bob", 5), ask("bob", 4)]).toEqual([true, false]);
  story.channel("#tea").flags = "H";
  story.user("bob").channels.set("#tea", 8);
  expect([ask("bob", 8), ask("bob", 7)]).toEqual([true, false]);
  expect(ask("bob", 9, "no channel's id")).toBe(false);
  story.act("bob", { type: "part", channel: "#tea", reason: "" });
  expect(ask("bob", 9)).toBe(false);
});

it("lets a file be fetched by an account as long as one of its users is in the channel", () => {
  const story = new Story();
  story.gather("#tea", "ada", "bob");
  story.gather("#sky", "eve");
  const places = [{ place: story.channel("#tea").id, seq: 9 }];
  const ask = (account: string): boolean =>
    mayFetch(story.state, accountAsker(story.state, account), { ...FILE, owner: "" }, places);
  story.signIn("bob", "Robert");
  story.signIn("eve", "robert");
  expect([ask("robert"), ask("ada")]).toEqual([true, false]);
});

it("lets the two who talk fetch what they shared with each other", () => {
  const story = new Story();
  story.gather("#tea", "ada", "bob", "eve");
  story.signIn("bob", "Bob");
  const [ada, bob, eve] = ["ada", "bob", "eve"].map((nick) => askerOf(story.user(nick), "192.0.2.1"));
  const places = [{ place: talkOf(ada?.identity ?? "", "bob"), seq: 9 }];
  const asked = [ada, bob, eve].map((asker) => asker && mayFetch(story.state, asker, FILE, places));
  expect(asked).toEqual([true, true, false]);
});
