import { describe, expect, it } from "vitest";
import { Meeting, make, setUpChat, shown, turn } from "./chat.fixture.ts";

describe("a chat and its server", () => {
  it("shows who one is, where, and what is said there", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    expect(alice.chat.connection.get()).toEqual({ phase: "open" });
    expect(alice.chat.self.get()).toMatchObject({ nick: "alice", epoch: "test", channel: "#lobby" });
    const lobby = alice.chat.show("#lobby");
    const bob = await meeting.come("bob");
    bob.chat.say("#lobby", "hello");
    expect(shown(bob.chat.place("#lobby"))).toBe("hello…");
    await meeting.settle();
    expect(shown(lobby)).toBe("[join] [join] hello");
    expect(alice.chat.places.get()).toMatchObject([{ key: "#lobby", kind: "channel", isHere: true, unread: 0 }]);
    expect(lobby.members.get()).toMatchObject({ isWhole: true, total: 2, list: [{ nick: "alice" }, { nick: "bob" }] });
  });

  it("shows what one says once, at once and afterwards", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const lobby = alice.chat.show("#lobby");
    await meeting.settle();
    expect(alice.chat.say("#lobby", "one\r\ntwo")).toBe(true);
    expect(lobby.timeline.get().items.at(-1)).toMatchObject({ kind: "pending", text: "one\ntwo", state: "waiting" });
    await meeting.settle();
    expect(shown(lobby)).toBe("[join] one\ntwo");
    expect(lobby.timeline.get().items.at(-1)).toMatchObject({ kind: "message", isOwn: true });
  });

  it("keeps what was refused, which can be said again or let go", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const bob = await meeting.come("bob");
    for (const one of [alice, bob]) make(one.chat, "#tea");
    await meeting.settle();
    const owner = alice.chat.place("#tea")?.members.get().list[0]?.nick === "alice" ? alice : bob;
    const other = owner === alice ? bob : alice;
    const moderate = (set: boolean) => owner.chat.ask({ type: "mode", channel: "#tea", changes: [{ set, mode: "m" }] });
    void moderate(true);
    await meeting.settle();
    other.chat.say("#tea", "may I");
    other.chat.say("#tea", "or not");
    await meeting.settle();
    const place = other.chat.place("#tea");
    expect(shown(place)).toMatch(/\[mode\] may I! or not!$/);
    const [first, second] = place?.timeline.get().items.slice(-2) ?? [];
    void moderate(false);
    await meeting.settle();
    other.chat.drop(second?.key ?? "");
    other.chat.retry(first?.key ?? "");
    expect(shown(place)).toMatch(/may I…$/);
    await meeting.settle();
    expect(shown(place)).toMatch(/\[mode\] \[mode\] may I$/);
  });

  it("knows that the server can keep nothing until it can, or the connection breaks; what is refused stays", async () => {
    const { chat, server, lobby, flush, reconnect } = setUpChat();
    const place = await lobby();
    const from = { nick: "(server)", user: "", host: "" };
    const tell = (writable: boolean) => server.tell({ type: "service", at: 9, from, writable });
    const told: boolean[] = [];
    chat.isWritable.subscribe(() => told.push(chat.isWritable.get()));
    for (const writable of [false, true, false]) {
      tell(writable);
      flush();
    }
    chat.say("#lobby", "hello");
    server.tell({ type: "refused", ref: server.last("say").ref, code: "not-durable", text: "Not now" });
    await turn();
    expect(shown(place)).toBe("hello!");
    reconnect();
    flush();
    expect(told).toEqual([false, true, false, true]);
    expect(shown(place)).toBe("hello!");
  });

  it("shows what the server says where one looks, and opens no talk with it", async () => {
    const { chat, server, lobby } = setUpChat();
    const place = await lobby();
    const from = { nick: "(server)", user: "", host: "" };
    const notice = { type: "message", seq: 9, at: 9, id: "e-9", from, to: "alice", form: "notice", text: "Beware" };
    server.tell(notice);
    await turn();
    expect(shown(place)).toContain("Beware");
    expect(chat.places.get().map(({ key }) => key)).toEqual(["#lobby"]);
  });

  it("counts what is unread, and mentions, and forgets them when the place is looked at", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const bob = await meeting.come("bob");
    for (const text of ["hello", "Alice: tea?", "malice", "@alice!"]) bob.chat.say("#lobby", text);
    bob.chat.say("alice", "psst");
    await meeting.settle();
    expect(alice.chat.places.get()).toMatchObject([
      { name: "#lobby", unread: 4, mentions: 2 },
      { name: "bob", kind: "talk", unread: 1, mentions: 1, isHere: true },
    ]);
    expect(alice.notices.map(({ place, kind, message }) => [place, kind, message.text])).toEqual([
      ["#lobby", "mention", "Alice: tea?"],
      ["#lobby", "mention", "@alice!"],
      ["bob", "talk", "psst"],
    ]);
    const lobby = alice.chat.show("#lobby");
    await meeting.settle();
    expect(lobby.summary.get()).toMatchObject({ unread: 0, mentions: 0 });
    const items = lobby.timeline.get().items;
    const first = items.find((item) => item.kind === "message");
    expect(lobby.timeline.get().newAfter).toBe((first?.kind === "message" ? first.message.seq : 0) - 1);
    expect(items.filter((item) => item.kind === "message" && item.isMention)).toHaveLength(2);
    bob.chat.say("#lobby", "alice again");
    await meeting.settle();
    expect(lobby.summary.get().unread).toBe(0);
    expect(alice.notices).toHaveLength(3);
  });

  it("reads nothing while the window is away or the end is not in sight", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const bob = await meeting.come("bob");
    const lobby = alice.chat.show("#lobby");
    await meeting.settle();
    expect(lobby.timeline.get().newAfter).toBeUndefined();
    alice.chat.lookAway();
    bob.chat.say("#lobby", "alice?");
    await meeting.settle();
    expect(lobby.summary.get()).toMatchObject({ unread: 1, mentions: 1 });
    expect(lobby.timeline.get().newAfter).toBeGreaterThan(0);
    expect(alice.notices).toHaveLength(1);
    alice.chat.lookBack();
    expect(lobby.summary.get().unread).toBe(0);
    lobby.setAtEnd(false);
    bob.chat.say("#lobby", "more");
    await meeting.settle();
    expect(lobby.summary.get().unread).toBe(1);
    lobby.setAtEnd(true);
    expect(lobby.summary.get().unread).toBe(0);
  });

  it("has the same unread in a second session, and in one that comes later", async () => {
    const meeting = new Meeting();
    const phone = await meeting.come("alice");
    const desk = await meeting.come("alice");
    const bob = await meeting.come("bob");
    bob.chat.say("#lobby", "one");
    bob.chat.say("alice", "psst");
    await meeting.settle();
    expect(desk.chat.places.get()).toMatchObject([{ unread: 1 }, { unread: 1 }]);
    phone.chat.show("bob");
    await meeting.settle();
    expect(desk.chat.places.get()).toMatchObject([{ unread: 1 }, { unread: 0 }]);
    phone.chat.show("#lobby");
    await meeting.settle();
    bob.chat.say("#lobby", "two alice");
    phone.chat.lookAway();
    bob.chat.say("#lobby", "three alice");
    await meeting.settle();
    phone.pass(1_000);
    await meeting.settle();
    const later = await meeting.come("alice");
    expect(later.chat.places.get()).toMatchObject([{ name: "#lobby" }, { name: "bob", unread: 0, isHere: true }]);
    expect(later.chat.place("#lobby")?.summary.get()).toEqual({
      ...desk.chat.place("#lobby")?.summary.get(),
    });
    expect(later.notices).toEqual([]);
    const lobby = later.chat.show("#lobby");
    await meeting.settle();
    expect(lobby.timeline.get().newAfter).toBeGreaterThan(0);
  });

  it("follows nicks, topics, kicks and renames", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const tea = make(alice.chat, "#tea");
    await meeting.settle();
    const bob = await meeting.come("bob");
    bob.chat.show("#tea");
    await meeting.settle();
    bob.chat.say("alice", "psst");
    await meeting.settle();
    void bob.chat.ask({ type: "nick", nick: "robert" });
    void alice.chat.ask({ type: "topic", channel: "#tea", topic: "hot" });
    await meeting.settle();
    expect(bob.chat.self.get()?.nick).toBe("robert");
    expect(alice.chat.place("bob")).toBeUndefined();
    expect(alice.chat.place("robert")?.name).toBe("robert");
    expect(tea.summary.get().topic).toBe("hot");
    expect(tea.members.get().list.map(({ nick }) => nick)).toEqual(["alice", "robert"]);
    void alice.chat.ask({ type: "rename", channel: "#tea", name: "#Cake" });
    await meeting.settle();
    expect(alice.chat.place("#cake")).toBe(tea);
    expect(alice.chat.current.get()).toBe(tea);
    void alice.chat.ask({ type: "mode", channel: "#cake", changes: [{ set: true, mode: "v", parameter: "robert" }] });
    await meeting.settle();
    expect(tea.members.get().list[1]).toMatchObject({ nick: "robert", modes: "v" });
    void alice.chat.ask({ type: "kick", channel: "#cake", nick: "robert" });
    await meeting.settle();
    expect(tea.members.get().list.map(({ nick }) => nick)).toEqual(["alice"]);
    expect(shown(tea)).toBe("[join] [join] [nick] [topic] [rename] [mode] [kick]");
    const kicked = bob.chat.place("#cake");
    expect(kicked?.summary.get().isHere).toBe(false);
    expect(shown(kicked)).toMatch(/\[kick\]$/);
    await alice.chat.leave("robert");
    expect(alice.chat.places.get().map(({ name }) => name)).toEqual(["#Cake", "#lobby"]);
    void alice.chat.leave("#cake");
    await meeting.settle();
    expect(alice.chat.current.get()).toBeUndefined();
    expect(alice.chat.places.get().map(({ name }) => name)).toEqual(["#lobby"]);
  });

  it("comes back into a channel after a kick, with what was said meanwhile", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    make(alice.chat, "#tea");
    await meeting.settle();
    const bob = await meeting.come("bob");
    const tea = bob.chat.show("#tea");
    await meeting.settle();
    void alice.chat.ask({ type: "kick", channel: "#tea", nick: "bob" });
    await meeting.settle();
    alice.chat.say("#tea", "gone?");
    await meeting.settle();
    expect(shown(tea)).toMatch(/\[kick\]$/);
    expect(bob.chat.show("#tea")).toBe(tea);
    await meeting.settle();
    expect(tea.summary.get()).toMatchObject({ isHere: false, out: { code: "not-in-channel" } });
    void bob.chat.ask({ type: "join", channel: "#tea" });
    await meeting.settle();
    expect(tea.summary.get()).toMatchObject({ isHere: true });
    expect(tea.summary.get().out).toBeUndefined();
    expect(shown(tea)).toMatch(/\[kick\] gone\? \[join\]$/);
    expect(tea.members.get().list.map(({ nick }) => nick)).toEqual(["alice", "bob"]);
  });

  it("lays edits, reactions and redactions over messages, live and from the history alike", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const bob = await meeting.come("bob");
    const lobby = alice.chat.show("#lobby");
    await meeting.settle();
    for (const text of ["one", "two", "three"]) alice.chat.say("#lobby", text);
    await meeting.settle();
    const ids = new Map(
      lobby.timeline.get().items.flatMap((item) => (item.kind === "message" ? [[item.message.text, item.key]] : [])),
    );
    const id = (text: string): string => ids.get(text) ?? "";
    void alice.chat.edit("#lobby", id("one"), "ONE");
    void bob.chat.react("#lobby", id("two"), "+1");
    void alice.chat.react("#lobby", id("two"), "+1");
    void alice.chat.react("#lobby", id("one"), "x");
    await meeting.settle();
    void alice.chat.react("#lobby", id("one"), "x");
    void alice.chat.redact("#lobby", id("three"), "oops");
    await meeting.settle();
    expect(shown(lobby)).toBe("[join] [join] ONE two (alice)");
    const messageOf = (place: typeof lobby, text: string) =>
      place.timeline
        .get()
        .items.flatMap((item) => (item.key === id(text) && item.kind === "message" ? [item.message] : []))[0];
    expect(messageOf(lobby, "three")?.takenBack).toEqual({ by: "alice", reason: "oops" });
    const reactions = [{ text: "+1", by: [{ nick: "bob" }, { nick: "alice" }] }];
    expect(messageOf(lobby, "two")?.reactions).toEqual(reactions);
    const again = bob.chat.show("#lobby");
    await meeting.settle();
    expect(shown(again)).toBe("[join] [join] ONE two [redact]");
    expect(messageOf(again, "two")).toEqual(messageOf(lobby, "two"));
    expect(messageOf(again, "one")).toEqual(messageOf(lobby, "one"));
    expect(messageOf(again, "one")?.reactions).toBeUndefined();
  });

  it("says who is writing until they say it or a while has passed", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const bob = await meeting.come("bob");
    const lobby = alice.chat.show("#lobby");
    for (let i = 0; i < 3; i++) bob.chat.typing("#lobby", "active");
    await meeting.settle();
    expect(lobby.typing.get()).toEqual(["bob"]);
    bob.chat.say("#lobby", "there");
    await meeting.settle();
    expect(lobby.typing.get()).toEqual([]);
    bob.chat.typing("#lobby", "active");
    await meeting.settle();
    expect(lobby.typing.get()).toEqual(["bob"]);
    alice.pass(6_000);
    expect(lobby.typing.get()).toEqual([]);
  });

  it("keeps drafts, under the new name when a place is renamed", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const tea = make(alice.chat, "#tea");
    tea.setDraft("not yet");
    await meeting.settle();
    void alice.chat.ask({ type: "rename", channel: "#tea", name: "#cake" });
    await meeting.settle();
    expect(tea.draft.get()).toBe("not yet");
    expect([alice.saved.get("#tea"), alice.saved.get("#cake")]).toEqual(["", "not yet"]);
    const later = await meeting.come("alice", { drafts: { load: () => alice.saved, save: () => {} } });
    expect(later.chat.place("#cake")?.draft.get()).toBe("not yet");
  });

  it("says why it could not come into a channel", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    make(alice.chat, "#tea");
    await meeting.settle();
    void alice.chat.ask({ type: "mode", channel: "#tea", changes: [{ set: true, mode: "i" }] });
    const bob = await meeting.come("bob");
    const tea = bob.chat.show("#tea");
    await meeting.settle();
    expect(tea.summary.get().isHere).toBe(false);
    expect(tea.timeline.get().items).toMatchObject([{ kind: "gap", text: "That channel is by invitation only." }]);
  });

  it("opens a talk, and says whether the other is here", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const bob = await meeting.come("bob");
    const talk = alice.chat.show("bob");
    await meeting.settle();
    expect(talk.summary.get().isHere).toBe(true);
    alice.chat.say("bob", "psst");
    await meeting.settle();
    expect(shown(talk)).toBe("psst");
    expect(shown(bob.chat.show("alice"))).toBe("");
    await meeting.settle();
    expect(shown(bob.chat.place("alice"))).toBe("psst");
    alice.chat.show("#lobby");
    await meeting.settle();
    bob.cut();
    await meeting.settle();
    expect(talk.summary.get().isHere).toBe(false);
  });
});
