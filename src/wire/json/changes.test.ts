import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import type { Connection } from "../testing.ts";
import { json } from "./json.ts";
import { ask, type Meeting, meetForTea, tell, took } from "./testing.ts";

/** Another session of the same user, with its `hello` answered. */
async function again(meeting: Meeting, nick: "alice" | "bob"): Promise<{ connection: Connection; welcome: object }> {
  const connection = meeting.world.connect(meeting.world.listen(json));
  const [welcome = {}] = await ask(meeting, connection, {
    type: "hello",
    client: `a secret of ${nick}, long enough`,
  });
  return { connection, welcome };
}

describe("setname", () => {
  it("is seen once by oneself, by others, and in whois", async () => {
    const meeting = meetForTea();
    const { alice, bob } = meeting;
    const event = { type: "setname", from: { nick: "alice" }, realname: "Alice L." };
    expect(await ask(meeting, alice, { type: "setname", realname: "Alice L.", ref: "1" })).toMatchObject([
      event,
      { type: "ok", ref: "1" },
    ]);
    expect(took(bob)).toMatchObject([event]);
    expect(await ask(meeting, bob, { type: "whois", nick: "alice" })).toMatchObject([{ realname: "Alice L." }]);
  });

  it("is refused if it is empty, too long, or several lines", async () => {
    const meeting = meetForTea();
    const names = ["", "x".repeat(LIMITS.realnameBytes + 1), "two\nlines"];
    const commands = names.map((realname) => ({ type: "setname", realname }));
    const codes = (await ask(meeting, meeting.alice, ...commands)).map(({ code }) => code);
    expect(codes).toEqual(["no-text", "too-long", "bad-command"]);
    expect(took(meeting.bob)).toEqual([]);
  });
});

describe("rename", () => {
  it("is seen once by every member; what was said before is in the history under the new name", async () => {
    const meeting = meetForTea();
    const { alice, bob } = meeting;
    await ask(meeting, bob, { type: "say", to: "#tea", text: "two sugars" });
    took(alice);
    const event = { type: "rename", channel: "#tea", name: "#Cake", reason: "better" };
    expect(
      await ask(meeting, alice, { type: "rename", channel: "#TEA", name: "#Cake", reason: "better", ref: "1" }),
    ).toMatchObject([event, { type: "ok", ref: "1" }]);
    expect(took(bob)).toMatchObject([event]);
    expect(await ask(meeting, bob, { type: "history", channel: "#cake" })).toMatchObject([
      { type: "ok", messages: [{ to: "#Cake", text: "two sugars" }] },
    ]);
    expect(await ask(meeting, bob, { type: "say", to: "#tea", text: "hello?" })).toMatchObject([
      { type: "refused", code: "no-such-channel" },
    ]);
    await ask(meeting, bob, { type: "say", to: "#cake", text: "hello!" });
    expect(took(alice)).toMatchObject([{ type: "message", to: "#Cake", text: "hello!" }]);
  });

  it("is refused to others than operators, for names that are taken or none, and for the server's own channels", async () => {
    const meeting = meetForTea();
    const { alice, bob } = meeting;
    expect(await ask(meeting, bob, { type: "rename", channel: "#tea", name: "#cake" })).toMatchObject([
      { type: "refused", code: "not-operator" },
    ]);
    await ask(meeting, alice, { type: "join", channel: "#lobby" });
    const attempts = [
      { channel: "#tea", name: "#lobby" },
      { channel: "#tea", name: "cake" },
      { channel: "#lobby", name: "#hall" },
      { channel: "#nowhere", name: "#here" },
    ].map((attempt) => ({ type: "rename", ...attempt }));
    const codes = (await ask(meeting, alice, ...attempts)).map(({ code }) => code);
    expect(codes).toEqual(["name-in-use", "bad-channel-name", "not-operator", "no-such-channel"]);
    expect(took(bob)).toEqual([]);
  });
});

describe("join", () => {
  it("tells which channel that is, and comes back into it by its id though it has another name", async () => {
    const meeting = meetForTea();
    const { alice, bob } = meeting;
    const [joined] = await ask(meeting, bob, { type: "join", channel: "#TEA" });
    expect(joined).toMatchObject({ type: "ok", channel: "#tea", id: expect.any(String) });
    const id = joined?.["id"];
    expect((await again(meeting, "bob")).welcome).toMatchObject({ joined: ["#tea"], joinedIds: [id], present: true });
    await ask(meeting, bob, { type: "part", channel: "#tea" });
    await ask(meeting, alice, { type: "rename", channel: "#tea", name: "#cake" });
    took(bob);
    const byName = { type: "join", channel: "#tea", exists: true };
    const answers = await ask(meeting, bob, byName, { type: "join", channel: "#tea", id });
    expect(answers).toMatchObject([
      { type: "refused", code: "no-such-channel" },
      { type: "join", channel: "#cake" },
      { type: "ok", channel: "#cake", id },
    ]);
  });

  it("tells where somebody was sent on to", async () => {
    const meeting = meetForTea();
    const { alice, bob } = meeting;
    await ask(meeting, alice, { type: "join", channel: "#full" }, { type: "join", channel: "#other" });
    const changes = [
      { set: true, mode: "f", parameter: "#other" },
      { set: true, mode: "i" },
    ];
    await ask(meeting, alice, { type: "mode", channel: "#full", changes });
    const sent = { type: "ok", channel: "#other" };
    for (let time = 0; time < 2; time++) {
      expect((await ask(meeting, bob, { type: "join", channel: "#full" })).at(-1)).toMatchObject(sent);
    }
  });
});

