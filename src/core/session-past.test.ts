import { describe, expect, test } from "vitest";
import { type Client, World } from "./testing.ts";

const join = (channel: string) => ({ type: "join", channel }) as const;
const say = (to: string, text = "x") => ({ type: "say", to, text }) as const;
const redact = (client: Client, world: World, to: string, msgid: string): Promise<string[]> =>
  client.session
    .redact({ type: "redact", to, msgid }, (answer) => client.heard.push(answer.refusal?.code ?? "ok"))
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
    expect(world.rows.at(-1)).toMatchObject({ event: { type: "redact" }, redacts: 5 });
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
  expect(world.rows.at(-1)).toMatchObject({ event: { type: "rename" }, place: id });
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
