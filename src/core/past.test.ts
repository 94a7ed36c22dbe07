import { describe, expect, test } from "vitest";
import type { Past, PastQuestion } from "./past.ts";
import { eventId } from "./state.ts";
import { type Client, World } from "./testing.ts";

const verifier = { salt: "c2FsdA==", iterations: 4096, storedKey: "a2V5", serverKey: "a2V5" };

/** Says texts, each as an entry of its own, a second after the one before; the seq of the first. */
function say(world: World, client: Client, to: string, ...texts: readonly string[]): number {
  const first = world.log.entries.length + 1;
  for (const text of texts) client.ask({ type: "say", to, text });
  world.commit();
  return first;
}

async function read(client: Client, question: Partial<PastQuestion> & { readonly of: string }): Promise<Past> {
  const past = await client.session.read({ limit: 50, ...question });
  if ("refusal" in past) throw new Error(past.refusal.code);
  return past;
}

async function texts(client: Client, question: Partial<PastQuestion> & { readonly of: string }): Promise<string> {
  const { events } = await read(client, question);
  return events.map((event) => (event.type === "message" ? event.text : event.type)).join(" ");
}

async function refusal(client: Client, of: string, more: Partial<PastQuestion> = {}): Promise<string> {
  const past = await client.session.read({ of, limit: 5, ...more });
  return "refusal" in past ? past.refusal.code : "none";
}

