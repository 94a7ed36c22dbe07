import { describe, expect, it } from "vitest";
import { answer, Meeting, make, setUpChat, shown, turn } from "./chat.fixture.ts";

const rename = { type: "rename", channel: "#den", name: "#cave" } as const;

/** Alice in her `#den`, twice, and bob. */
async function meetInDen() {
  const meeting = new Meeting();
  const alice = await meeting.come("alice");
  const den = make(alice.chat, "#den");
  await meeting.settle();
  const phone = await meeting.come("alice");
  const bob = await meeting.come("bob");
  make(bob.chat, "#den");
  await meeting.settle();
  return { meeting, alice, phone, bob, den };
}

describe("a chat whose channel is renamed while it is away", () => {
  it("goes on under the new name, with what was said meanwhile and what was typed", async () => {
    const { meeting, alice, phone, bob, den } = await meetInDen();
    alice.cut();
    alice.chat.say("#den", "typed");
    void phone.chat.ask(rename);
    await meeting.settle();
    bob.chat.say("#cave", "meanwhile");
    await meeting.settle();
    alice.comeBack();
    await meeting.settle();
    expect(alice.chat.current.get()).toBe(den);
    expect([den.name, den.key]).toEqual(["#cave", "#cave"]);
    expect(shown(den)).toMatch(/\[rename\] meanwhile typed$/);
    expect(shown(bob.chat.place("#cave"))).toMatch(/\[rename\] meanwhile typed$/);
    expect(meeting.world.hub.state.channels.has("#den")).toBe(false);
    expect(alice.chat.places.get().map(({ name }) => name)).toEqual(["#cave", "#lobby"]);
  });

  it("knows what was read of it elsewhere meanwhile", async () => {
    const { meeting, alice, phone, bob } = await meetInDen();
    alice.chat.show("#lobby");
    alice.cut();
    void phone.chat.ask(rename);
    await meeting.settle();
    bob.chat.say("#cave", "read");
    await meeting.settle();
    phone.chat.show("#cave");
    await meeting.settle();
    phone.pass(10_000);
    await meeting.settle();
    alice.comeBack();
    await meeting.settle();
    expect(alice.chat.place("#cave")?.summary.get()).toMatchObject({ unread: 0 });
    expect(bob.chat.place("#cave")?.timeline.get().items.at(-1)).toMatchObject({ message: { text: "read" } });
  });

  it("does so too if its user was gone meanwhile", async () => {
    const { meeting, alice, bob, phone } = await meetInDen();
    void phone.chat.ask({ type: "mode", channel: "#den", changes: [{ set: true, mode: "o", parameter: "bob" }] });
    await meeting.settle();
    for (const one of [alice, phone]) one.cut();
    alice.chat.say("#den", "typed");
    await meeting.settle();
    void bob.chat.ask(rename);
    await meeting.settle();
    // Somebody else makes a channel of the old name.
    make(bob.chat, "#den");
    await meeting.settle();
    alice.comeBack();
    await meeting.settle();
    expect(shown(bob.chat.place("#cave"))).toMatch(/typed$/);
    expect(shown(bob.chat.place("#den"))).not.toMatch(/typed/);
  });

  it("leaves with why it was not sent what waited for a channel that it can't come back into", async () => {
    const { meeting, alice, phone, bob, den } = await meetInDen();
    for (const one of [alice, phone]) one.cut();
    await meeting.settle();
    alice.chat.say("#den", "typed");
    await meeting.settle();
    void bob.chat.ask({ type: "part", channel: "#den" });
    meeting.world.hub.state.channelsById.clear();
    await meeting.settle();
    alice.comeBack();
    await meeting.settle();
    expect(den.timeline.get().items.at(-1)).toMatchObject({
      kind: "pending",
      text: "typed",
      state: { refused: "There is no channel of that name." },
    });
    expect(den.summary.get()).toMatchObject({ isHere: false, out: { code: "no-such-channel" } });
  });
});

describe("a chat that is shown a channel", () => {
  it("makes none, says that there is none, and comes into it once it is made", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const den = alice.chat.show("#den");
    await meeting.settle();
    expect(meeting.world.hub.state.channels.has("#den")).toBe(false);
    expect(den.summary.get()).toMatchObject({ isHere: false, out: { code: "no-such-channel" } });
    expect(shown(den)).toBe("");
    void alice.chat.ask({ type: "join", channel: "#den" });
    await meeting.settle();
    expect(den.summary.get()).toMatchObject({ isHere: true });
    expect(alice.chat.current.get()).toBe(den);
    expect(shown(den)).toBe("[join]");
  });

  it("forgets one that it is not in when another is looked at, unless something waits there", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    alice.chat.show("#a b");
    await meeting.settle();
    alice.chat.show("#den");
    await meeting.settle();
    expect(alice.chat.places.get().map(({ name }) => name)).toEqual(["#den", "#lobby"]);
    alice.chat.say("#den", "typed");
    await meeting.settle();
    alice.chat.show("#lobby");
    await meeting.settle();
    expect(shown(alice.chat.place("#den"))).toBe("typed!");
    alice.chat.show("#den");
    alice.chat.drop(alice.chat.place("#den")?.timeline.get().items[0]?.key ?? "");
    alice.chat.show("#lobby");
    expect(alice.chat.places.get().map(({ name }) => name)).toEqual(["#lobby"]);
  });

  it("keeps showing it if another session of ours leaves it, with a way back in", async () => {
    const { meeting, alice, phone, den } = await meetInDen();
    phone.chat.show("#lobby");
    void alice.chat.ask({ type: "part", channel: "#den" });
    await meeting.settle();
    expect(alice.chat.current.get()).toBe(den);
    expect(den.summary.get()).toMatchObject({ isHere: false, out: { code: "not-in-channel" } });
    expect(phone.chat.place("#den")).toBeUndefined();
    void alice.chat.ask({ type: "join", channel: "#den" });
    await meeting.settle();
    expect(den.summary.get().isHere).toBe(true);
    void alice.chat.leave("#lobby");
    await meeting.settle();
    expect(alice.chat.place("#lobby")).toBeUndefined();
  });
});