describe("markread", () => {
  it("is seen by one's own sessions only, and by those that come later in hello's answer", async () => {
    const meeting = meetForTea();
    const { alice, bob } = meeting;
    const { connection, welcome } = await again(meeting, "alice");
    expect(welcome).toMatchObject({ joined: ["#tea"], markers: [] });
    const until = meeting.world.clock.now() - 5_000;
    const event = { type: "markread", to: "#tea", until };
    expect(await ask(meeting, alice, { type: "markread", to: "#tea", at: until, ref: "1" })).toMatchObject([
      event,
      { type: "ok", ref: "1" },
    ]);
    expect(took(connection)).toMatchObject([event]);
    expect(took(bob)).toEqual([]);
    await ask(meeting, alice, { type: "markread", to: "Bob", at: until });
    expect((await again(meeting, "alice")).welcome).toMatchObject({
      markers: [
        { to: "#tea", until },
        { to: "bob", until },
      ],
    });
    expect((await again(meeting, "bob")).welcome).toMatchObject({ markers: [] });
  });

  it("only moves forward, and not beyond what there is", async () => {
    const meeting = meetForTea();
    const now = meeting.world.clock.now();
    const marks = [now - 1_000, now - 9_000, now + 9_000].map((at) => ({ type: "markread", to: "#tea", at }));
    const seen = await ask(meeting, meeting.alice, ...marks);
    const events = seen.filter(({ type }) => type === "markread");
    expect(events.map(({ until }) => until)).toEqual([now - 1_000, now - 1_000, now]);
  });

  it("is refused for what can be no channel or nick, and for what is no time", async () => {
    const meeting = meetForTea();
    const seen = await ask(
      meeting,
      meeting.alice,
      { type: "markread", to: "two words", at: 1 },
      { type: "markread", to: "#tea", at: -1 },
      { type: "markread", to: "#tea", at: 1e300 },
      { type: "markread", to: "#tea" },
    );
    expect(seen.map(({ code }) => code)).toEqual(["no-such-nick", "bad-command", "bad-command", "bad-command"]);
  });
});

describe("metadata", () => {
  it("of oneself is seen once by those one shares a channel with, and in whois", async () => {
    const meeting = meetForTea();
    const { alice, bob } = meeting;
    const event = { type: "metadata", to: "alice", key: "display-name", value: "Alice L." };
    expect(
      await ask(meeting, alice, { type: "metadata", to: "*", key: "display-name", value: "Alice L.", ref: "1" }),
    ).toMatchObject([event, { type: "ok", ref: "1" }]);
    expect(took(bob)).toMatchObject([event]);
    const [known] = await ask(meeting, bob, { type: "whois", nick: "alice" });
    expect(known?.["metadata"]).toEqual([{ key: "display-name", value: "Alice L." }]);
    const [removed] = await ask(meeting, alice, { type: "metadata", to: "*", key: "display-name" });
    expect(removed).not.toHaveProperty("value");
    expect(took(bob)).toMatchObject([{ type: "metadata", to: "alice", key: "display-name" }]);
    const [whois] = await ask(meeting, bob, { type: "whois", nick: "alice" });
    expect(whois).not.toHaveProperty("metadata");
  });

  it("of a channel is its operators' to tell, and in the answer to names", async () => {
    const meeting = meetForTea();
    const { alice, bob } = meeting;
    const url = { key: "url", value: "https://tea.example" };
    expect(await ask(meeting, bob, { type: "metadata", to: "#tea", ...url })).toMatchObject([
      { type: "refused", code: "not-yours" },
    ]);
    await ask(meeting, alice, { type: "metadata", to: "#Tea", ...url });
    expect(took(bob)).toMatchObject([{ type: "metadata", to: "#tea", ...url }]);
    expect(await ask(meeting, bob, { type: "names", channel: "#tea" })).toMatchObject([{ metadata: [url] }]);
  });

  it("is refused for others, for odd keys, and for values that are too long", async () => {
    const meeting = meetForTea();
    const attempts = [
      { to: "bob", key: "url", value: "x" },
      { to: "nobody", key: "url", value: "x" },
      { to: "#nowhere", key: "url", value: "x" },
      { to: "*", key: "Colour!", value: "x" },
      { to: "*", key: "url", value: "x".repeat(LIMITS.metadataValueBytes + 1) },
      { to: "*", key: "url", value: "two\nlines" },
    ].map((attempt) => ({ type: "metadata", ...attempt }));
    const codes = (await ask(meeting, meeting.alice, ...attempts)).map(({ code }) => code);
    expect(codes).toEqual(["not-yours", "no-such-nick", "no-such-channel", "bad-key-name", "too-long", "bad-command"]);
    expect(took(meeting.bob)).toEqual([]);
  });
});

