import { describe, expect, test } from "vitest";
import { refuse } from "./answers.ts";
import type { Act, Draft } from "./commands.ts";
import type { Event } from "./events.ts";
import { Client, CountingKind, openAct, World } from "./testing.ts";

const join = (channel: string) => ({ type: "join", channel }) as const;
const say = (to: string, text = "x") => ({ type: "say", to, text }) as const;

describe("a message", () => {
  test("is told to others when it is durable and not before, and its author is answered after them", () => {
    const world = new World();
    const order: string[] = [];
    const alice = world.client("alice", { channels: ["#a"] });
    const bob = world.client("bob", { channels: ["#a"] });
    bob.deliver = (text) => order.push(`bob hears ${text}`);
    alice.session.submit(say("#a"), ({ seq }) => order.push(`alice is answered ${seq}`));
    expect(order).toEqual([]);
    world.log.commit(world.hub);
    expect(order).toEqual(["bob hears 5 message alice", "alice is answered 5"]);
    expect(world.kept.filter(({ type }) => type === "message")).toHaveLength(1);
  });

  test("is in the history before anybody hears of it", () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    const bob = world.client("bob", { channels: ["#a"] });
    let kept = 0;
    bob.deliver = () => {
      kept = world.kept.filter(({ type }) => type === "message").length;
    };
    alice.ask(say("#a"));
    world.commit();
    expect(kept).toBe(1);
  });

  test("of another node is heard here if somebody here is in its channel; what may change more is so anyway", () => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#here", "#left"] });
    const draft = (act: Act): Draft => ({ node: "other", session: "other.1", act });
    for (const act of [openAct("bob"), join("#here"), join("#left"), join("#there")]) world.log.append(draft(act));
    world.commit();
    const isHeard = (act: Act): boolean => world.hub.isHeard(draft(act));
    expect([say("#HERE"), say("#left"), say("#there")].map(isHeard)).toEqual([true, true, false]);
    expect([say("alice"), say("@#here"), join("#there"), { ...say("#there"), files: [] }].map(isHeard)).not.toContain(
      false,
    );
    alice.ask({ type: "part", channel: "#left" });
    alice.ask(join("#there"));
    world.commit();
    expect([say("#left"), say("#there")].map(isHeard)).toEqual([false, true]);
  });

  test("is rendered once for each kind of reader, however many they are and in whatever order", () => {
    const world = new World();
    const kinds = [new CountingKind(), new CountingKind()] as const;
    const author = world.client("author", { channels: ["#a"] });
    for (let i = 0; i < 10; i++) world.client(`r${i}`, { channels: ["#a"], kind: kinds[i % 2] ?? kinds[0] });
    for (const kind of kinds) kind.rendered = 0;
    author.ask(say("#a"));
    world.commit();
    expect(kinds.map(({ rendered }) => rendered)).toEqual([1, 1]);
  });

  test("is not told to readers whose kind does not show it", () => {
    const world = new World();
    const bob = world.client("bob", { channels: ["#a"], kind: { render: () => "" } });
    const alice = world.client("alice", { channels: ["#a"] });
    alice.ask(say("#a"));
    world.commit();
    expect(bob.take()).toEqual([]);
  });

  test("is heard on all sessions of a user, and by the author's others", () => {
    const world = new World();
    const alice = world.client("alice", { key: "a" });
    const alice2 = world.client("alice", { key: "a" });
    const bob = world.client("bob", { key: "b", channels: ["#a"] });
    alice.ask(join("#a"));
    world.commit();
    expect([alice.take(), alice2.take(), bob.take()]).toEqual([["ok 5"], ["5 join alice"], ["5 join alice"]]);
    const bob2 = world.client("bob", { key: "b" });
    alice2.ask(say("#a"));
    bob.ask(say("alice"));
    world.commit();
    expect(alice.take()).toEqual(["7 message alice", "8 message bob"]);
    expect(alice2.take()).toEqual(["ok 7", "8 message bob"]);
    expect(bob.take()).toEqual(["7 message alice", "ok 8"]);
    expect(bob2.take()).toEqual(["7 message alice", "8 message bob"]);
  });
});