describe("a chat that was away", () => {
  it("does not come back into what its user left or was kicked out of meanwhile", async () => {
    const { meeting, alice, phone, bob } = await meetInDen();
    make(phone.chat, "#hall");
    await meeting.settle();
    expect(alice.chat.channels).toEqual(["#lobby", "#den", "#hall"]);
    alice.cut();
    void phone.chat.leave("#hall");
    void phone.chat.leave("#den");
    await meeting.settle();
    alice.comeBack();
    await meeting.settle();
    expect(alice.chat.channels).toEqual(["#lobby"]);
    expect(alice.chat.places.get()).toMatchObject([{ name: "#den", isHere: false }, { name: "#lobby" }]);
    expect(bob.chat.place("#den")?.members.get().list).toMatchObject([{ nick: "bob" }]);
  });

  it("was here before without being in any channel", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice", { kept: [] });
    expect(alice.chat.channels).toEqual([]);
    expect(alice.chat.places.get()).toEqual([]);
    const bob = await meeting.come("bob", { kept: ["#lobby", "#gone"] });
    expect(bob.chat.channels).toEqual(["#lobby"]);
    expect(meeting.world.hub.state.channels.has("#gone")).toBe(false);
  });
});

describe("a chat that ends", () => {
  it("keeps what was not sent as drafts of where it was to be said", async () => {
    const it = setUpChat();
    const lobby = await it.lobby();
    lobby.setDraft("begun");
    it.chat.say("#lobby", "no");
    it.server.tell({ type: "refused", ref: it.server.last("say").ref, code: "muted", text: "No." });
    await turn();
    it.chat.say("#lobby", "/shrug");
    it.chat.say("bob", "waves", { form: "action" });
    const again = it.reconnect();
    again.events.opened();
    again.tell({ type: "refused", ref: again.last("hello").ref, code: "wrong-password", text: "Not any more." });
    await turn();
    expect(it.chat.connection.get()).toMatchObject({ phase: "ended" });
    expect([...it.saved]).toEqual([
      ["#lobby", "begun\nno\n//shrug"],
      ["bob", "/me waves"],
    ]);
    expect(shown(lobby)).toBe("");
  });

  it("does not keep it if that is what was wanted", async () => {
    const it = setUpChat();
    await it.lobby();
    it.server.events.closed("cut");
    it.chat.say("#lobby", "never mind");
    it.chat.close();
    await turn();
    expect([...it.saved]).toEqual([]);
  });
});

describe("a chat that had something to say to somebody when the connection broke", () => {
  it("does not say it to who has the nick by then, but says it once it is told to", async () => {
    const meeting = new Meeting();
    const alice = await meeting.come("alice");
    const bob = await meeting.come("bob");
    bob.chat.say("alice", "hi");
    await meeting.settle();
    const talk = alice.chat.show("bob");
    await meeting.settle();
    alice.cut();
    alice.chat.say("bob", "a secret");
    bob.cut();
    await meeting.settle();
    const other = await meeting.come("bob", { client: "a secret of another, long enough" });
    alice.comeBack();
    await meeting.settle();
    expect(other.chat.place("alice")).toBeUndefined();
    const pending = talk.timeline.get().items.at(-1);
    expect(pending).toMatchObject({ kind: "pending", state: { refused: "bob may be somebody else by now." } });
    alice.chat.retry(pending?.key ?? "");
    await meeting.settle();
    expect(shown(talk)).toMatch(/a secret$/);
    expect(other.chat.place("alice")?.summary.get().unread).toBe(1);
  });

  it("says it to an account whose nick nobody else may have", async () => {
    const it = setUpChat();
    await it.lobby();
    const from = { nick: "Bob", user: "json", host: "here", account: "bob" };
    it.chat.show("bob");
    await answer(it.server, { messages: [], more: false }, { events: [], more: false });
    it.server.tell({ type: "message", seq: 5, at: 5, id: "e-5", from, to: "alice", form: "message", text: "hi" });
    it.chat.say("bob", "hi");
    const again = it.reconnect();
    again.welcome(9);
    expect(again.texts()).toEqual(["hi"]);
    again.tell({ type: "account", seq: 10, at: 10, id: "e-10", from });
    const third = it.reconnect();
    third.welcome(19);
    expect(third.texts()).toEqual([]);
  });

  it("says once what was said already when it is told to say it again", async () => {
    const it = setUpChat();
    await it.lobby();
    it.chat.say("bob", "hi");
    const { ref } = it.server.last("say");
    const again = it.reconnect();
    again.welcome(9);
    await turn();
    const [item] = it.chat.place("bob")?.timeline.get().items ?? [];
    it.chat.retry(item?.key ?? "");
    expect(again.last("say")).toMatchObject({ ref, text: "hi" });
  });
});

describe("a talk that was just opened", () => {
  it("takes the other for being here until it is known that they are not", async () => {
    const it = setUpChat();
    await it.lobby();
    it.server.ok("talks", { talks: [] });
    await turn();
    const talk = it.chat.show("bob");
    expect(talk.summary.get().isHere).toBe(true);
    const { ref } = it.server.last("whois");
    it.server.tell({ type: "refused", ref, code: "no-such-nick", text: "Nobody." });
    await turn();
    expect(talk.summary.get().isHere).toBe(false);
  });
});
