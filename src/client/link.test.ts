import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { from, message, setUp } from "./link.fixture.ts";

describe("a link that comes back", () => {
  it("says who it is with the same secret, and joins its channels again", () => {
    const it = setUp();
    it.server.welcome();
    expect(it.server.last("hello")).toMatchObject({ nick: "alice", client: "0123456789abcdef" });
    expect(it.server.last("join").channel).toBe("#lobby");
    const again = it.reconnect();
    again.welcome(9);
    expect(again.last("hello").client).toBe("0123456789abcdef");
    expect(again.last("join").channel).toBe("#lobby");
    expect(it.of("open").map((one) => one.again)).toEqual([false, true]);
  });

  it("sends a message again under the same ref if the answer was cut off, and settles it once", async () => {
    const it = setUp();
    it.server.welcome();
    const said = it.link.say("#lobby", "hello");
    const { ref } = it.server.last("say");
    const again = it.reconnect();
    expect(again.texts()).toEqual([]);
    again.welcome(9);
    expect(again.last("say")).toMatchObject({ ref, text: "hello" });
    expect(again.texts()).toHaveLength(1);
    again.ok("say", { seq: 3, repeated: true });
    expect(await said).toMatchObject({ type: "ok", seq: 3 });
    const third = it.reconnect();
    third.welcome(12);
    expect(third.texts()).toEqual([]);
  });

  it("sends what was unanswered before what was typed meanwhile", () => {
    const it = setUp();
    it.server.welcome();
    const replies = [it.link.say("#lobby", "one"), it.link.say("#lobby", "two")];
    it.server.events.closed("cut");
    replies.push(it.link.say("#lobby", "three"));
    it.pass();
    it.server.welcome(9);
    expect(it.server.texts()).toEqual(["one", "two", "three"]);
    expect(replies).toHaveLength(3);
  });

  it("tries at once when it is told that there may be a way, and not twice", () => {
    const it = setUp();
    it.server.welcome();
    it.link.hurry();
    expect(it.count()).toBe(1);
    it.server.events.closed("cut");
    it.link.hurry();
    it.link.hurry();
    expect(it.count()).toBe(2);
    it.server.welcome(9);
    expect(it.of("open").map((one) => one.again)).toEqual([false, true]);
  });

  it("is in its channels again before it asks anything, even what its owner asks as soon as it is open", () => {
    const it = setUp({
      tell(news) {
        if (news.type === "open" && news.again) void it.link.ask({ type: "channels" });
      },
    });
    it.server.welcome();
    void it.link.say("#lobby", "hello");
    const again = it.reconnect();
    again.welcome(9);
    expect(again.sent.map(({ type }) => type)).toEqual(["hello", "join", "history", "say", "channels"]);
  });

  it("fills what was missed from the history, in order and once", () => {
    const it = setUp();
    it.server.welcome(1);
    it.server.tell(message(3), message(4));
    const again = it.reconnect();
    again.welcome(9);
    expect(again.last("history")).toMatchObject({ channel: "#lobby", after: 4 });
    again.tell(message(11));
    expect(it.shown()).toEqual([3, 4]);
    again.ok("history", { channel: "#lobby", messages: [message(5), message(6)], more: true });
    expect(again.last("history").after).toBe(6);
    again.ok("history", { channel: "#lobby", messages: [message(7), message(11)], more: false });
    again.tell(message(12));
    expect(it.shown()).toEqual([3, 4, 5, 6, 7, 11, 12]);
    expect(it.of("gap")).toEqual([]);
  });

  it("begins where it stood if the connection breaks while it catches up", () => {
    const it = setUp();
    it.server.welcome(1);
    it.server.tell(message(3));
    const second = it.reconnect();
    second.welcome(9);
    second.tell(message(20));
    second.ok("history", { channel: "#lobby", messages: [message(4)], more: true });
    const third = it.reconnect();
    third.welcome(30);
    expect(third.last("history").after).toBe(4);
    third.ok("history", { channel: "#lobby", messages: [message(5), message(20)], more: false });
    expect(it.shown()).toEqual([3, 4, 5, 20]);
  });

  it("tells of a gap if the log is another, and goes on from there", () => {
    const it = setUp();
    it.server.welcome(100);
    it.server.tell(message(103));
    const again = it.reconnect();
    again.welcome(1, "e2");
    again.tell(message(3));
    expect(it.of("gap")).toHaveLength(1);
    expect(again.sent.some(({ type }) => type === "history")).toBe(false);
    expect(it.shown()).toEqual([103, 3]);
  });

  it("tells of a gap if the past can't be had", () => {
    const it = setUp();
    it.server.welcome(1);
    const again = it.reconnect();
    again.welcome(9);
    again.tell({ type: "refused", ref: again.last("history").ref, code: "unavailable", text: "Not now." });
    again.tell(message(12));
    expect(it.of("gap")).toMatchObject([{ channel: "#lobby", text: "Not now." }]);
    expect(it.shown()).toEqual([12]);
  });

  it("waits longer each time, within bounds", () => {
    const it = setUp();
    const waits = Array.from({ length: 9 }, () => {
      it.server.events.closed("refused");
      return it.pass();
    });
    const sorted = waits.toSorted((one, other) => one - other);
    expect(waits).toEqual(sorted);
    expect(waits[0]).toBeLessThanOrEqual(LIMITS.backoffMs);
    expect(waits.at(-1)).toBeLessThanOrEqual(LIMITS.backoffMaxMs);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(LIMITS.backoffMaxMs / 2);
  });

  it("follows its nick, and does not come back into a channel that it was kicked out of", () => {
    const it = setUp();
    it.server.welcome(1);
    const me = { nick: "alice", user: "json", host: "here" };
    it.server.tell(
      { type: "nick", seq: 3, at: 3, id: "e-3", from: me, nick: "alicia" },
      { type: "kick", seq: 4, at: 4, id: "e-4", from, channel: "#lobby", nick: "alicia" },
    );
    expect(it.link.nick).toBe("alicia");
    const again = it.reconnect();
    again.events.opened();
    again.ok("hello", { seq: 9, nick: "alicia", epoch: "e1", channel: "#lobby", joined: [] });
    expect(again.last("hello").nick).toBe("alicia");
    expect(again.sent.some(({ type }) => type === "join")).toBe(false);
  });
});

