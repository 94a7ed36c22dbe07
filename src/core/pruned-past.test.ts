import { describe, expect, test } from "vitest";
import type { Past, PastQuestion } from "./past.ts";
import { type Client, World } from "./testing.ts";

/** Pasts of which what was too old or too much was removed. */

/** Says texts in #a, each as an entry of its own, a second after the one before; the seq of the first. */
function say(world: World, client: Client, ...texts: readonly string[]): number {
  const first = world.log.entries.length + 1;
  for (const text of texts) client.ask({ type: "say", to: "#a", text });
  world.commit();
  return first;
}

async function read(client: Client, question: Partial<PastQuestion> = {}): Promise<Past> {
  const past = await client.session.read({ of: "#a", limit: 50, ...question });
  if ("refusal" in past) throw new Error(past.refusal.code);
  return past;
}

async function texts(client: Client, question: Partial<PastQuestion> = {}): Promise<string> {
  const { events } = await read(client, question);
  return events.map((event) => (event.type === "message" ? event.text : event.type)).join(" ");
}

function prune(world: World, seq: number): void {
  world.memory.prune(world.hub.state.channels.get("#a")?.id ?? "", seq);
}

describe("the past of a channel", () => {
  test("of which something was removed says where it begins to who asks for what was before", async () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    const first = say(world, alice, "0", "1", "2", "3", "4", "5");
    const since = world.hub.state.channels.get("#a")?.since;
    expect(await read(alice)).toMatchObject({ begins: since });
    prune(world, first + 2);
    const begins = first + 3;
    expect(await texts(alice)).toBe("3 4 5");
    expect(await read(alice)).toMatchObject({ begins });
    expect(await read(alice, { limit: 2 })).not.toHaveProperty("begins");
    expect(await read(alice, { limit: 2, earliest: true })).toMatchObject({ begins });
    expect(await read(alice, { before: { seq: first + 1 } })).toMatchObject({ begins, events: [] });
    expect(await read(alice, { after: { seq: first + 1 }, earliest: true })).toMatchObject({ begins });
    expect(await read(alice, { after: { seq: first + 2 }, earliest: true })).not.toHaveProperty("begins");
    expect(await read(alice, { after: { at: (first + 1) * 1000 } })).toMatchObject({ begins });
    expect(await read(alice, { after: { at: (first + 2) * 1000 } })).not.toHaveProperty("begins");
    expect(await read(alice, { around: { seq: first + 3 }, limit: 4 })).toMatchObject({ begins });
    expect(await read(alice, { around: { seq: first + 5 }, limit: 2 })).not.toHaveProperty("begins");
    expect(await texts(alice, { between: [{ seq: first }, { at: (first + 5) * 1000 }] })).toBe("3 4");
    expect(await texts(alice, { between: [{ at: (first + 5) * 1000 }, { seq: first }] })).toBe("3 4");
  });

  test("of which less was removed than was for others begins where it is its readers'", async () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    alice.ask({ type: "mode", channel: "#a", changes: [{ set: true, mode: "H" }] });
    const first = say(world, alice, "0", "1", "2");
    const bob = world.client("bob", { channels: ["#a"] });
    const joined = bob.session.user?.channels.get("#a") ?? 0;
    const last = say(world, alice, "3", "4");
    prune(world, first + 1);
    expect(await read(bob)).toMatchObject({ begins: joined });
    prune(world, last);
    expect(await read(bob)).toMatchObject({ begins: last + 1 });
    expect(await texts(bob)).toBe("4");
  });
});
