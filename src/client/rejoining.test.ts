import { describe, expect, it } from "vitest";
import { type FakeConnection, from, message, setUp } from "./link.fixture.ts";
import type { LinkOptions } from "./link-options.ts";

const welcome = { nick: "alice", epoch: "e1", channel: "#lobby", joined: [] };
const me = { nick: "alice", user: "json", host: "here" };

/** Lets the link in. */
function letIn(server: FakeConnection, rest: object = {}, seq = 9): void {
  server.events.opened();
  server.ok("hello", { seq, ...welcome, ...rest });
}

/** A link that is in `#den`, whose id is 1. */
function inDen(options: Partial<LinkOptions> = {}) {
  const it = setUp({ channels: ["#den"], ...options });
  letIn(it.server, {}, 1);
  it.server.ok("join", { seq: 2, channel: "#den", id: "1" });
  return it;
}

describe("a link whose channel was renamed while the connection was broken", () => {
  it("comes back into it by its id, and sends what waited there under the new name and not before", () => {
    const it = inDen();
    it.server.events.closed("cut");
    void it.link.say("#den", "one");
    void it.link.say("@#DEN", "two");
    void it.link.say("#other", "three");
    it.pass();
    letIn(it.server);
    expect(it.server.last("join")).toMatchObject({ channel: "#den", id: "1" });
    expect(it.server.texts()).toEqual([]);
    it.server.ok("join", { seq: 10, channel: "#cave", id: "1" });
    expect(it.server.sent.flatMap((one) => (one.type === "say" ? [[one.to, one.text]] : []))).toEqual([
      ["#cave", "one"],
      ["@#cave", "two"],
      ["#other", "three"],
    ]);
    expect(it.of("renamed")).toEqual([{ type: "renamed", channel: "#den", name: "#cave" }]);
    expect(it.of("joined").at(-1)).toMatchObject({ channel: "#cave", again: true });
    expect(it.server.last("history")).toMatchObject({ channel: "#cave", after: 2 });
    expect(it.link.channels).toEqual(["#cave"]);
  });

  it("knows it by its id among those that it is in already", () => {
    const it = inDen();
    it.server.events.closed("cut");
    void it.link.say("#den", "one");
    it.pass();
    letIn(it.server, { present: true, joined: ["#den", "#cave"], joinedIds: ["2", "1"] });
    expect(it.server.sent.some(({ type }) => type === "join")).toBe(false);
    expect(it.server.last("say").to).toBe("#cave");
    expect(it.link.channels).toEqual(["#cave", "#den"]);
    const third = it.reconnect();
    letIn(third);
    const ids = third.sent.map((one) => (one.type === "join" ? [one.channel, one.id] : []));
    expect(ids).toEqual([[], ["#cave", "1"], ["#den", "2"]]);
  });

  it("refuses what waited if it can't come back, in the server's words, and does not send it anywhere", async () => {
    const it = inDen();
    it.server.events.closed("cut");
    const said = it.link.say("#den", "one");
    it.pass();
    letIn(it.server);
    it.server.tell({ type: "refused", ref: it.server.last("join").ref, code: "banned", text: "You are banned." });
    expect(await said).toMatchObject({ type: "refused", code: "banned", text: "You are banned." });
    expect(it.of("lost")).toMatchObject([{ channel: "#den", refusal: { code: "banned" } }]);
    expect(it.server.texts()).toEqual([]);
  });

  it("takes being sent on to another channel for no rename", async () => {
    const it = inDen();
    it.server.events.closed("cut");
    const said = it.link.say("#den", "one");
    it.pass();
    letIn(it.server);
    it.server.tell({ type: "join", seq: 10, at: 10, id: "e-10", from: me, channel: "#hall" });
    it.server.ok("join", { seq: 10, channel: "#hall", id: "2" });
    expect(await said).toMatchObject({ type: "refused", text: "You were sent on to #hall." });
    expect(it.link.channels).toEqual(["#hall"]);
    expect(it.of("renamed")).toEqual([]);
  });

  it("goes by names in another log, and makes only what it was told to be in", () => {
    const it = inDen();
    void it.link.ask({ type: "join", channel: "#hand" });
    it.server.ok("join", { seq: 3, channel: "#hand", id: "2" });
    const again = it.reconnect();
    letIn(again, { epoch: "e2" });
    const joins = again.sent.filter((one) => one.type === "join");
    expect(joins.map(({ channel, id, exists }) => [channel, id, exists])).toEqual([
      ["#den", undefined, undefined],
      ["#hand", undefined, true],
    ]);
  });

  it("asks for the id of a channel that another session of ours joined, and not of its own", () => {
    const it = inDen();
    const joined = (channel: string) => ({ type: "join", seq: 5, at: 5, id: "e-5", from: me, channel });
    void it.link.ask({ type: "join", channel: "#own" });
    it.server.tell(joined("#own"));
    expect(it.server.sent.some(({ type }) => type === "modes")).toBe(false);
    it.server.tell(joined("#phone"));
    it.server.ok("modes", { channel: "#phone", id: "3", flags: "", masks: [] });
    const again = it.reconnect();
    letIn(again);
    expect(again.last("join")).toMatchObject({ channel: "#phone", id: "3" });
  });

  it("sends what waits under the new name too if that is told while the connection stands", () => {
    const it = inDen();
    const again = it.reconnect();
    void it.link.say("#den", "one");
    letIn(again);
    again.tell({ type: "rename", seq: 10, at: 10, id: "e-10", from, channel: "#den", name: "#cave" });
    again.ok("join", { seq: 11, channel: "#cave", id: "1" });
    expect(again.last("say").to).toBe("#cave");
  });
});

describe("a link whose user was here all along", () => {
  it("does not come back into what was left elsewhere meanwhile, and refuses what waited for it", async () => {
    const it = inDen();
    it.server.events.closed("cut");
    const said = it.link.say("#den", "one");
    it.pass();
    letIn(it.server, { present: true });
    expect(it.server.sent.some(({ type }) => type === "join")).toBe(false);
    expect(await said).toMatchObject({ type: "refused", code: "not-in-channel" });
    expect(it.of("lost")).toMatchObject([{ channel: "#den" }]);
    expect(it.link.channels).toEqual([]);
  });

  it("catches up with what it is in still", () => {
    const it = inDen();
    const again = it.reconnect();
    letIn(again, { present: true, joined: ["#den"], joinedIds: ["1"] });
    again.ok("history", { channel: "#den", messages: [{ ...message(5), to: "#den" }], more: false });
    expect(it.shown()).toEqual([5]);
  });

  it("comes into what it was told to be in, and not into what it was in before", () => {
    const it = setUp({ channels: ["#den"], kept: ["#old", "#phone"] });
    letIn(it.server, { present: true, joined: ["#phone"], joinedIds: ["3"] });
    const joins = it.server.sent.filter((one) => one.type === "join");
    expect(joins).toMatchObject([{ channel: "#den" }]);
    expect(it.link.channels).toEqual(["#den", "#phone"]);
  });

  it("comes back into what it was in before if its user was gone, but makes none of it", () => {
    const it = setUp({ kept: ["#old"] });
    letIn(it.server);
    expect(it.server.sent.filter((one) => one.type === "join")).toMatchObject([{ channel: "#old", exists: true }]);
    const none = setUp({ kept: [] });
    letIn(none.server);
    expect(none.server.sent.some((one) => one.type === "join")).toBe(false);
  });
});