describe("what others are told", () => {
  function three(): { world: World; op: Client; bob: Client; bob2: Client; carol: Client } {
    const world = new World();
    const op = world.client("op", { channels: ["#a", "#b"] });
    const bob = world.client("bob", { key: "b", channels: ["#a", "#b"] });
    const bob2 = world.client("bob", { key: "b" });
    const carol = world.client("carol", { channels: ["#a", "#b"] });
    for (const client of [op, bob, bob2]) client.take();
    return { world, op, bob, bob2, carol };
  }
  const types = (client: Client): string[] => client.take().map((line) => line.replace(/^\d+ |(?<=ok) \d+/, ""));

  test("of a kick goes to all sessions of the kicked, who then hear no more of the channel", () => {
    const { world, op, bob, bob2, carol } = three();
    op.ask({ type: "kick", channel: "#a", nick: "BOB" });
    op.ask(say("#a"));
    op.ask(say("#b"));
    world.commit();
    expect(types(op)).toEqual(["ok", "ok", "ok"]);
    expect(types(carol)).toEqual(["kick op", "message op", "message op"]);
    for (const client of [bob, bob2]) expect(types(client)).toEqual(["kick op", "message op"]);
  });

  test("of a part goes to the other sessions of who leaves, and then they hear no more of the channel", () => {
    const { world, op, bob, bob2 } = three();
    bob.ask({ type: "part", channel: "#a" });
    bob.ask({ type: "nick", nick: "robert" });
    op.ask(say("#a"));
    world.commit();
    expect(types(op)).toEqual(["part bob", "nick bob", "ok"]);
    expect(types(bob)).toEqual(["ok", "ok"]);
    expect(types(bob2)).toEqual(["part bob", "nick bob"]);
  });

  test("of a nick or of being away goes once to each who shares a channel, in one batch with what follows", () => {
    const { world, op, bob, bob2, carol } = three();
    bob.ask({ type: "nick", nick: "robert" });
    op.ask({ type: "kick", channel: "#a", nick: "bob" });
    bob.ask({ type: "away", text: "tea" });
    world.commit();
    expect(types(op)).toEqual(["nick bob", "no-such-nick", "away robert"]);
    expect(types(bob)).toEqual(["ok", "ok"]);
    for (const client of [bob2, carol]) expect(types(client)).toEqual(["nick bob", "away robert"]);
  });

  test("of a quit goes once to each who shared a channel, after the last session ended", () => {
    const { world, op, bob, bob2 } = three();
    bob.session.end("gone");
    world.commit();
    expect([types(op), types(bob2)]).toEqual([[], []]);
    bob2.session.end("gone");
    world.commit();
    expect([types(op), types(bob), types(bob2)]).toEqual([["quit bob"], [], []]);
  });

  test("of an invitation goes to the invited, and to those in the channel who could have invited them", () => {
    const { world, op, bob, bob2 } = three();
    const dave = world.client("dave");
    op.ask({ type: "invite", channel: "#a", nick: "dave" });
    op.ask({ type: "mode", channel: "#a", changes: [{ set: true, mode: "i" }] });
    op.ask({ type: "invite", channel: "#a", nick: "dave" });
    world.commit();
    expect(types(dave)).toEqual(["invite op", "invite op"]);
    for (const client of [bob, bob2]) expect(types(client)).toEqual(["invite op", "mode op"]);
    expect(types(op)).toEqual(["ok", "ok", "ok"]);
  });
});

