import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { from, message, setUp } from "./link.fixture.ts";

describe("a link whose channel is renamed", () => {
  const renamed = { type: "rename", seq: 5, at: 5, id: "e-5", from, channel: "#Lobby", name: "#Tea" };
  const inTea = (seq: number): object => ({ ...message(seq), to: "#Tea" });

  it("goes on under the new name, and comes back into the channel by it", () => {
    const it = setUp({ channels: ["#lobby", "#cake"] });
    it.server.welcome();
    it.server.tell(message(4), renamed, inTea(6));
    expect(it.link.channels).toEqual(["#Tea", "#cake"]);
    expect(it.of("event").map(({ event }) => event.type)).toEqual(["message", "rename", "message"]);
    const again = it.reconnect();
    again.events.opened();
    again.ok("hello", { seq: 9, nick: "alice", epoch: "e1", channel: "#lobby", joined: [] });
    const joins = again.sent.filter((one) => one.type === "join");
    expect(joins.map(({ channel }) => channel)).toEqual(["#Tea", "#cake"]);
    again.tell({ type: "ok", ref: joins[0]?.ref, seq: 10 });
    expect(again.last("history")).toMatchObject({ channel: "#Tea", after: 6 });
    again.ok("history", { channel: "#Tea", messages: [inTea(7)], more: false });
    again.tell(inTea(11));
    expect(it.shown()).toEqual([4, 6, 7, 11]);
  });

  it("asks again for what was missed if it asked by the old name", () => {
    const it = setUp();
    it.server.welcome(1);
    it.server.tell(message(3));
    const again = it.reconnect();
    again.welcome(9);
    const { ref } = again.last("history");
    again.tell(message(11), { ...renamed, seq: 12 });
    again.tell({ type: "refused", ref, code: "no-such-channel", text: "No such channel." });
    expect(again.last("history")).toMatchObject({ channel: "#Tea", after: 3 });
    again.ok("history", { channel: "#Tea", messages: [inTea(4)], more: false });
    expect(it.of("gap")).toEqual([]);
    expect(it.shown()).toEqual([3, 4, 11]);
    const told = it.news.flatMap((one) => (one.type === "event" && one.event.type === "message" ? [one.event.to] : []));
    expect(told).toEqual(["#lobby", "#Tea", "#Tea"]);
  });

  it("asks again for the latest too, and tells of the gap once", () => {
    const it = setUp();
    it.server.welcome(1);
    it.server.tell(message(3));
    const again = it.reconnect();
    again.welcome(9);
    for (let page = 0; page < LIMITS.catchUpPages; page++) {
      again.ok("history", { channel: "#lobby", messages: [message(10 + page)], more: true });
    }
    const asked = again.last("history");
    expect(asked).not.toHaveProperty("after");
    again.tell({ ...renamed, seq: 40 });
    again.tell({ type: "refused", ref: asked.ref, code: "no-such-channel", text: "No such channel." });
    expect(again.last("history")).toMatchObject({ channel: "#Tea" });
    again.ok("history", { channel: "#Tea", messages: [inTea(39)], more: true });
    expect(it.of("gap")).toHaveLength(1);
    expect(it.shown().at(-1)).toBe(39);
  });

  it("keeps the place of a channel that takes the name of one that it only means to be in", () => {
    const it = setUp({ channels: ["#lobby", "#cake"] });
    it.server.events.opened();
    it.server.ok("hello", { seq: 1, nick: "alice", epoch: "e1", channel: "#lobby", joined: ["#lobby"] });
    it.server.tell({ ...renamed, name: "#cake" });
    expect(it.link.channels).toEqual(["#cake"]);
    const again = it.reconnect();
    again.events.opened();
    again.ok("hello", { seq: 9, nick: "alice", epoch: "e1", channel: "#lobby", joined: ["#cake"] });
    again.ok("join", { seq: 10 });
    expect(again.last("history")).toMatchObject({ channel: "#cake", after: 1 });
  });
});

describe("a link that hears of messages taken back", () => {
  const redact = (seq: number, of: number): object => ({
    type: "redact",
    seq,
    at: seq,
    id: `e-${seq}`,
    from,
    to: "#lobby",
    msgid: `e-${of}`,
  });

  it("hands that on, with read markers of the same user", () => {
    const it = setUp();
    it.server.welcome();
    const marker = { type: "markread", seq: 5, at: 5, id: "e-5", from, to: "#lobby", until: 3 };
    it.server.tell(message(3), redact(4, 3), marker);
    expect(it.of("event").map(({ event }) => event)).toEqual([message(3), redact(4, 3), marker]);
  });

  it("does not show what was taken back while it catches up, held or in a page", () => {
    const it = setUp();
    it.server.welcome(1);
    const again = it.reconnect();
    again.welcome(9);
    again.tell(message(11), message(12), redact(13, 11), redact(14, 8));
    again.ok("history", { channel: "#lobby", messages: [message(7), message(8)], more: false });
    expect(it.shown()).toEqual([7, 12]);
    again.tell(message(15));
    expect(it.shown()).toEqual([7, 12, 15]);
  });

  it("tells what has been read, as the server knows it", () => {
    const it = setUp();
    const markers = [{ to: "#lobby", until: 3 }];
    it.server.events.opened();
    it.server.ok("hello", { seq: 1, nick: "alice", epoch: "e1", channel: "#lobby", joined: [], markers });
    expect(it.of("open")).toMatchObject([{ welcome: { markers } }]);
  });
});
