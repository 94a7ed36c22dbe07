import { describe, expect, test } from "vitest";
import { LIMITS } from "./limits.ts";
import { Client, openAct, World } from "./testing.ts";

const join = (channel: string) => ({ type: "join", channel }) as const;
const say = (to: string, text = "x") => ({ type: "say", to, text }) as const;

describe("a session", () => {
  test("is answered in the order in which it asked, whatever can be said at once", () => {
    const world = new World();
    const alice = world.client("alice");
    for (const act of [join("#a"), say("#a"), say("#nowhere"), join("#b"), say("#b")]) alice.ask(act);
    expect(alice.take()).toEqual([]);
    world.commit();
    expect(alice.take()).toEqual(["ok 2", "ok 3", "no-such-channel", "ok 4", "ok 5"]);
    alice.ask(say("#nowhere"));
    expect(alice.take()).toEqual(["no-such-channel"]);
  });

  test("may begin, join and speak in one go", () => {
    const world = new World();
    const alice = new Client(world.hub);
    for (const act of [openAct("alice"), join("#a"), say("#a"), say("#a")]) alice.ask(act);
    world.commit();
    expect(alice.take()).toEqual(["ok 1", "ok 2", "ok 3", "ok 4"]);
  });

  test("asks for all that it held back as soon as that is possible, not for one thing a commit", () => {
    const world = new World();
    const alice = world.client("alice");
    alice.ask(join("#a"));
    for (let i = 0; i < 20; i++) alice.ask(say("#a"));
    world.log.commit(world.hub);
    expect(world.log.waiting).toHaveLength(20);
  });

  test("is told when its turn came too late, though it seemed possible", () => {
    const world = new World();
    const [one, other] = [new Client(world.hub), new Client(world.hub)];
    one.ask(openAct("alice"));
    other.ask(openAct("ALICE"));
    expect([one.take(), other.take()]).toEqual([[], []]);
    world.commit();
    expect([one.take(), other.take()]).toEqual([["ok 1"], ["nick-in-use"]]);
    other.ask(openAct("bob"));
    world.commit();
    expect(other.take()).toEqual(["ok 3"]);
  });

  test("runs its fences in their place among the answers", () => {
    const world = new World();
    const alice = world.client("alice");
    const fence = (name: string): void => alice.session.after(() => alice.heard.push(name));
    fence("at once");
    alice.ask(join("#a"));
    fence("joined");
    alice.ask(say("#a"));
    fence("said");
    fence("said too");
    expect(alice.take()).toEqual(["at once"]);
    world.log.commit(world.hub);
    expect(alice.take()).toEqual(["ok 2", "joined"]);
    alice.ask(say("#a"));
    world.commit();
    expect(alice.take()).toEqual(["ok 3", "said", "said too", "ok 4"]);
  });

  test("may ask again from an answer or a fence, and has its turn after what it asked before", () => {
    const world = new World();
    const alice = world.client("alice");
    const again = (): void => {
      alice.ask(say("#nowhere", "again"));
      alice.session.after(() => alice.heard.push("after again"));
    };
    alice.session.submit(join("#a"), () => again());
    alice.session.after(() => alice.heard.push("joined"));
    alice.ask(say("#nowhere"));
    alice.ask(say("#a"));
    world.commit();
    expect(alice.take()).toEqual(["joined", "no-such-channel", "ok 3", "no-such-channel", "after again"]);
  });

  test("is told when the log takes no more, and when a commit failed", () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    world.log.isBusy = true;
    alice.ask(say("#a"));
    expect(alice.take()).toEqual(["busy"]);
    world.log.isBusy = false;
    alice.ask(say("#a"));
    alice.session.after(() => alice.heard.push("fence"));
    world.log.fail(world.hub);
    expect(alice.take()).toEqual(["not-durable", "fence"]);
    alice.ask(say("#a"));
    world.commit();
    expect(alice.take()).toEqual(["ok 3"]);
  });

  test("is behind when as much is on its way as may be", () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    for (let i = 1; i < LIMITS.backlogPerSession; i++) alice.ask(say("#a"));
    expect(alice.session.isBehind).toBe(false);
    alice.ask(say("#a"));
    expect(alice.session.isBehind).toBe(true);
    world.commit();
    expect(alice.session.isBehind).toBe(false);
  });

  test("lets others know that it types without the log, in its turn", () => {
    const world = new World();
    const alice = world.client("alice");
    const bob = world.client("bob", { channels: ["#a"] });
    const typing = (to: string): void =>
      alice.session.submit({ type: "typing", to, state: "active" }, (answer) =>
        alice.heard.push(answer.refusal?.code ?? `typing ${answer.seq}`),
      );
    typing("#a");
    expect(alice.take()).toEqual(["cannot-send"]);
    alice.ask(join("#a"));
    typing("#a");
    expect(bob.take()).toEqual([]);
    world.commit();
    expect(alice.take()).toEqual(["ok 4", "typing 0"]);
    expect(bob.take()).toEqual(["4 join alice", "typing alice"]);
    expect(world.log.entries).toHaveLength(4);
    typing("bob");
    expect(bob.take()).toEqual(["typing alice"]);
  });

  test("reads the past only of channels that it is in", async () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    world.client("bob", { channels: ["#b"] });
    const read = (channel: string) => alice.session.read({ of: channel, limit: 1 });
    expect(await read("#A")).toEqual({ of: "#a", events: [], more: false, anchor: "last", begins: 2 });
    expect(await read("#b")).toMatchObject({ refusal: { code: "not-in-channel" } });
    expect(await read("#c")).toMatchObject({ refusal: { code: "no-such-channel" } });
  });
});