describe("a bug", () => {
  test.each([
    { name: "a reader", deliver: true, goodbye: false },
    { name: "a reader whose goodbye has one too", deliver: true, goodbye: true },
    { name: "a kind", deliver: false, goodbye: false },
  ])("in $name ends that session alone; others hear all", (where) => {
    const world = new World();
    const alice = world.client("alice", { channels: ["#a"] });
    const kind = new CountingKind();
    const broken = world.client("broken", { channels: ["#a"], kind });
    const bob = world.client("bob", { channels: ["#a"] });
    alice.take();
    const bug = (): never => {
      throw new Error("oops");
    };
    if (where.deliver) broken.deliver = bug;
    if (where.goodbye) broken.goodbye = bug;
    if (!where.deliver) kind.render = bug;
    alice.ask(say("#a"));
    alice.ask(say("#a"));
    world.commit();
    expect(bob.take()).toEqual(["7 message alice", "8 message alice", "9 quit broken"]);
    expect(alice.take()).toEqual(["ok 7", "ok 8", "9 quit broken"]);
    expect(world.bugs.map(({ session }) => session)).toContain(broken.session.id);
    if (!where.goodbye) expect(broken.take()).toContain("goodbye bug");
    expect(world.hub.sessionCount).toBe(2);
  });

  test("in a kind is not covered up by what its other readers were shown before", () => {
    const world = new World();
    const kind = new CountingKind();
    const alice = world.client("alice", { channels: ["#a"] });
    const readers = ["r1", "r2"].map((nick) => world.client(nick, { channels: ["#a"], kind }));
    const other = world.client("other", { channels: ["#a"] });
    for (const reader of readers) reader.take();
    kind.render = (event: Event) => {
      throw new Error(event.type);
    };
    alice.ask(say("#a"));
    world.log.commit(world.hub);
    for (const reader of readers) expect(reader.take()).toEqual(["goodbye bug"]);
    expect(other.take()).toHaveLength(1);
  });

  test("in what takes an answer, or in a fence, ends that session alone, and what it had asked is still done", () => {
    const world = new World();
    const alice = world.client("alice");
    const bob = world.client("bob", { channels: ["#a"] });
    alice.session.submit(join("#a"), () => {
      throw new Error("oops");
    });
    alice.session.after(() => alice.heard.push("fence"));
    alice.ask(say("#nowhere"));
    alice.ask(say("#a"));
    bob.ask(say("#a"));
    world.commit();
    expect(alice.take()).toEqual(["goodbye bug"]);
    expect(bob.take()).toEqual(["4 join alice", "ok 5", "6 message alice", "7 quit alice"]);
    bob.session.submit(say("#a"), () => {});
    bob.session.after(() => {
      throw new Error("oops");
    });
    world.commit();
    expect(world.bugs.map(({ session }) => session)).toEqual([alice.session.id, bob.session.id]);
    expect(world.hub.state.users.size).toBe(0);
  });
});

describe("what passes", () => {
  const typing = { type: "typing", to: "#a", state: "active" } as const;

  test("is told here and handed on once, and on another node it is told to those who are meant", () => {
    const [here, there] = [new World("n"), new World("m")];
    here.passed = (event, audience) => there.hub.hearPassing(event, audience);
    const alice = here.client("alice", { channels: ["#a"] });
    const bob = here.client("bob", { channels: ["#a"] });
    alice.take();
    // Equal logs give equal states, so users have the same numbers.
    const [alice2, bob2] = [there.client("alice", { channels: ["#a"] }), there.client("bob", { channels: ["#a"] })];
    const outside = there.client("carol");
    alice2.take();
    alice.session.submit(typing, () => {});
    alice.session.submit({ ...typing, to: "bob" }, () => {});
    alice.session.submit({ ...typing, to: "#nowhere" }, () => {});
    expect(bob.take()).toEqual(["typing alice", "typing alice"]);
    expect(bob2.take()).toEqual(["typing alice", "typing alice"]);
    // Alice's other sessions see where she writes; nobody else does, and nothing comes back.
    expect([alice.take(), alice2.take(), outside.take()]).toEqual([[], ["typing alice", "typing alice"], []]);
  });
});

describe("a node that can't make durable what it is asked", () => {
  test("says so to all who are here, once for each change, and to nobody who is nobody yet", () => {
    const world = new World();
    const passed: string[] = [];
    world.passed = (event) => passed.push(event.type);
    const alice = world.client("alice", { channels: ["#a"] });
    const gone = world.client("gone");
    const nobody = new Client(world.hub);
    gone.session.end("gone");
    world.hub.setWritable(true);
    expect(alice.take()).toEqual([]);
    world.hub.setWritable(false);
    world.hub.setWritable(false);
    expect(alice.take()).toEqual(["service (server)"]);
    world.hub.setWritable(true);
    expect([alice.take(), gone.take(), nobody.take(), passed]).toEqual([["service (server)"], [], [], []]);
  });
});

test("who asks whether the server is there is not kept waiting by what others asked when its log got out of reach", () => {
  const world = new World();
  const [alice, bob] = [world.client("alice", { channels: ["#a"] }), world.client("bob")];
  const ping = (name: string): void => bob.session.afterAll(() => bob.heard.push(name));
  alice.ask(say("#a"));
  ping("1");
  expect(bob.take()).toEqual([]);
  world.hub.setWritable(false);
  ping("2");
  expect(bob.take()).toEqual(["service (server)", "1", "2"]);
  world.hub.setWritable(true);
  ping("3");
  expect(bob.take()).toEqual(["service (server)"]);
  world.commit();
  expect([alice.take().at(-1), bob.take()]).toEqual(["ok 4", ["3"]]);
});

