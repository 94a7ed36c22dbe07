import { describe, expect, test } from "vitest";
import { LIMITS } from "./limits.ts";
import type { LatestQuery } from "./ports.ts";
import { readTargets } from "./targets.ts";
import { type Client, World } from "./testing.ts";

const verifier = { salt: "c2FsdA==", iterations: 4096, storedKey: "a2V5", serverKey: "a2V5" };

async function names(client: Client, limit: number, order: "on" | "back" = "back"): Promise<string> {
  const between = order === "on" ? ([0, 1e9] as const) : ([1e9, 0] as const);
  return (await client.session.targets({ between, limit })).map(({ name }) => name).join(" ");
}

/** Somebody who has spoken to alice. */
function speaker(world: World, nick: string): Client {
  const client = world.client(nick);
  client.ask({ type: "say", to: "alice", text: "x" });
  world.commit();
  return client;
}

describe("whom one has talked with", () => {
  test("is as many as are asked for, however many of the latest have gone for good", async () => {
    const world = new World();
    const alice = world.client("alice");
    for (const nick of ["bob", "carol", "dora"]) speaker(world, nick);
    for (let i = 0; i < 12; i++) speaker(world, `guest${i}`).session.end("gone");
    for (const nick of ["erin", "frank"]) speaker(world, nick);
    world.commit();
    expect(await names(alice, 4)).toBe("carol dora erin frank");
    expect(await names(alice, 4, "on")).toBe("bob carol dora erin");
    expect(await names(alice, 50)).toBe("bob carol dora erin frank");
  });

  test("is not sought for without end", async () => {
    const world = new World();
    const alice = world.client("alice");
    const { user } = alice.session;
    if (!user) throw new Error("alice isn't there");
    const asked: number[] = [];
    const history = Object.assign(Object.create(world.hub.history), {
      latest: async ({ limit }: LatestQuery) => {
        asked.push(limit);
        return Array.from({ length: limit }, (_, i) => ({ place: `@~${1_000 + i} ~${user.id}`, seq: i, at: i }));
      },
    });
    expect(await readTargets({ state: world.hub.state, history }, user, { between: [0, 1e9], limit: 10 })).toEqual([]);
    expect(asked).toEqual([10, 80, 640, 5_120, LIMITS.talksSought]);
  });

  test("is called by the nick that they have now, signed in or not, or by the account if they aren't here", async () => {
    const world = new World();
    const alice = world.client("alice");
    const bob = speaker(world, "bob");
    bob.session.submit({ type: "register", account: "bob", verifier }, () => {});
    world.commit();
    bob.ask({ type: "say", to: "alice", text: "x" });
    world.commit();
    expect(await names(alice, 9)).toBe("bob");
    bob.ask({ type: "nick", nick: "robert" });
    world.commit();
    expect(await names(alice, 9)).toBe("robert");
    bob.ask({ type: "nick", nick: "rob" });
    world.commit();
    expect(await names(alice, 9)).toBe("rob");
    bob.session.end("gone");
    world.commit();
    expect(await names(alice, 9)).toBe("bob");
  });
});
