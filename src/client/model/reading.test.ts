import { describe, expect, it } from "vitest";
import { from, message } from "../link.fixture.ts";
import { answer, setUpChat, shown, turn } from "./chat.fixture.ts";

describe("what one has read", () => {
  it("is asked for since one's marker, and more than a page is said to be more", async () => {
    const it = setUpChat();
    it.server.events.opened();
    const markers = [{ to: "#lobby", until: 50 }];
    it.server.ok("hello", { seq: 300, nick: "alice", epoch: "e1", channel: "#lobby", joined: ["#lobby"], markers });
    it.server.ok("join");
    expect(it.server.last("history")).toMatchObject({ channel: "#lobby", afterAt: 50, limit: 100 });
    const unread = {
      messages: [message(60, "alice"), { ...message(61), from: { ...from, nick: "Alice" } }, message(62)],
      more: true,
    };
    await answer(it.server, unread, {});
    const place = it.chat.place("#lobby");
    expect(place?.summary.get()).toMatchObject({ unread: 2, mentions: 1, hasMoreUnread: true });
    expect(it.notices).toEqual([]);
    const shownNow = it.chat.show("#lobby");
    expect(shownNow.timeline.get().newAfter).toBe(59);
    await answer(it.server, {}, { events: [message(199), message(200)], more: true });
    expect(shownNow.summary.get()).toMatchObject({ unread: 0, mentions: 0, hasMoreUnread: false });
    expect(it.server.last("markread")).toMatchObject({ to: "#lobby", at: 200 });
  });

  it("is asked for again if one has read some of more elsewhere", async () => {
    const it = setUpChat();
    it.server.welcome();
    await answer(it.server, { messages: [message(10), message(11)], more: true }, {});
    it.server.tell({ type: "markread", seq: 14, at: 14, id: "e-14", from, to: "#lobby", until: 10 });
    expect(it.chat.place("#lobby")?.summary.get()).toMatchObject({ unread: 1 });
    expect(it.server.last("history")).toMatchObject({ channel: "#lobby", afterAt: 10 });
    it.server.tell({ type: "markread", seq: 15, at: 15, id: "e-15", from, to: "#lobby", until: 11 });
    expect(it.chat.place("#lobby")?.summary.get()).toMatchObject({ unread: 0, hasMoreUnread: false });
  });

  it("is all if one says so where not all is known: up to when, the server says", async () => {
    const it = setUpChat();
    it.server.welcome();
    await answer(it.server, { messages: [message(10), message(11)], more: true }, {});
    const lobby = it.chat.place("#lobby");
    lobby?.markRead();
    expect(it.server.last("markread")).toMatchObject({ to: "#lobby", at: 1_000_000 });
    expect(lobby?.summary.get()).toMatchObject({ unread: 2, hasMoreUnread: true });
    it.server.tell({ type: "markread", seq: 14, at: 700, id: "e-14", from, to: "#lobby", until: 700 });
    expect(lobby?.summary.get()).toMatchObject({ unread: 0, hasMoreUnread: false });
  });

  it("is not told before it is known what is unread", async () => {
    const it = setUpChat();
    it.server.welcome();
    const lobby = it.chat.show("#lobby");
    it.server.ok("history", { events: [message(9), message(10)], more: false });
    await turn();
    expect(shown(lobby)).toBe("9 10");
    expect(it.server.sent.some(({ type }) => type === "markread")).toBe(false);
    await answer(it.server, { messages: [message(10)], more: false }, {});
    expect(lobby.timeline.get().newAfter).toBe(9);
    expect(it.server.last("markread").at).toBe(10);
  });

  it("is told of a talk too, of which there was none before", async () => {
    const it = setUpChat();
    it.server.welcome();
    const talk = it.chat.show("bob");
    it.server.ok("talks", { talks: [] });
    await turn();
    it.server.tell({ type: "refused", ref: it.server.last("history").ref, code: "no-such-nick", text: "Nobody." });
    await turn();
    it.server.tell({ ...message(20), to: "alice" });
    it.server.ok("history", { events: [{ ...message(20), to: "alice" }], more: false });
    await turn();
    expect(shown(talk)).toBe("20");
    expect(it.server.last("markread")).toMatchObject({ to: "bob", at: 20 });
    expect(talk.summary.get()).toMatchObject({ unread: 0, isHere: true });
  });

  it("goes on with a talk that is looked at under a nick that somebody else takes", async () => {
    const it = setUpChat();
    await it.lobby();
    it.chat.show("robert");
    it.server.tell({ ...message(20), to: "alice" });
    const talk = it.chat.place("bob");
    it.server.tell({ ...message(21), type: "nick", nick: "Robert" });
    expect(it.chat.current.get()).toBe(talk);
    expect(talk).toMatchObject({ key: "robert", name: "Robert" });
    expect(it.chat.places.get()).toHaveLength(2);
  });

  it("is told the server at most once a second", async () => {
    const it = setUpChat();
    await it.lobby([message(3)]);
    const told = () => it.server.sent.flatMap((one) => (one.type === "markread" ? [one.at] : []));
    expect(told()).toEqual([3]);
    it.server.tell(message(4), message(5));
    it.server.tell(message(6));
    expect(told()).toEqual([3]);
    expect(it.pass()).toBe(1_000);
    expect(told()).toEqual([3, 6]);
    it.pass();
    expect(told()).toEqual([3, 6]);
  });

  it("counts each message once, and not those that were taken back or read elsewhere", async () => {
    const it = setUpChat();
    await it.lobby();
    it.chat.show("bob");
    const lobby = it.chat.place("#lobby");
    it.server.tell(message(10, "alice"), message(11), message(12, "@alice"));
    it.server.tell({ ...message(13), type: "redact", msgid: "e-10" });
    expect(lobby?.summary.get()).toMatchObject({ unread: 2, mentions: 1 });
    it.server.tell({ type: "markread", seq: 14, at: 14, id: "e-14", from, to: "#Lobby", until: 11 });
    expect(lobby?.summary.get()).toMatchObject({ unread: 1, mentions: 1, latest: 12 });
    it.server.tell({ ...message(15), form: "tags", text: "", tags: { "+draft/react": "x", "+draft/reply": "e-12" } });
    expect(lobby?.summary.get().unread).toBe(1);
  });

  it("says who is in a channel once it is shown, and by which dialects who comes later is there", async () => {
    const it = setUpChat();
    it.server.welcome();
    expect(it.server.sent.some(({ type }) => type === "names")).toBe(false);
    const lobby = it.chat.show("#lobby");
    const who = { user: "u", host: "h", modes: "" };
    it.server.tell({ ...message(5), type: "join", channel: "#lobby", realname: "" });
    it.server.ok("names", { channel: "#lobby", flags: "", topic: "tea", members: [{ ...who, nick: "alice" }] });
    it.server.tell({ ...message(6), type: "join", channel: "#lobby", realname: "", from: { ...from, nick: "carol" } });
    await turn();
    expect(lobby.members.get().list.map(({ nick }) => nick)).toEqual(["alice", "bob", "carol"]);
    expect(lobby.summary.get().topic).toBe("tea");
    expect(it.server.sent.filter(({ type }) => type === "names")).toHaveLength(1);
    while (it.pass() !== 5_000);
    const members = [{ ...who, nick: "carol", dialects: ["irc"] }];
    it.server.ok("names", { channel: "#lobby", flags: "", members });
    await turn();
    expect(lobby.members.get().list).toEqual(members);
  });

  it("tells that one is writing every three seconds at most", async () => {
    const it = setUpChat();
    await it.lobby();
    const told = () => it.server.sent.flatMap((one) => (one.type === "typing" ? [one.state] : []));
    it.chat.typing("#lobby", "done");
    for (let i = 0; i < 4; i++) {
      it.chat.typing("#lobby", "active");
      it.passTime(1_000);
    }
    expect(told()).toEqual(["active", "active"]);
    it.chat.typing("#lobby", "done");
    it.chat.typing("#lobby", "done");
    expect(told()).toEqual(["active", "active", "done"]);
    it.chat.typing("#lobby", "active");
    it.chat.say("#lobby", "there");
    it.chat.typing("#lobby", "done");
    expect(told()).toEqual(["active", "active", "done", "active"]);
  });

  it("goes back to the latest when one says something", async () => {
    const it = setUpChat();
    const lobby = await it.lobby([message(300)]);
    const going = lobby.goTo("e-5");
    it.server.ok("history", { events: [message(4), message(5), message(6)], more: true });
    expect(await going).toBe(true);
    expect(shown(lobby)).toBe("4 5 6");
    it.chat.say("#lobby", "hi");
    it.server.ok("history", { events: [message(300)], more: true });
    await turn();
    expect(shown(lobby)).toBe("300 hi…");
  });
});