describe("a link that signs in", () => {
  const proofIn = ([line = "{}"]: readonly string[]): unknown => {
    const { account, password, token } = JSON.parse(line);
    return JSON.parse(JSON.stringify({ account, password, token }));
  };

  it("does so on each connection, with the token of the server once there is one", () => {
    const ada = { account: "ada", password: "sesame" };
    const it = setUp({ signIn: ada });
    it.server.welcome();
    expect(proofIn(it.server.lines)).toEqual(ada);
    const again = it.reconnect();
    again.events.opened();
    expect(proofIn(again.lines)).toEqual(ada);
    again.ok("hello", { seq: 9, nick: "alice", epoch: "e1", channel: "#lobby", token: "t-1" });
    expect(it.of("token")).toEqual([{ type: "token", token: "t-1" }]);
    expect(it.news.findLastIndex(({ type }) => type === "open")).toBeGreaterThan(
      it.news.findIndex(({ type }) => type === "token"),
    );
    const third = it.reconnect();
    third.welcome(12);
    expect(proofIn(third.lines)).toEqual({ token: "t-1" });
  });

  it.each(["account-needed", "wrong-password"])("ends, and tries no more, if it is refused (%s)", (code) => {
    const it = setUp();
    it.server.events.opened();
    it.server.tell({ type: "refused", ref: it.server.last("hello").ref, code, text: "No." });
    expect(it.news).toMatchObject([{ type: "ended", end: { why: "refused", refusal: { code } } }]);
  });
});

describe("a link without a connection", () => {
  it("refuses what is beyond its bound and sends the rest later", async () => {
    const it = setUp();
    const replies = Array.from({ length: LIMITS.linkQueue }, () => it.link.say("#lobby", "x"));
    expect(await it.link.say("#lobby", "one too many")).toMatchObject({ type: "refused", code: "busy" });
    it.server.welcome();
    expect(it.server.texts()).toHaveLength(LIMITS.linkInFlight);
    it.server.ok("say", { seq: 5 });
    expect(it.server.texts()).toHaveLength(LIMITS.linkInFlight + 1);
    expect(replies).toHaveLength(LIMITS.linkQueue);
  });

  it("ends at once if it was not to try again", async () => {
    const it = setUp({ keepTrying: false });
    const said = it.link.say("#lobby", "hello");
    it.server.events.closed("connection refused");
    expect(it.news).toMatchObject([{ type: "ended", end: { why: "unreachable", text: "connection refused" } }]);
    expect(await said).toMatchObject({ type: "refused" });
  });
});