test("a session reads a channel's past as far back as it is its members', whatever it asks for", async () => {
  const world = new World();
  const alice = world.client("alice", { channels: ["#a"] });
  alice.ask({ type: "mode", channel: "#a", changes: [{ set: true, mode: "i" }] });
  alice.ask({ type: "part", channel: "#a" });
  world.commit();
  const emptied = world.log.entries.length;
  const bob = world.client("bob", { channels: ["#a"] });
  const id = world.hub.state.channels.get("#a")?.id;
  await bob.session.read({ of: "#a", limit: 1 });
  await bob.session.read({ of: "#A", after: { seq: 0 }, before: { seq: 2 }, limit: 1 });
  expect(world.reads).toEqual([
    { place: id, limit: 1, since: emptied, events: false, earliest: false },
    { place: id, after: { seq: 0 }, before: { seq: 2 }, limit: 1, since: emptied, events: false, earliest: false },
  ]);
});

test("who has not been shown yet is not shown by typing", () => {
  const world = new World();
  const op = world.client("op", { channels: ["#a"] });
  op.ask({ type: "mode", channel: "#a", changes: [{ set: true, mode: "D" }] });
  world.commit();
  const bob = world.client("bob", { channels: ["#a"] });
  op.take();
  const typing = { type: "typing", to: "#a", state: "active" } as const;
  bob.session.submit(typing, (answer) => bob.heard.push(answer.refusal?.code ?? "ok"));
  expect([op.take(), bob.take()]).toEqual([[], ["ok"]]);
  bob.ask(say("#a"));
  world.commit();
  bob.session.submit(typing, () => {});
  expect(op.take()).toEqual(["6 join bob", "6 message bob", "typing bob"]);
});

