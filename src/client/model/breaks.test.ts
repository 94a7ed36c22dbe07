import { describe, expect, it } from "vitest";
import { message } from "../link.fixture.ts";
import { answer, Meeting, setUpChat, shown, turn } from "./chat.fixture.ts";

describe("a chat whose connection breaks", () => {
  it("has no gap and nothing twice, and says once what was typed meanwhile", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const bob = await meeting.come("bob");
    const lobby = alice.chat.show("#lobby");
    await meeting.settle();
    bob.chat.say("#lobby", "one");
    await meeting.settle();
    const [first] = lobby.timeline.get().items.filter(({ kind }) => kind === "message");
    alice.chat.say("#lobby", "two");
    alice.cut();
    expect(alice.chat.connection.get()).toMatchObject({ phase: "broken", retryAt: expect.any(Number) });
    alice.chat.say("#lobby", "four");
    await meeting.settle();
    bob.chat.say("#lobby", "three");
    void bob.chat.react("#lobby", first?.key ?? "", "+1");
    void bob.chat.edit("#lobby", first?.key ?? "", "ONE");
    await meeting.settle();
    expect(shown(lobby)).toMatch(/one two… four…$/);
    alice.comeBack();
    await meeting.settle();
    expect(shown(lobby).replaceAll(/ ?\[\w+\]/g, "")).toBe(" ONE two three four");
    expect(shown(lobby)).toMatch(/\[quit\] three \[join\] four$/);
    expect(shown(bob.chat.show("#lobby"))).toBe("");
    await meeting.settle();
    expect(shown(bob.chat.place("#lobby"))).toBe(shown(lobby));
    expect(lobby.timeline.get().items.find(({ key }) => key === first?.key)).toMatchObject({
      message: { reactions: [{ text: "+1", by: [{ nick: "bob" }] }] },
    });
    expect(lobby.members.get().list.map(({ nick }) => nick)).toEqual(["alice", "bob"]);
  });

  it("counts what was said meanwhile, and tells of it once", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const bob = await meeting.come("bob");
    alice.chat.show("#lobby");
    await meeting.settle();
    bob.chat.say("alice", "one");
    await meeting.settle();
    alice.chat.show("bob");
    await meeting.settle();
    alice.chat.lookAway();
    // Guests who are gone are somebody else when they come back; an account is the same.
    const other = await meeting.come("alice");
    await meeting.settle();
    alice.cut();
    bob.chat.say("alice", "two");
    bob.chat.say("#lobby", "alice!");
    await meeting.settle();
    expect(alice.notices).toHaveLength(1);
    alice.comeBack();
    await meeting.settle();
    expect(alice.notices.map(({ message: { text } }) => text).sort()).toEqual(["alice!", "one", "two"]);
    expect(alice.chat.places.get()).toMatchObject([{ unread: 1 }, { unread: 1 }]);
    expect(shown(alice.chat.place("bob"))).toBe("one two");
    expect(other.chat.place("bob")?.summary.get().unread).toBe(1);
  });

  it("sends a message once whose answer was cut off, and shows it once", async () => {
    const it = setUpChat();
    const lobby = await it.lobby([message(3)]);
    it.chat.say("#lobby", "mine");
    const { ref } = it.server.last("say");
    const own = { ...message(5, "mine"), from: { nick: "alice", user: "json", host: "here" } };
    const again = it.reconnect();
    again.welcome(9);
    await turn();
    expect(again.sent.filter(({ type }) => type === "say")).toMatchObject([{ ref }]);
    expect(shown(lobby)).toBe("3 mine…");
    again.ok("say", { seq: 5, repeated: true });
    await turn();
    expect(shown(lobby)).toBe("3 mine…");
    await answer(again, { messages: [own], more: false }, { events: [message(4), own], more: false });
    expect(shown(lobby)).toBe("3 4 mine");
    again.tell(own, message(6));
    expect(shown(lobby)).toBe("3 4 mine 6");
  });

  it("takes a message that says the same in another session for another", async () => {
    const it = setUpChat();
    const lobby = await it.lobby();
    const own = (seq: number) => ({ ...message(seq, "hi"), from: { nick: "alice", user: "json", host: "here" } });
    it.chat.say("#lobby", "hi");
    it.server.tell(own(3));
    expect(shown(lobby)).toBe("hi");
    it.server.tell(own(4));
    it.server.ok("say", { seq: 4 });
    await turn();
    expect(shown(lobby)).toBe("hi hi");
  });

  it("shows again what it took for said if it is refused", async () => {
    const it = setUpChat();
    const lobby = await it.lobby();
    it.chat.say("#lobby", "hi");
    it.server.tell({ ...message(3, "hi"), from: { nick: "alice", user: "json", host: "here" } });
    it.server.tell({ type: "refused", ref: it.server.last("say").ref, code: "busy", text: "Later." });
    await turn();
    expect(shown(lobby)).toBe("hi hi!");
  });

  it("begins anew with the latest if too much was missed", async () => {
    const it = setUpChat();
    const lobby = await it.lobby([message(3)]);
    const again = it.reconnect();
    again.welcome(5_000);
    again.tell({ ...message(5_003, "live"), form: "notice" });
    await answer(again, { messages: [], more: false }, { events: [message(4_000), message(4_001)], more: true });
    expect(shown(lobby)).toBe("4000 4001 live");
    expect(lobby.timeline.get()).toMatchObject({ hasEarlier: true, hasLater: false });
  });

  it("says so where something can't be had any more", async () => {
    const it = setUpChat();
    const lobby = await it.lobby([message(3)]);
    const again = it.reconnect();
    again.welcome(20);
    await answer(again, { messages: [], more: false }, { events: [message(15)], more: false, begins: 12 });
    expect(shown(lobby)).toBe("3 --- 15");
  });

  it("begins anew in another log", async () => {
    const it = setUpChat();
    const lobby = await it.lobby([message(103)]);
    const again = it.reconnect();
    again.events.opened();
    again.ok("hello", { seq: 1, nick: "alice", epoch: "e2", channel: "#lobby", joined: [] });
    expect(shown(lobby)).toBe("");
    again.ok("join", { seq: 2 });
    await answer(again, { messages: [], more: false }, { events: [message(1), message(2)], more: false });
    expect(shown(lobby)).toBe("--- 1 2");
    again.tell(message(3));
    expect(shown(lobby)).toBe("--- 1 2 3");
  });

  it("catches up with a place that is not looked at when it is shown", async () => {
    const it = setUpChat();
    const lobby = await it.lobby([message(3)]);
    it.chat.show("bob");
    const again = it.reconnect();
    again.welcome(9);
    again.tell({ ...message(10), type: "topic", channel: "#lobby", topic: "new" });
    await answer(again, { messages: [], more: false }, { events: [], more: false });
    it.chat.show("#lobby");
    expect(again.last("history")).toMatchObject({ channel: "#lobby", after: 3, events: true });
    again.ok("history", { events: [message(5), { ...message(10), type: "topic", channel: "#lobby", topic: "new" }] });
    await turn();
    expect(shown(lobby)).toBe("3 5 [topic]");
  });
});
