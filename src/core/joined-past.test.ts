import { describe, expect, test } from "vitest";
import { Client, openAct, World } from "./testing.ts";

/** Channels of mode `H`: members read only what came since they joined. */

const VERIFIER = { salt: "", iterations: 4096, storedKey: "", serverKey: "" };
const join = { type: "join", channel: "#a" } as const;
const part = { type: "part", channel: "#a" } as const;
const mode = (set: boolean, letter: string) =>
  ({ type: "mode", channel: "#a", changes: [{ set, mode: letter }] }) as const;

/** Commands of a client that are carried out, and their answers. */
function ask(world: World, client: Client, ...acts: readonly Parameters<Client["ask"]>[0][]): readonly string[] {
  client.take();
  for (const act of acts) client.ask(act);
  world.commit();
  return client.take();
}

function say(world: World, client: Client, ...texts: readonly string[]): void {
  ask(world, client, ...texts.map((text) => ({ type: "say", to: "#a", text }) as const));
}

async function read(client: Client, of = "#a"): Promise<string> {
  const page = await client.session.read({ of, limit: 99 });
  if ("refusal" in page) return page.refusal.code;
  return page.events.map((event) => (event.type === "message" ? event.text : event.type)).join(" ");
}

async function found(client: Client, of?: string): Promise<string> {
  const page = await client.session.search({
    terms: [],
    order: "oldest",
    limit: 99,
    ...(of !== undefined && { of }),
  });
  return "refusal" in page ? page.refusal.code : page.messages.map(({ text }) => text).join(" ");
}

async function targets(client: Client): Promise<readonly string[]> {
  const all = await client.session.targets({ between: [0, Number.MAX_SAFE_INTEGER], limit: 99 });
  return all.map(({ name }) => name);
}

/** The operator of #a, where something was said before bob joined. */
function meeting(): { readonly world: World; readonly op: Client; readonly bob: Client } {
  const world = new World();
  const op = world.client("op", { channels: ["#a"] });
  ask(world, op, mode(true, "H"));
  say(world, op, "one", "two");
  const bob = world.client("bob", { channels: ["#a"] });
  return { world, op, bob };
}

describe("where only what came since one joined is to be read", () => {
  test("a member reads, finds and is shown nothing from before", async () => {
    const { world, op, bob } = meeting();
    expect([await read(bob), await found(bob), await found(bob, "#a"), await targets(bob)]).toEqual(["", "", "", []]);
    say(world, op, "three");
    expect([await read(bob), await found(bob), await found(bob, "#a")]).toEqual(["three", "three", "three"]);
    expect(await targets(bob)).toEqual(["#a"]);
    expect([await read(op), await found(op)]).toEqual(["one two three", "one two three"]);
  });

  test("a question that begins before that is told so", async () => {
    const { bob } = meeting();
    const joined = bob.session.user?.channels.get("#a");
    expect(joined).toBeGreaterThan(0);
    expect(await bob.session.read({ of: "#a", limit: 9 })).toMatchObject({ events: [], more: false, begins: joined });
  });

  test("no point in the question reaches back further", async () => {
    const { world, op, bob } = meeting();
    say(world, op, "three");
    const [first] = world.kept.filter(({ type }) => type === "message");
    const point = { id: first?.id ?? "" };
    for (const question of [
      { around: point },
      { after: point, earliest: true },
      { between: [point, { seq: 99 }] as const },
      { before: { seq: 99 } },
    ]) {
      const page = await bob.session.read({ of: "#a", limit: 9, ...question });
      expect("events" in page && page.events).toMatchObject([{ text: "three" }]);
    }
  });

  test("files from before are not listed", async () => {
    const { world, op, bob } = meeting();
    const file = { type: "text/plain", size: 1, hash: "", owner: "", room: "" };
    world.files.all.push({ ...file, id: "1", name: "old" }, { ...file, id: "2", name: "new" });
    const place = world.hub.state.channels.get("#a")?.id ?? "";
    const joined = bob.session.user?.channels.get("#a") ?? 0;
    world.files.shared.push({ id: "1", place, seq: joined - 1 }, { id: "2", place, seq: joined });
    expect(await bob.session.listFiles("#a", 9)).toMatchObject([{ name: "new" }]);
    expect(await op.session.listFiles("#a", 9)).toMatchObject([{ name: "new" }, { name: "old" }]);
    expect(await bob.session.listFiles("#b", 9)).toMatchObject({ refusal: { code: "no-such-channel" } });
  });

  test("whoever leaves and comes again has joined anew", async () => {
    const { world, op, bob } = meeting();
    say(world, op, "three");
    ask(world, bob, part, join);
    say(world, op, "four");
    expect(await read(bob)).toBe("four");
  });

  test("another name of the channel or of who joined changes nothing", async () => {
    const { world, op, bob } = meeting();
    ask(world, bob, { type: "nick", nick: "robert" });
    ask(world, op, { type: "rename", channel: "#a", name: "#b" });
    ask(world, op, { type: "say", to: "#b", text: "three" });
    expect([await read(bob, "#b"), await found(bob), await read(op, "#b")]).toEqual([
      "three",
      "three",
      "one two three",
    ]);
  });

  test("that is so only while the channel is of that mode", async () => {
    const { world, op, bob } = meeting();
    ask(world, op, mode(false, "H"));
    expect([await read(bob), await found(bob), await targets(bob)]).toEqual(["one two", "one two", ["#a"]]);
    ask(world, op, mode(true, "H"));
    expect(await read(bob)).toBe("");
  });

  test("the mode is for operators to set", () => {
    const { world, bob } = meeting();
    expect(ask(world, bob, mode(false, "H"))).toEqual(["not-operator"]);
  });
});

describe("who comes back into such a channel under their account", () => {
  /** Bob, who is signed in, was there for "three" and not for "four", and is back. */
  function back(meanwhile: (world: World, op: Client) => void = () => {}): Client {
    const { world, op, bob } = meeting();
    ask(world, bob, part);
    bob.session.submit({ type: "register", account: "bob", verifier: VERIFIER }, () => {});
    ask(world, bob, { type: "login", account: "bob" }, join);
    say(world, op, "three");
    bob.session.end("gone");
    world.commit();
    say(world, op, "four");
    meanwhile(world, op);
    const again = new Client(world.hub);
    ask(world, again, openAct("bob", { account: "bob" }));
    return again;
  }

  test("reads on from where they first joined", async () => {
    expect(await read(back())).toBe("three four");
  });

  test("does so too if the channel has another name by then", async () => {
    const bob = back((world, op) => ask(world, op, { type: "rename", channel: "#a", name: "#b" }));
    expect(await read(bob, "#b")).toBe("three four");
  });

  test("has not joined anew if they came back in between", async () => {
    const bob = back((world) => {
      const between = new Client(world.hub);
      ask(world, between, openAct("bob", { account: "bob" }));
      between.session.end("gone");
      world.commit();
    });
    expect(await read(bob)).toBe("three four");
  });

  test("reads from now on if they had been made to leave", async () => {
    const bob = back((world, op) => {
      const between = new Client(world.hub);
      ask(world, between, openAct("bob", { account: "bob" }));
      ask(world, op, { type: "kick", channel: "#a", nick: "bob" });
      ask(world, between, join);
      say(world, op, "five");
      between.session.end("gone");
      world.commit();
    });
    expect(await read(bob)).toBe("five");
  });
});
