import { describe, expect, test } from "vitest";
import { type Client, World } from "./testing.ts";

const VERIFIER = { salt: "", iterations: 4096, storedKey: "", serverKey: "" };

const join = (channel: string) => ({ type: "join", channel }) as const;
const say = (to: string, text = "x") => ({ type: "say", to, text }) as const;
const redact = (client: Client, world: World, to: string, msgid: string): Promise<string[]> =>
  client.session
    .amend({ type: "redact", to, msgid }, (answer) => client.heard.push(answer.refusal?.code ?? "ok"))
    .then(() => world.commit())
    .then(() => client.take());

describe("taking back a message", () => {
  test("is asked for with who said it, as the history knows, and the history is told which", async () => {
    const world = new World();
    const op = world.client("op", { channels: ["#a"] });
    const bob = world.client("bob", { channels: ["#a"] });
    bob.ask(say("#a"));
    bob.ask(say("op"));
    world.commit();
    const ids = world.kept.filter(({ type }) => type === "message").map(({ id }) => id);
    const [inChannel = "", toOp = ""] = ids;
    op.take();
    bob.take();
    expect(await redact(op, world, "#a", inChannel)).toEqual(["ok"]);
    expect(world.rows.at(-2)).toMatchObject({ event: { type: "redact" }, redacts: 5 });
    expect(await redact(op, world, "bob", toOp)).toEqual(["no-such-message"]);
    bob.take();
    expect(await redact(bob, world, "#a", toOp)).toEqual(["no-such-message"]);
    expect(await redact(bob, world, "bob", toOp)).toEqual(["no-such-message"]);
    expect(await redact(bob, world, "OP", toOp)).toEqual(["ok"]);
    expect(await redact(bob, world, "#a", "-zzz")).toEqual(["no-such-message"]);
  });

  test("reaches what was said under the channel's old name, and nothing of a new channel of that name", async () => {
    const world = new World();
    const op = world.client("op", { channels: ["#a"] });
    op.ask(say("#a"));
    op.ask({ type: "rename", channel: "#a", name: "#b" });
    world.commit();
    op.ask(join("#a"));
    world.commit();
    op.take();
    const [message] = world.kept.filter(({ type }) => type === "message");
    expect(await redact(op, world, "#a", message?.id ?? "")).toEqual(["no-such-message"]);
    expect(await redact(op, world, "#b", message?.id ?? "")).toEqual(["ok"]);
  });
});

