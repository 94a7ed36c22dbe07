import { expect, test } from "vitest";
import type { SearchQuestion } from "./searching.ts";
import { type Client, World } from "./testing.ts";

async function texts(client: Client, question: Partial<SearchQuestion> = {}): Promise<string> {
  const page = await client.session.search({ terms: [], order: "oldest", limit: 50, ...question });
  if ("refusal" in page) return page.refusal.code;
  return page.messages.map(({ text, to }) => `${text}>${to}`).join(" ");
}

function say(world: World, client: Client, to: string, text: string): void {
  client.ask({ type: "say", to, text });
  world.commit();
}

test("finds what the asker may read: in their channels and talks, and nowhere else", async () => {
  const world = new World();
  const alice = world.client("alice", { channels: ["#a", "#b"] });
  const bob = world.client("bob", { channels: ["#a"] });
  const carol = world.client("carol");
  say(world, alice, "#a", "1");
  say(world, alice, "#b", "2");
  say(world, alice, "bob", "3");
  say(world, bob, "carol", "4");
  expect(await texts(alice)).toBe("1>#a 2>#b 3>bob");
  expect(await texts(bob)).toBe("1>#a 3>bob 4>carol");
  expect(await texts(carol)).toBe("4>carol");
  expect(await texts(alice, { of: "#A" })).toBe("1>#a");
  expect(await texts(alice, { of: "bob" })).toBe("3>bob");
  expect(await texts(alice, { of: "carol" })).toBe("");
  expect(await texts(bob, { of: "#b" })).toBe("not-in-channel");
  expect(await texts(bob, { of: "#nowhere" })).toBe("no-such-channel");
  expect(await texts(bob, { from: "ALICE" })).toBe("1>#a 3>bob");
  bob.ask({ type: "part", channel: "#a" });
  world.commit();
  expect(await texts(bob)).toBe("3>bob 4>carol");
  bob.session.end("gone");
  world.commit();
  expect(await texts(bob)).toBe("not-open");
});

test("finds nothing of before a channel began anew, and names a renamed one as it is now", async () => {
  const world = new World();
  const alice = world.client("alice", { channels: ["#a", "#b"] });
  say(world, alice, "#a", "1");
  say(world, alice, "#b", "2");
  alice.ask({ type: "mode", channel: "#a", changes: [{ set: true, mode: "i" }] });
  alice.ask({ type: "part", channel: "#a" });
  alice.ask({ type: "join", channel: "#a" });
  alice.ask({ type: "rename", channel: "#b", name: "#c" });
  world.commit();
  say(world, alice, "#a", "3");
  expect(await texts(alice)).toBe("2>#c 3>#a");
});

test("asks for no more than a page", async () => {
  const world = new World();
  const alice = world.client("alice", { channels: ["#a"] });
  const limits: number[] = [];
  world.hub.history.search = ({ limit }) => {
    limits.push(limit);
    return Promise.resolve({ found: [], more: false });
  };
  await texts(alice, { limit: 5 });
  await texts(alice, { limit: 5_000 });
  expect(limits).toEqual([5, 100]);
});