describe("saying something to those of a standing", () => {
  it("reaches them alone, and who said it sees it once", async () => {
    const meeting = meetForTea();
    const { alice, bob, world } = meeting;
    const carol = world.connect(world.listen(json));
    await ask(meeting, carol, { type: "hello", nick: "carol" }, { type: "join", channel: "#tea" });
    took(alice);
    took(bob);
    const event = { type: "message", from: { nick: "bob" }, to: "@#tea", text: "the pot is empty" };
    expect(await ask(meeting, bob, { type: "say", to: "@#TEA", text: "the pot is empty", ref: "1" })).toMatchObject([
      event,
      { type: "ok", ref: "1" },
    ]);
    expect(took(alice)).toMatchObject([event]);
    expect(took(carol)).toEqual([]);
    const said = await ask(meeting, alice, { type: "say", to: "@#tea", text: "I know" });
    expect(said.filter(({ type }) => type === "message")).toHaveLength(1);
    expect(took(bob)).toEqual([]);
  });

  it("is refused where one may not speak", async () => {
    const meeting = meetForTea();
    await ask(meeting, meeting.alice, { type: "mode", channel: "#tea", changes: [{ set: true, mode: "m" }] });
    took(meeting.bob);
    const commands = ["@#tea", "@#nowhere"].map((to) => ({ type: "say", to, text: "x" }));
    const codes = (await ask(meeting, meeting.bob, ...commands)).map(({ code }) => code);
    expect(codes).toEqual(["cannot-send", "no-such-channel"]);
  });
});

describe("saying something for somebody elsewhere", () => {
  it("is an operator's to do, and shown as theirs with who passed it on", async () => {
    const meeting = meetForTea();
    const { alice, bob } = meeting;
    const event = { type: "message", from: { nick: "carol/elsewhere" }, by: "alice", to: "#tea", text: "hello" };
    expect(
      await ask(meeting, alice, { type: "say", to: "#tea", text: "hello", as: "carol/elsewhere", ref: "1" }),
    ).toMatchObject([event, { type: "ok", ref: "1" }]);
    expect(took(bob)).toMatchObject([event]);
    expect(await ask(meeting, bob, { type: "say", to: "#tea", text: "x", as: "carol/elsewhere" })).toMatchObject([
      { type: "refused", code: "not-operator" },
    ]);
    expect(await ask(meeting, alice, { type: "say", to: "#tea", text: "x", as: "bob" })).toMatchObject([
      { type: "refused", code: "bad-nick" },
    ]);
  });
});

describe("one's own events", () => {
  it("are left out if they are not for oneself, whoever they are for", async () => {
    const meeting = meetForTea();
    const { alice, bob, world } = meeting;
    await ask(meeting, alice, { type: "join", channel: "#cake" });
    took(bob);
    const seen = await ask(meeting, alice, { type: "invite", channel: "#cake", nick: "bob", ref: "1" });
    expect(seen).toMatchObject([
      { type: "invite", nick: "bob", seen: true },
      { type: "ok", ref: "1" },
    ]);
    expect(took(bob)).toMatchObject([{ type: "invite", nick: "bob" }]);
    await ask(meeting, alice, { type: "mode", channel: "#cake", changes: [{ set: true, mode: "D" }] });
    const carol = world.connect(world.listen(json));
    await ask(meeting, carol, { type: "hello", nick: "carol" }, { type: "join", channel: "#cake" });
    took(alice);
    const said = await ask(meeting, carol, { type: "say", to: "#cake", text: "hello", ref: "2" });
    expect(said.map(({ type }) => type)).toEqual(["message", "ok"]);
    expect(took(alice).map(({ type }) => type)).toEqual(["join", "message"]);
  });

  it("of arriving are shown to no client", async () => {
    const meeting = meetForTea();
    const { connection } = await again(meeting, "bob");
    const newcomer = meeting.world.connect(meeting.world.listen(json));
    const seen = await ask(meeting, newcomer, { type: "hello", nick: "carol" });
    expect(seen.map(({ type }) => type)).toEqual(["ok"]);
    expect([took(meeting.alice), took(connection)]).toEqual([[], []]);
  });
});

describe("whois", () => {
  it("tells when somebody came and last spoke, and who operates the server", async () => {
    const meeting = meetForTea();
    const { alice, bob, world } = meeting;
    const came = world.clock.now();
    world.clock.advance(60_000);
    tell(alice, { type: "say", to: "#tea", text: "hello" });
    world.commit();
    world.clock.advance(60_000);
    alice.session.submit({ type: "oper", name: "cook" }, () => {});
    await world.settle();
    took(bob);
    const [hers, his] = await ask(meeting, bob, { type: "whois", nick: "alice" }, { type: "whois", nick: "bob" });
    expect(hers).toMatchObject({ since: came, spoke: came + 60_000, operator: true });
    expect(his).toMatchObject({ since: came, spoke: came });
    expect(his).not.toHaveProperty("operator");
  });
});
