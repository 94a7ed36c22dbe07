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

it("says what was wrong, in its turn, and goes on", async () => {
  const { irc, bob } = meet();
  const failures: readonly (readonly [string, string])[] = [
    ["", "INVALID_PARAMS *"],
    ["tea=hot", "INVALID_PARAMS tea"],
    ["in=", "INVALID_PARAMS in"],
    ["after=yesterday", "INVALID_PARAMS after"],
    ["before=2026-11-30", "INVALID_PARAMS before"],
    ["limit=0", "INVALID_PARAMS limit"],
    ["in=#elsewhere;text=x", "INVALID_PARAMS in"],
  ];
  for (const [attributes, code] of failures) {
    const lines = await ask(irc, bob, `SEARCH ${attributes}`, "PING x");
    expect([attributes, lines[0]]).toEqual([attributes, expect.stringContaining(` FAIL SEARCH ${code} :`)]);
    expect(lines[1]).toContain("PONG");
  }
});