describe("giving a message another text", () => {
  const edit = (client: Client, world: World, to: string, msgid: string, text = "better"): Promise<string[]> =>
    client.session
      .amend({ type: "edit", to, msgid, text }, (answer) => client.heard.push(answer.refusal?.code ?? "ok"))
      .then(() => world.commit())
      .then(() => client.take());
  const idsOf = (world: World): readonly string[] =>
    world.kept.filter(({ type }) => type === "message").map(({ id }) => id);
  const textsOf = async (client: Client, of: string): Promise<readonly string[]> => {
    const page = await client.session.read({ of, limit: 9 });
    if ("refusal" in page) return [page.refusal.code];
    return page.events.map((event) => (event.type === "message" ? event.text : event.type));
  };

  test("is asked for with who said it, and the history has it from then on", async () => {
    const world = new World();
    const op = world.client("op", { channels: ["#a"] });
    const bob = world.client("bob", { channels: ["#a"] });
    bob.ask(say("#a", "oops"));
    bob.ask(say("op", "psst"));
    world.commit();
    const [inChannel = "", toOp = ""] = idsOf(world);
    op.take();
    bob.take();
    expect(await edit(op, world, "#a", inChannel)).toEqual(["not-yours"]);
    expect(await edit(bob, world, "#a", inChannel)).toEqual(["ok"]);
    expect(world.rows.at(-1)).toMatchObject({ event: { type: "edit", text: "better" }, amends: 5 });
    expect(op.take()).toEqual([`${world.log.entries.length} edit bob`]);
    expect(await textsOf(op, "#a")).toEqual(["better"]);
    expect(await edit(bob, world, "#a", toOp)).toEqual(["no-such-message"]);
    expect(await edit(bob, world, "op", inChannel)).toEqual(["no-such-message"]);
    expect(await edit(op, world, "bob", toOp)).toEqual(["no-such-message"]);
    expect(await edit(bob, world, "op", toOp, "pssst")).toEqual(["ok"]);
    expect(await textsOf(op, "bob")).toEqual(["pssst"]);
    expect(await edit(bob, world, "#a", "-zzz")).toEqual(["no-such-message"]);
    expect(await edit(bob, world, "#a", world.kept.find(({ type }) => type === "join")?.id ?? "")).toEqual([
      "no-such-message",
    ]);
  });

  test("is done in the order in which it is asked, and reaches what was taken back no more", async () => {
    const world = new World();
    const bob = world.client("bob", { channels: ["#a"] });
    bob.ask(say("#a", "oops"));
    world.commit();
    const [id = ""] = idsOf(world);
    bob.take();
    expect(await edit(bob, world, "#a", id, "one")).toEqual(["ok"]);
    expect(await edit(bob, world, "#a", id, "two")).toEqual(["ok"]);
    expect(await textsOf(bob, "#a")).toEqual(["two"]);
    expect(await redact(bob, world, "#a", id)).toEqual(["ok"]);
    expect(await edit(bob, world, "#a", id, "three")).toEqual(["no-such-message"]);
    expect(await textsOf(bob, "#a")).toEqual([]);
  });

  test("reaches what was said under the channel's old name", async () => {
    const world = new World();
    const op = world.client("op", { channels: ["#a"] });
    op.ask(say("#a"));
    op.ask({ type: "rename", channel: "#a", name: "#b" });
    op.ask(join("#a"));
    world.commit();
    op.take();
    const [id = ""] = idsOf(world);
    expect(await edit(op, world, "#a", id)).toEqual(["no-such-message"]);
    expect(await edit(op, world, "#b", id)).toEqual(["ok"]);
    expect(await textsOf(op, "#b")).toEqual(["better"]);
  });

  test("is for messages with a text alone", async () => {
    const world = new World();
    const bob = world.client("bob", { channels: ["#a"] });
    bob.ask({ type: "say", to: "#a", text: "", form: "tags", tags: { "+x": "y" } });
    world.commit();
    bob.take();
    expect(await edit(bob, world, "#a", idsOf(world)[0] ?? "")).toEqual(["no-such-message"]);
  });

  test("is not for what stays in the past with whom the other was before they signed in, which can be taken back", async () => {
    const world = new World();
    const alice = world.client("alice");
    const bob = world.client("bob");
    alice.ask(say("bob", "oops"));
    world.commit();
    bob.session.submit({ type: "register", account: "bob", verifier: VERIFIER }, () => {});
    bob.ask({ type: "login", account: "bob" });
    world.commit();
    alice.take();
    const [id = ""] = idsOf(world);
    expect(await edit(alice, world, "bob", id)).toEqual(["no-such-message"]);
    expect(await redact(alice, world, "bob", id)).toEqual(["ok"]);
  });

  test("is not for a message of before one joined where only what came since is to be read", async () => {
    const world = new World();
    const op = world.client("op", { channels: ["#a"] });
    const bob = world.client("bob", { channels: ["#a"] });
    op.ask({ type: "mode", channel: "#a", changes: [{ set: true, mode: "H" }] });
    bob.ask(say("#a"));
    bob.ask({ type: "part", channel: "#a" });
    bob.ask(join("#a"));
    bob.ask(say("#a"));
    world.commit();
    bob.take();
    const [before = "", since = ""] = idsOf(world);
    expect(await edit(bob, world, "#a", before)).toEqual(["no-such-message"]);
    expect(await edit(bob, world, "#a", since)).toEqual(["ok"]);
  });
});

test("a message of before a channel began anew is not its members' to take back, even for who said it", async () => {
  const world = new World();
  const bob = world.client("bob", { channels: ["#a"] });
  bob.ask(say("#a"));
  bob.ask({ type: "mode", channel: "#a", changes: [{ set: true, mode: "i" }] });
  bob.ask({ type: "part", channel: "#a" });
  world.commit();
  bob.ask(join("#a"));
  world.commit();
  bob.take();
  const [message] = world.kept.filter(({ type }) => type === "message");
  expect(await redact(bob, world, "#a", message?.id ?? "")).toEqual(["no-such-message"]);
});

test("a renaming is kept in the past of the channel that was renamed", () => {
  const world = new World();
  const op = world.client("op", { channels: ["#a"] });
  const id = world.hub.state.channels.get("#a")?.id;
  op.ask({ type: "rename", channel: "#a", name: "#b" });
  world.commit();
  expect(world.rows.at(-2)).toMatchObject({ event: { type: "rename" }, place: id });
});

test("what a session reads of a renamed channel's past was said in the channel that it is now", async () => {
  const world = new World();
  const op = world.client("op", { channels: ["#a"] });
  op.ask({ type: "rename", channel: "#a", name: "#b" });
  world.commit();
  const from = { nick: "op", user: "user", host: "host" };
  const said = { type: "message", seq: 3, at: 3, id: "3", from, to: "#a", form: "message", text: "x" } as const;
  world.hub.history.read = () => Promise.resolve({ events: [said], more: false });
  expect(await op.session.read({ of: "#b", limit: 1 })).toMatchObject({ events: [{ to: "#b", text: "x" }] });
});