describe("the past of a channel", () => {
  test("is its members' to read, and nobody else's", async () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    const bob = world.client("bob");
    say(world, alice, "#a", "x");
    expect(await texts(alice, { of: "#A" })).toBe("x");
    expect(await refusal(bob, "#a")).toBe("not-in-channel");
    expect(await refusal(bob, "#nowhere")).toBe("no-such-channel");
    expect(await refusal(bob, "@#a")).toBe("no-such-nick");
    bob.session.end("gone");
    world.commit();
    expect(await refusal(bob, "#a")).toBe("not-open");
  });

  test("is read from a seq, a time or an id on, and back to one", async () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    const first = say(world, alice, "#a", "0", "1", "2", "3", "4", "5");
    const points = [
      (i: number) => ({ seq: first + i }),
      (i: number) => ({ at: (first + i) * 1000 }),
      (i: number) => ({ id: eventId(world.hub.state, first + i) }),
      (i: number) => ({ id: eventId(world.hub.state, first + i, 1) }),
    ];
    for (const point of points) {
      expect(await texts(alice, { of: "#a", before: point(2) })).toBe("0 1");
      expect(await texts(alice, { of: "#a", after: point(2) })).toBe("3 4 5");
      expect(await texts(alice, { of: "#a", after: point(2), limit: 1 })).toBe("5");
      expect(await texts(alice, { of: "#a", after: point(2), limit: 1, earliest: true })).toBe("3");
      expect(await texts(alice, { of: "#a", after: point(0), before: point(3) })).toBe("1 2");
      expect(await texts(alice, { of: "#a", around: point(2), limit: 3 })).toBe("1 2 3");
      expect(await texts(alice, { of: "#a", around: point(2), limit: 4 })).toBe("0 1 2 3");
      expect(await texts(alice, { of: "#a", around: point(0), limit: 3 })).toBe("0 1 2");
      expect(await texts(alice, { of: "#a", around: point(5), limit: 3 })).toBe("3 4 5");
      for (const other of points) {
        expect(await texts(alice, { of: "#a", between: [point(0), other(5)], limit: 2 })).toBe("1 2");
        expect(await texts(alice, { of: "#a", between: [point(5), other(0)], limit: 2 })).toBe("3 4");
      }
    }
    expect(await refusal(alice, "#a", { before: { id: "elsewhere-5" } })).toBe("no-such-message");
    expect(await refusal(alice, "#a", { around: { id: "" } })).toBe("no-such-message");
    expect(await refusal(alice, "#a", { between: [{ seq: first + 99 }, { at: 5 }] })).toBe("no-such-message");
  });

  test("is read between a time and the id of anything that happened, of what was taken back, too", async () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    const first = say(world, alice, "#a", "0", "1", "2", "3");
    const id = (seq: number): { readonly id: string } => ({ id: eventId(world.hub.state, seq) });
    const at = (seq: number): { readonly at: number } => ({ at: seq * 1000 });
    await alice.session.amend({ type: "redact", to: "#a", msgid: id(first + 1).id }, () => {});
    world.commit();
    const between = (...points: NonNullable<PastQuestion["between"]>): Promise<string> =>
      texts(alice, { of: "#a", between: points, limit: 1 });
    const join = world.kept.find(({ type }) => type === "join")?.seq ?? 0;
    expect(await between(id(join), at(first + 3))).toBe("0");
    expect(await between(at(first + 3), id(join))).toBe("2");
    expect(await between(id(first + 1), at(first + 9))).toBe("2");
    expect(await between(at(first + 9), id(first + 1))).toBe("3");
    expect(await between(at(1), id(first + 1))).toBe("0");
    expect(await between(id(first + 1), at(first + 1))).toBe("");
  });

  test("says where more is, and what was wanted most", async () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    const first = say(world, alice, "#a", "0", "1", "2", "3");
    expect(await read(alice, { of: "#a", limit: 3 })).toMatchObject({ more: true, anchor: "last" });
    expect(await read(alice, { of: "#a", limit: 4 })).toMatchObject({ more: false });
    const middle = { of: "#a", around: { seq: first + 1 } };
    expect(await read(alice, { ...middle, limit: 3 })).toMatchObject({ more: true, anchor: "middle" });
    expect(await read(alice, { ...middle, limit: 4 })).toMatchObject({ more: false });
    const between = [{ seq: first }, { seq: first + 3 }] as const;
    expect(await read(alice, { of: "#a", between, limit: 1 })).toMatchObject({ more: true, anchor: "first" });
    expect(await read(alice, { of: "#a", between, limit: 2 })).toMatchObject({ more: false });
  });

  test("has what else happened there if that is asked for, under the channel's present name", async () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    say(world, alice, "#a", "x");
    alice.ask({ type: "topic", channel: "#a", topic: "t" });
    alice.ask({ type: "rename", channel: "#a", name: "#b" });
    world.commit();
    expect(await texts(alice, { of: "#b" })).toBe("x");
    const { of, events } = await read(alice, { of: "#B", events: true });
    expect(of).toBe("#b");
    expect(events).toMatchObject([
      { type: "join", channel: "#b" },
      { type: "message", to: "#b" },
      { type: "topic", channel: "#b" },
      { type: "rename", channel: "#a", name: "#b" },
    ]);
  });

  test("that began anew says so to who asks for what was before", async () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    say(world, alice, "#a", "secret");
    alice.ask({ type: "mode", channel: "#a", changes: [{ set: true, mode: "i" }] });
    alice.ask({ type: "part", channel: "#a" });
    world.commit();
    const begins = world.log.entries.length;
    const bob = world.client("bob", { channels: ["#a"] });
    const first = say(world, bob, "#a", "1", "2", "3");
    expect(await texts(bob, { of: "#a" })).toBe("1 2 3");
    expect(await read(bob, { of: "#a" })).toMatchObject({ begins });
    expect(await read(bob, { of: "#a", limit: 2 })).not.toHaveProperty("begins");
    expect(await read(bob, { of: "#a", after: { seq: 1 }, earliest: true, limit: 1 })).toMatchObject({ begins });
    expect(await read(bob, { of: "#a", after: { seq: begins - 1 } })).not.toHaveProperty("begins");
    const { at } = world.kept.find(({ seq }) => seq === begins) ?? { at: 0 };
    expect(await read(bob, { of: "#a", after: { at: at - 1 } })).not.toHaveProperty("begins");
    expect(await read(bob, { of: "#a", after: { at: 1 } })).toMatchObject({ begins });
    expect(await read(bob, { of: "#a", around: { seq: first }, limit: 2 })).toMatchObject({ begins });
    expect(await read(bob, { of: "#a", around: { seq: first + 2 }, limit: 2 })).not.toHaveProperty("begins");
    expect(await texts(bob, { of: "#a", around: { seq: 4 } })).toBe("1 2 3");
  });
});