describe("a connection that is over", () => {
  test("hears nothing more, and its user leaves", () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    const bob = world.client("bob", { channels: ["#a"] });
    alice.take();
    bob.session.end("one");
    bob.session.end("two");
    alice.ask(say("#a"));
    world.commit();
    expect(bob.take()).toEqual([]);
    expect(alice.take()).toEqual(["5 quit bob", "ok 6"]);
    expect(world.hub.sessionCount).toBe(1);
    expect(world.kept.filter(({ type }) => type === "quit")).toMatchObject([{ reason: "one" }]);
  });

  test("has still said what it had asked to say, even if that was held back", () => {
    const world = new World();
    const bob = world.client("bob", { channels: ["#a"] });
    const alice = new Client(world.hub);
    for (const act of [openAct("alice"), join("#a"), say("#a"), say("#a"), say("#nowhere")]) alice.ask(act);
    alice.session.end("gone");
    alice.ask(say("#a", "too late"));
    world.commit();
    expect(bob.take()).toEqual(["4 join alice", "5 message alice", "6 message alice", "7 quit alice"]);
    expect(alice.take()).toEqual([]);
    expect(world.hub.sessionCount).toBe(1);
  });

  test("leaves nothing behind, whether it had begun, was about to, or was refused", () => {
    const world = new World();
    const never = new Client(world.hub);
    const opening = new Client(world.hub);
    const refused = new Client(world.hub);
    opening.ask(openAct("alice"));
    refused.ask(openAct("no nick"));
    for (const client of [never, opening, refused]) client.session.end("gone");
    world.commit();
    expect(world.log.entries.map(({ session, act }) => `${session} ${act.type}`)).toEqual(["n.2 open", "n.2 close"]);
    expect(world.hub.state.users.size).toBe(0);
    expect(world.hub.sessionCount).toBe(0);
  });

  test("may be over before its dialect has even begun", () => {
    const world = new World();
    const reader = new Client(world.hub);
    world.hub.connect((session) => {
      session.submit(openAct("alice"), () => {});
      session.submit(join("#a"), () => {});
      session.end("gone");
      return reader;
    });
    world.commit();
    expect(world.log.entries.map(({ act }) => act.type)).toEqual(["open", "join", "close"]);
    expect(world.hub.sessionCount).toBe(1);
  });

  test("may have been sent away by its dialect at once, or by an answer, and is closed once", () => {
    const world = new World();
    const reader = new Client(world.hub);
    world.hub.connect((session) => {
      session.end("not wanted");
      return reader;
    });
    expect(world.hub.sessionCount).toBe(1);
    const alice = world.client("alice");
    alice.session.submit(join("#a"), () => alice.session.end("that was all"));
    alice.session.after(() => alice.session.end("not again"));
    alice.ask(say("#a"));
    world.commit();
    expect(world.log.entries.map(({ act }) => act.type)).toEqual(["open", "join", "say", "close"]);
  });

  test("is closed again until that is durable", () => {
    const world = new World();
    const alice = world.client("alice");
    alice.session.end("gone");
    world.log.fail(world.hub);
    expect(world.log.waiting).toEqual([]);
    const bob = world.client("bob");
    expect(world.hub.state.users.size).toBe(1);
    bob.ask({ type: "nick", nick: "alice" });
    world.commit();
    expect(bob.take()).toEqual(["ok 4"]);
  });

  test("is not closed for ever if the disk never took its beginning", () => {
    const world = new World();
    for (let i = 0; i < 3; i++) {
      const client = new Client(world.hub);
      client.ask(openAct(`u${i}`));
      world.log.fail(world.hub);
      expect(client.take()).toEqual(["not-durable"]);
      client.session.end("gone");
    }
    world.log.fail(world.hub);
    world.client("alice");
    expect(world.log.entries.map(({ act }) => act.type)).toEqual(["open"]);
  });

  test("has a reason of one line and bounded length", () => {
    const world = new World();
    const alice = world.client("alice");
    alice.session.end(`a\r\nQUIT ${"x".repeat(LIMITS.reasonBytes)}`);
    expect(world.log.waiting).toMatchObject([{ act: { reason: `a QUIT ${"x".repeat(LIMITS.reasonBytes - 7)}` } }]);
  });
});