describe("a link and its server", () => {
  it("takes another nick if its own is taken", () => {
    const it = setUp();
    it.server.events.opened();
    it.server.tell({ type: "refused", ref: it.server.last("hello").ref, code: "nick-in-use", text: "Taken." });
    expect(it.server.last("hello").nick).toBe("alice2");
  });

  it("leaves its nick to the server if all like it are taken", () => {
    const it = setUp();
    it.server.events.opened();
    for (let taken = 0; taken < LIMITS.linkNicks; taken++) {
      expect(it.server.last("hello").nick).toMatch(/^alice\d*$/);
      it.server.tell({ type: "refused", ref: it.server.last("hello").ref, code: "nick-in-use", text: "Taken." });
    }
    expect(it.server.last("hello").nick).toBeUndefined();
  });

  it("gives a refusal to who asked", async () => {
    const it = setUp();
    it.server.welcome();
    const said = it.link.say("#lobby", "");
    it.server.tell({ type: "refused", ref: it.server.last("say").ref, code: "no-text", text: "Nothing to send." });
    expect(await said).toMatchObject({ type: "refused", code: "no-text" });
  });

  it("asks a silent server whether it is there, and takes no answer for a break", () => {
    const it = setUp();
    it.server.welcome();
    const { server } = it;
    expect(it.pass()).toBe(LIMITS.linkPingMs);
    expect(server.sent.at(-1)?.type).not.toBe("ping");
    it.pass();
    expect(server.sent.at(-1)?.type).toBe("ping");
    server.ok("ping");
    expect(it.pass()).toBe(LIMITS.linkPongMs);
    expect(server.isClosed).toBe(false);
    it.pass();
    it.pass();
    expect(server.isClosed).toBe(true);
    expect(it.of("broken")).toHaveLength(1);
  });

  it("gives up a connection on which it is not greeted", () => {
    const it = setUp();
    it.server.events.opened();
    it.pass();
    expect(it.of("broken")).toHaveLength(1);
  });

  it("ends if what answers is no Parley server", () => {
    const it = setUp();
    it.server.events.opened();
    it.server.events.text("220 mail.example ready");
    expect(it.of("ended")).toMatchObject([{ end: { why: "protocol" } }]);
  });

  it("ends at once if the transport finds that it is no Parley server", () => {
    const it = setUp();
    it.server.events.opened();
    it.server.events.foreign();
    expect(it.of("ended")).toMatchObject([{ end: { why: "protocol" } }]);
  });

  it("ends, and tries no more, when the other end is not the one that was meant", async () => {
    const it = setUp();
    it.server.welcome();
    const said = it.link.say("#lobby", "secret");
    const again = it.reconnect();
    again.events.untrusted("It is another.");
    expect(it.of("ended")).toEqual([{ type: "ended", end: { why: "untrusted", text: "It is another." } }]);
    expect(await said).toMatchObject({ type: "refused", text: "It is another." });
    expect([again.sent, again.isClosed]).toEqual([[], true]);
  });

  it("tells a server that says nothing, or hangs up on a greeting, from none", () => {
    const silent = setUp({ keepTrying: false });
    silent.server.events.opened();
    expect(silent.pass()).toBe(LIMITS.linkConnectMs);
    expect(silent.of("ended")).toMatchObject([{ end: { why: "protocol" } }]);
    const rude = setUp({ keepTrying: false });
    rude.server.events.opened();
    rude.server.events.closed("the server hung up");
    expect(rude.of("ended")).toMatchObject([{ end: { why: "protocol" } }]);
    const none = setUp({ keepTrying: false });
    none.pass();
    expect(none.of("ended")).toMatchObject([{ end: { why: "unreachable" } }]);
  });

  it("gives the server's own reason if it did not let us in", () => {
    const full = setUp({ keepTrying: false });
    full.server.events.opened();
    full.server.tell({ type: "goodbye", code: "full", text: "Full." });
    full.server.events.closed("the server hung up");
    expect(full.news).toMatchObject([{ type: "ended", end: { why: "refused", text: "Full." } }]);
    const busy = setUp({ keepTrying: false });
    busy.server.events.opened();
    busy.server.tell({ type: "refused", ref: busy.server.last("hello").ref, code: "busy", text: "Busy." });
    expect(busy.news).toMatchObject([{ type: "ended", end: { why: "refused", text: "Busy." } }]);
  });

  it("says goodbye and ends when that is answered", () => {
    const it = setUp();
    it.server.welcome();
    it.link.close("off");
    expect(it.server.last("bye").reason).toBe("off");
    expect(it.of("ended")).toEqual([]);
    it.server.ok("bye");
    expect(it.of("ended")).toMatchObject([{ end: { why: "closed" } }]);
    expect(it.count()).toBe(1);
  });
});