describe("what two said to each other", () => {
  test("is theirs, and nobody else's, whoever has their nicks now", async () => {
    const world = new World();
    const [alice, bob, eve] = [world.client("alice"), world.client("bob"), world.client("eve")];
    say(world, alice, "bob", "psst");
    say(world, bob, "alice", "what");
    expect(await texts(alice, { of: "bob" })).toBe("psst what");
    expect(await texts(bob, { of: "Alice" })).toBe("psst what");
    expect(await texts(eve, { of: "alice" })).toBe("");
    expect(await texts(eve, { of: "bob" })).toBe("");
    expect(await read(alice, { of: "BOB" })).toMatchObject({ of: "BOB", more: false });
    bob.ask({ type: "nick", nick: "robert" });
    world.commit();
    eve.ask({ type: "nick", nick: "bob" });
    world.commit();
    expect(await texts(alice, { of: "robert" })).toBe("psst what");
    expect(await texts(alice, { of: "bob" })).toBe("");
    expect(await texts(eve, { of: "alice" })).toBe("");
    expect(await refusal(alice, "nobody")).toBe("no-such-nick");
  });

  test("is found by the account when the other is not here, and by who comes back to it", async () => {
    const world = new World();
    const [alice, bob] = [world.client("alice"), world.client("bob")];
    bob.session.submit({ type: "register", account: "Bobby", verifier }, () => {});
    say(world, alice, "bob", "before");
    bob.session.end("gone");
    world.commit();
    expect(await texts(alice, { of: "bobby" })).toBe("before");
    expect(await refusal(alice, "bob")).toBe("no-such-nick");
    const again = world.client("bert");
    again.ask({ type: "login", account: "Bobby" });
    world.commit();
    expect(await texts(again, { of: "alice" })).toBe("before");
    expect(await texts(alice, { of: "bert" })).toBe("before");
  });
});

describe("where the latest messages were", () => {
  const always = [0, 1_000_000] as const;

  test("is a list of one's channels and of whom one has talked with, by their present names", async () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a", "#b", "#silent"] });
    const [bob, carol, dave] = [world.client("bob"), world.client("carol", { channels: ["#c"] }), world.client("dave")];
    const erin = world.client("erin");
    dave.session.submit({ type: "register", account: "David", verifier }, () => {});
    erin.session.submit({ type: "register", account: "Erna", verifier }, () => {});
    world.commit();
    const at = [
      say(world, alice, "#b", "x"),
      say(world, dave, "alice", "x"),
      say(world, erin, "alice", "x"),
      say(world, alice, "#a", "x"),
      say(world, alice, "carol", "x"),
      say(world, bob, "alice", "x"),
      say(world, alice, "alice", "x"),
    ].map((seq) => seq * 1000);
    say(world, carol, "#c", "x");
    say(world, carol, "bob", "x");
    alice.ask({ type: "rename", channel: "#a", name: "#tea" });
    bob.ask({ type: "nick", nick: "robert" });
    erin.ask({ type: "nick", nick: "erika" });
    for (const client of [carol, dave]) client.session.end("gone");
    world.commit();
    const [b, david, erika, tea, robert, own] = [
      ["#b", at[0]],
      ["David", at[1]],
      ["erika", at[2]],
      ["#tea", at[3]],
      ["robert", at[5]],
      ["alice", at[6]],
    ];
    const targets = async (between: readonly [number, number], limit = 9): Promise<unknown> =>
      (await alice.session.targets({ between, limit })).map((target) => [target.name, target.at]);
    expect(await targets(always)).toEqual([b, david, erika, tea, robert, own]);
    expect(await targets([1_000_000, 0])).toEqual([b, david, erika, tea, robert, own]);
    expect(await targets(always, 2)).toEqual([b, david]);
    expect(await targets([1_000_000, 0], 2)).toEqual([robert, own]);
    expect(await targets([at[0] ?? 0, at[5] ?? 0])).toEqual([david, erika, tea]);
  });

  test("leaves out who has come to be somebody else by signing in", async () => {
    const world = new World();
    const [alice, bob] = [world.client("alice"), world.client("bob")];
    say(world, bob, "alice", "x");
    const targets = (): Promise<unknown> => alice.session.targets({ between: always, limit: 9 });
    expect(await targets()).toMatchObject([{ name: "bob" }]);
    bob.session.submit({ type: "register", account: "Bobby", verifier }, () => {});
    world.commit();
    expect(await targets()).toEqual([]);
    const seq = say(world, bob, "alice", "y");
    expect(await targets()).toEqual([{ name: "bob", seq, at: seq * 1000 }]);
  });

  test("leaves out what was said where one may not read it", async () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    say(world, alice, "#a", "secret");
    alice.ask({ type: "mode", channel: "#a", changes: [{ set: true, mode: "i" }] });
    alice.ask({ type: "part", channel: "#a" });
    world.commit();
    const bob = world.client("bob", { channels: ["#a"] });
    expect(await bob.session.targets({ between: always, limit: 9 })).toEqual([]);
    bob.session.end("gone");
    world.commit();
    expect(await bob.session.targets({ between: always, limit: 9 })).toEqual([]);
  });
});

