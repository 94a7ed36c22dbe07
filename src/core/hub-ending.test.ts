import { describe, expect, test } from "vitest";
import type { Entry } from "./commands.ts";
import { Client, CountingKind, openAct, World } from "./testing.ts";

const join = (channel: string) => ({ type: "join", channel }) as const;
const say = (to: string, text = "x") => ({ type: "say", to, text }) as const;
const kill = (nick: string) => ({ type: "kill", nick, reason: "spam" }) as const;

/** A client that operates the server. */
function rootOf(world: World): Client {
  const root = world.client("root", { channels: ["#a"] });
  root.ask({ type: "oper", name: "boss" });
  world.commit();
  root.take();
  return root;
}

/** What the log says next, from another node. */
function elsewhere(world: World, session: string, act: Entry["act"]): void {
  const seq = world.hub.state.seq + 1;
  const entry: Entry = { node: "m", session, act, seq, at: seq * 1_000 };
  world.log.entries.push(entry);
  world.hub.follow([entry], []);
}

describe("a session that is killed", () => {
  test("is told why, as is each other session of its user, and the others are told that the user left", () => {
    const world = new World();
    const root = rootOf(world);
    const bob = world.client("bob", { key: "b", channels: ["#a"] });
    const bob2 = world.client("bob", { key: "b" });
    const carol = world.client("carol", { channels: ["#a"] });
    const reasons: string[] = [];
    bob2.goodbye = ({ code, text }) => reasons.push(`${code}: ${text}`);
    for (const client of [root, bob, bob2]) client.take();
    root.ask(kill("bob"));
    world.commit();
    expect([bob.take(), bob2.take()]).toEqual([["goodbye killed"], []]);
    expect(reasons).toEqual(["killed: Killed (root (spam))"]);
    expect(carol.take()).toEqual(["9 quit bob"]);
    expect(root.take()).toEqual(["ok 9"]);
    expect([bob, bob2].map(({ session }) => [session.isEnded, session.hasLeft])).toEqual([
      [true, true],
      [true, true],
    ]);
    expect(world.hub.sessionCount).toBe(2);
    expect(world.log.waiting).toEqual([]);
  });

  test("may be one's own", () => {
    const world = new World();
    const root = rootOf(world);
    root.ask(kill("root"));
    root.ask(say("#a"));
    world.commit();
    expect(root.take()).toEqual(["goodbye killed"]);
    expect(world.hub.state.users.size).toBe(0);
    expect(world.hub.sessionCount).toBe(0);
  });

  test("may be killed by another node, whose commands then do nothing here either", () => {
    const world = new World();
    const bob = world.client("bob", { channels: ["#a"] });
    elsewhere(world, "m.1", openAct("root"));
    elsewhere(world, "m.1", { type: "oper", name: "boss" });
    elsewhere(world, "m.1", kill("bob"));
    expect(bob.take()).toEqual(["goodbye killed"]);
    elsewhere(world, "m.1", join("#a"));
    elsewhere(world, "m.1", say("#a"));
    expect(bob.take()).toEqual([]);
    expect(world.hub.sessionCount).toBe(0);
  });

  test("has nothing carried out or answered of what was on its way", () => {
    const world = new World();
    const root = rootOf(world);
    const bob = world.client("bob", { channels: ["#a"] });
    root.take();
    root.ask(kill("bob"));
    for (const act of [say("#a"), join("#b"), say("#nowhere"), say("#b")]) bob.ask(act);
    bob.session.after(() => bob.heard.push("fence"));
    world.commit();
    expect(bob.take()).toEqual(["goodbye killed"]);
    expect(root.take()).toEqual(["ok 6"]);
    expect(world.hub.state.channels.has("#b")).toBe(false);
    expect(bob.session.hasLeft).toBe(true);
    expect(world.hub.sessionCount).toBe(1);
    expect(world.hub.state.sessions.size).toBe(1);
  });

  test("is told nothing if it had ended before, and is not closed twice", () => {
    const world = new World();
    const root = rootOf(world);
    const bob = world.client("bob", { channels: ["#a"] });
    root.take();
    root.ask(kill("bob"));
    bob.ask(say("#a"));
    // It has to wait for what is on its way, so that the session has not left yet.
    bob.ask(say("#nowhere"));
    bob.session.end("gone");
    world.commit();
    expect(bob.take()).toEqual([]);
    expect(root.take()).toEqual(["ok 6"]);
    expect(world.kept.filter(({ type }) => type === "quit")).toMatchObject([{ reason: "Killed (root (spam))" }]);
    expect(world.hub.sessionCount).toBe(1);
  });

  test("watches nobody any more", () => {
    const world = new World();
    const root = rootOf(world);
    const bob = world.client("bob");
    bob.session.watch("eve");
    root.ask(kill("bob"));
    world.commit();
    bob.take();
    world.client("eve");
    expect(bob.take()).toEqual([]);
  });
});

test.each(["part", "kick"] as const)("a session that ends while it is told of its %s hears nothing more", (how) => {
  const world = new World();
  const op = world.client("op", { channels: ["#a"] });
  const bob = world.client("bob", { key: "b", channels: ["#a"] });
  const bob2 = world.client("bob", { key: "b" });
  let told = 0;
  // As a reader that is too slow is cut off.
  bob2.deliver = () => {
    told++;
    bob2.session.end("too slow");
  };
  if (how === "part") bob.ask({ type: "part", channel: "#a" });
  else op.ask({ type: "kick", channel: "#a", nick: "bob" });
  op.ask(say("#a"));
  op.ask(say("#a"));
  world.commit();
  expect(told).toBe(1);
});

test("the sessions of a node whose name is taken are sent away in a time that grows with their number alone", () => {
  const world = new World();
  world.hub.start({ type: "start", name: "one", epoch: "e", channels: [] }, () => {});
  const clients = Array.from({ length: 6_000 }, () => new Client(world.hub, new CountingKind()));
  clients.forEach((client, i) => {
    client.ask(openAct(`u${i}`));
    client.ask(join(`#c${i}`));
  });
  world.commit();
  for (const client of clients) client.take();
  const before = performance.now();
  elsewhere(world, "", { type: "start", name: "one", epoch: "e", channels: [] });
  expect(performance.now() - before).toBeLessThan(1_500);
  for (const client of clients) expect(client.heard).toEqual(["goodbye shutdown"]);
  expect(world.hub.sessionCount).toBe(0);
});
