import { expect, it } from "vitest";
import { createIrcWorld, type IrcWorld, type TestClient, untagged } from "../testing.ts";
import { ask, FULL, textsIn } from "./chathistory-testing.ts";

function meet(caps = `${FULL} soju.im/search`): { irc: IrcWorld; alice: TestClient; bob: TestClient } {
  const irc = createIrcWorld();
  const alice = irc.join("alice");
  const bob = irc.join("bob", caps);
  alice.send("JOIN #tea");
  bob.send("JOIN #tea");
  for (const line of ["#tea :hot tea", "#tea :coffee", "bob :tea; psst", "alice :tea alone"]) {
    irc.world.clock.advance(1_000);
    alice.send(`PRIVMSG ${line}`);
  }
  bob.lines();
  return { irc, alice, bob };
}

it("shows what was found in the order of time, as a batch", async () => {
  const { irc, bob } = meet();
  const lines = await ask(irc, bob, "SEARCH text=tea");
  expect(lines[0]).toMatch(/BATCH \+\S+ soju\.im\/search$/);
  expect(lines[1]).toMatch(/^@(?=\S*batch=)(?=\S*time=)(?=\S*msgid=)\S+ :alice!\S+ PRIVMSG #tea :hot tea$/);
  expect(textsIn(lines)).toBe("hot tea tea; psst");
  expect(textsIn(await ask(irc, bob, "SEARCH text=tea;limit=1"))).toBe("tea; psst");
  expect(textsIn(await ask(irc, bob, "SEARCH in=#tea;from=Alice"))).toBe("hot tea coffee");
  expect(textsIn(await ask(irc, bob, "SEARCH in=alice;text=tea\\:"))).toBe("tea; psst");
  expect(textsIn(await ask(irc, bob, "SEARCH :text=hot tea;in=#tea"))).toBe("hot tea");
  expect(textsIn(await ask(irc, bob, "SEARCH text=in:#tea\\scoffee"))).toBe("coffee");
  expect(textsIn(await ask(irc, bob, "SEARCH text=nothing"))).toBe("");
});

it("keeps to the times that were named, and begins at the first of them", async () => {
  const { irc, bob } = meet();
  const shown = await ask(irc, bob, "SEARCH from=alice");
  const [first, second] = shown.flatMap((line) => /time=([^;\s]+)\S* :alice/.exec(line)?.[1] ?? []);
  expect(textsIn(await ask(irc, bob, `SEARCH after=${second}`))).toBe("coffee tea; psst");
  expect(textsIn(await ask(irc, bob, `SEARCH after=${first};limit=1`))).toBe("hot tea");
  expect(textsIn(await ask(irc, bob, `SEARCH before=${second};limit=1`))).toBe("coffee");
  expect(textsIn(await ask(irc, bob, `SEARCH after=${second};before=${second}`))).toBe("coffee");
});

it("names the batch by the capability, labels it, and does without", async () => {
  const draft = meet("batch draft/search labeled-response");
  const lines = await ask(draft.irc, draft.bob, "@label=x SEARCH text=hot");
  expect(lines[0]).toMatch(/^@label=x :\S+ BATCH \+\S+ draft\/search$/);
  expect(textsIn(lines)).toBe("hot tea");
  const plain = meet("");
  expect(untagged(await ask(plain.irc, plain.bob, "SEARCH text=hot"))).toEqual([
    expect.stringMatching(/^:alice!\S+ PRIVMSG #tea :hot tea$/),
  ]);
});

it("gives an example, when something was wrong, that can be asked", async () => {
  const { irc, alice, bob } = meet();
  alice.send("JOIN #lobby");
  bob.send("JOIN #lobby");
  bob.lines();
  const [failure = ""] = await ask(irc, bob, "SEARCH");
  const example = failure.slice(failure.lastIndexOf("SEARCH "));
  expect((await ask(irc, bob, example))[0]).toMatch(/BATCH \+/);
});

it("says what was wrong, in its turn, and goes on", async () => {
  const { irc, bob } = meet();
  const failures: readonly (readonly [string, string, RegExp])[] = [
    ["", "INVALID_PARAMS *", / :Say what to search for, as in SEARCH text=tea/],
    ["tea=hot", "INVALID_PARAMS tea", / :There is only text, in, from, after, before, limit, as in SEARCH /],
    ["in=", "INVALID_PARAMS in", / :It has no value, as in SEARCH /],
    ["after=yesterday", "INVALID_PARAMS after", / :The time is .*;after=2026-11-21T00:00:00\.000Z$/],
    ["before=2026-11-30", "INVALID_PARAMS before", / :The time is .*;after=2026-11-21T00:00:00\.000Z$/],
    ["limit=0", "INVALID_PARAMS limit", / :The limit is a whole number from 1 on, as in SEARCH /],
    ["in=#elsewhere;text=x", "INVALID_PARAMS in", / :There is nothing there that you may search$/],
  ];
  for (const [attributes, code, sentence] of failures) {
    const lines = await ask(irc, bob, `SEARCH ${attributes}`, "PING x");
    expect([attributes, lines[0]]).toEqual([attributes, expect.stringContaining(` FAIL SEARCH ${code} :`)]);
    expect(lines[0]).toMatch(sentence);
    expect(lines[1]).toContain("PONG");
  }
});