describe("what waits for a question that has to be looked up", () => {
  const fence = (client: Client, name: string): void => client.session.after(() => client.heard.push(name));
  const wide = (client: Client, name: string): void => client.session.afterAll(() => client.heard.push(name));
  const fail = { type: "part", channel: "#none" } as const;

  test("is every question behind it, of one's own and of all, and every no; but no command", () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    let goOn = (): void => {};
    alice.session.after(() => {
      goOn = alice.session.hold();
    });
    fence(alice, "1");
    wide(alice, "2");
    alice.ask({ type: "say", to: "#a", text: "x" });
    fence(alice, "3");
    wide(alice, "4");
    alice.ask(fail);
    world.commit();
    expect(alice.take()).toEqual(["ok 3"]);
    goOn();
    expect(alice.take()).toEqual(["1", "2", "3", "4", "no-such-channel"]);
    goOn();
    fence(alice, "5");
    expect(alice.take()).toEqual(["5"]);
  });

  test("is what was asked behind it while it had to wait itself", () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    let goOn = (): void => {};
    alice.ask({ type: "say", to: "#a", text: "x" });
    alice.session.after(() => {
      alice.heard.push("asked");
      goOn = alice.session.hold();
    });
    fence(alice, "1");
    world.commit();
    expect(alice.take()).toEqual(["ok 3", "asked"]);
    goOn();
    expect(alice.take()).toEqual(["1"]);
  });

  test("is nothing once the session is over", () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    const goOn = alice.session.hold();
    fence(alice, "1");
    alice.session.end("gone");
    expect(alice.session.hasLeft).toBe(true);
    goOn();
    alice.session.hold()();
    expect(alice.take()).toEqual([]);
  });

  test("waits for taking back a message too, whatever comes of that", async () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    const seq = say(world, alice, "#a", "x");
    alice.take();
    const msgid = eventId(world.hub.state, seq);
    const redact = (id: string): Promise<void> =>
      alice.session.amend({ type: "redact", to: "#a", msgid: id }, (answer) =>
        alice.heard.push(answer.refusal?.code ?? "redacted"),
      );
    for (const [id, answer] of [
      [msgid, "redacted"],
      [msgid, "no-such-message"],
      ["nonsense", "no-such-message"],
    ] as const) {
      const looked = redact(id);
      wide(alice, "after");
      await looked;
      world.commit();
      expect(alice.take()).toEqual([answer, "after"]);
    }
    world.hub.history.find = () => Promise.reject(new Error("the disk"));
    const looked = redact(msgid);
    wide(alice, "after");
    await expect(looked).rejects.toThrow("the disk");
    expect(alice.take()).toEqual(["after"]);
  });

  test("lets a message be taken back that could not be yet, and the log be busy", async () => {
    const world = new World();
    const alice = world.client("alice");
    const bob = world.client("bob", { channels: ["#a"] });
    const seq = say(world, bob, "#a", "x");
    bob.take();
    alice.ask({ type: "join", channel: "#a" });
    const redact = (client: Client): Promise<void> =>
      client.session.amend({ type: "redact", to: "#a", msgid: eventId(world.hub.state, seq) }, (answer) =>
        client.heard.push(answer.refusal?.code ?? "redacted"),
      );
    await redact(alice);
    fence(alice, "after");
    world.commit();
    expect(alice.take()).toEqual(["ok 5", "not-yours", "after"]);
    bob.take();
    world.log.isBusy = true;
    await redact(bob);
    fence(bob, "after");
    expect(bob.take()).toEqual(["busy", "after"]);
  });
});