test("who has asked for something that nobody knows the end of still gets answers, and refusals, meanwhile", () => {
  const world = new World();
  const alice = world.client("alice", { channels: ["#a"] });
  const ask = (name: string): void => alice.session.after(() => alice.heard.push(name));
  alice.ask(say("#a"));
  ask("1");
  expect(alice.take()).toEqual([]);
  world.hub.setWritable(false);
  ask("2");
  world.log.isBusy = true;
  alice.ask(say("#a"));
  ask("3");
  expect(alice.take()).toEqual(["service (server)", "1", "2", "busy", "3"]);
  world.commit();
  expect(alice.take()).toEqual(["ok 3"]);
});

describe("a node", () => {
  test("is told when its start is durable, or why it is not", () => {
    const world = new World();
    const told: string[] = [];
    const start = (): void =>
      world.hub.start({ type: "start", name: "one", epoch: "e", channels: ["#lobby"] }, (outcome) =>
        told.push(outcome.refusal?.code ?? "started"),
      );
    start();
    expect(told).toEqual([]);
    world.log.fail(world.hub, refuse("not-durable"));
    start();
    world.commit();
    world.log.isBusy = true;
    start();
    expect(told).toEqual(["not-durable", "started", "busy"]);
  });

  test("says goodbye to each session after the answers to what it asked", () => {
    const world = new World();
    const [alice, idle] = [world.client("alice", { channels: ["#a"] }), new Client(world.hub)];
    alice.ask(say("#a"));
    world.hub.goodbyeAll("shutdown");
    expect([alice.take(), idle.take()]).toEqual([[], ["goodbye shutdown"]]);
    world.commit();
    expect(alice.take()).toEqual(["ok 3", "goodbye shutdown"]);
  });

  test("sends away its clients when another takes its name, and tells them nothing more", () => {
    const world = new World();
    world.hub.start({ type: "start", name: "one", epoch: "e", channels: ["#lobby"] }, () => {});
    const alice = world.client("alice", { channels: ["#lobby"] });
    const opening = new Client(world.hub);
    const act = { type: "start", name: "one", epoch: "e", channels: ["#lobby"] } as const;
    const elsewhere = (seq: number) => ({ node: "m", at: 9_000, seq });
    world.hub.follow([{ ...elsewhere(4), session: "", act }], []);
    expect(alice.take()).toEqual(["goodbye shutdown"]);
    world.hub.follow([{ ...elsewhere(5), session: "m.1", act: openAct("bob") }], []);
    world.hub.follow([{ ...elsewhere(6), session: "m.1", act: join("#lobby") }], []);
    expect(alice.take()).toEqual([]);
    expect(opening.take()).toEqual([]);
    expect(world.hub.sessionCount).toBe(1);
    expect(world.log.waiting).toEqual([]);
  });
});

test("an event that its kind leaves to each reader is told to each by itself, and rendered no more than once", () => {
  const world = new World();
  let rendered = 0;
  const kind = {
    render(): undefined {
      rendered++;
    },
  };
  const readers = ["r1", "r2"].map((nick) => world.client(nick, { channels: ["#a"], kind }));
  const other = world.client("other", { channels: ["#a"] });
  const mute = new Client(world.hub, kind);
  for (const reader of readers) reader.take();
  rendered = 0;
  other.ask(say("#a"));
  world.commit();
  for (const reader of readers) expect(reader.take()).toEqual(["told message other"]);
  expect([rendered, mute.take(), world.bugs]).toEqual([1, [], []]);
});

test("what is shown to all but one is told to no session of that one", () => {
  const world = new World();
  const op = world.client("op", { channels: ["#a"] });
  op.ask({ type: "mode", channel: "#a", changes: [{ set: true, mode: "D" }] });
  world.commit();
  const bob = world.client("bob", { key: "b", channels: ["#a"] });
  const bob2 = world.client("bob", { key: "b" });
  op.take();
  bob.ask(say("#a"));
  world.commit();
  expect([op.take(), bob.take(), bob2.take()]).toEqual([["7 join bob", "7 message bob"], ["ok 7"], ["7 message bob"]]);
});
