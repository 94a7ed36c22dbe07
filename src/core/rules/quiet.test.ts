import { describe, expect, test, vi } from "vitest";
import type { Act } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { identityOf } from "../state.ts";
import { openAct, Story } from "../testing.ts";
import { channelsOf, hears, membersSeen, shareChannel } from "../view.ts";

// So few that a short story reaches them.
vi.mock(import("../limits.ts"), async (load) => {
  const real = await load();
  const few: Record<string, number> = { quietMembers: 4 };
  return { ...real, LIMITS: { ...real.LIMITS, ...few } };
});

const join: Act = { type: "join", channel: "#a" };
const mode = (letter: string, parameter?: string, set = true): Act => ({
  type: "mode",
  channel: "#a",
  changes: [{ set, mode: letter, ...(parameter !== undefined && { parameter }) }],
});

/** A channel of mode D with its operator, and `bob`, who has come in and said nothing. */
function withBob(): Story {
  const story = new Story();
  story.gather("#a", "op");
  story.act("op", mode("D"));
  story.gather("#a", "bob");
  return story;
}

/** What an act of `session` told whom: type, channels, nicks of users, and who was left out. */
function told(story: Story, session: string, act: Act): string[] {
  return story.emissions(session, act).map(({ event, audience: { channels, users, except } }) => {
    const nicks = users.map((id) => story.state.users.get(id)?.nick ?? "?");
    const but = except === undefined ? "" : ` but ${story.state.users.get(except)?.nick}`;
    return `${event.type}: ${[...channels, ...nicks].join(" ")}${but}`;
  });
}

const seen = (story: Story, asker: string): string[] =>
  membersSeen(story.state, "#a", story.user(asker)).map(({ user }) => user.nick);

describe("who has joined a channel of mode D and not spoken", () => {
  test("is shown to nobody but themselves, and their joining is not kept", () => {
    const story = new Story();
    story.gather("#a", "op");
    story.act("op", mode("D"));
    story.act("bob", openAct("bob"));
    const { id } = story.user("bob");
    expect(story.act("bob", join)).toMatchObject({
      emissions: [{ event: { type: "join" }, audience: { channels: [], users: [id] }, passing: true }],
    });
    story.gather("#a", "carol");
    expect(seen(story, "op")).toEqual(["op"]);
    expect(seen(story, "bob")).toEqual(["op", "bob"]);
    expect(seen(story, "carol")).toEqual(["op", "carol"]);
  });

  test("is not betrayed by what is asked about them", () => {
    const story = withBob();
    story.gather("#b", "op", "bob");
    const [op, bob] = [story.user("op"), story.user("bob")];
    const names = (user: typeof op, asker: typeof op): string[] =>
      channelsOf(story.state, user, asker).map(({ name }) => name);
    expect(names(bob, op)).toEqual(["#b"]);
    expect(names(bob, bob)).toEqual(["#a", "#b"]);
    expect(shareChannel(story.state, bob, op)).toBe(true);
    story.act("bob", { type: "part", channel: "#b" });
    expect(shareChannel(story.state, bob, op)).toBe(false);
    // The operator is shown there.
    expect(shareChannel(story.state, op, bob)).toBe(true);
  });

  test("parts without others being told, and nothing of it is kept", () => {
    const story = withBob();
    const { id } = story.user("bob");
    expect(story.act("bob", { type: "part", channel: "#a" })).toMatchObject({
      emissions: [{ event: { type: "part" }, audience: { channels: [], users: [id] }, passing: true }],
    });
    expect(story.channel("#a").quiet.size).toBe(0);
  });

  test.each<[string, Act, string]>([
    ["nick", { type: "nick", nick: "robert" }, "nick: #b robert"],
    ["away", { type: "away", text: "tea" }, "away: #b bob"],
    ["real name", { type: "setname", realname: "Bob" }, "setname: #b bob"],
    ["metadata", { type: "metadata", to: "*", key: "k", value: "v" }, "metadata: #b bob"],
    ["leaving the server", { type: "close", reason: "gone" }, "quit: #b"],
  ])("is not shown there by a change of %s", (_what, act, expected) => {
    const story = withBob();
    story.gather("#b", "bob");
    expect(told(story, "bob", act)).toEqual([expected]);
  });

  test("is shown to the others, and not again to their own sessions, before what they say", () => {
    const story = withBob();
    expect(told(story, "bob", { type: "say", to: "#a", text: "hi" })).toEqual(["join: #a but bob", "message: #a"]);
    expect(seen(story, "op")).toEqual(["op", "bob"]);
    expect(told(story, "bob", { type: "say", to: "#a", text: "hi" })).toEqual(["message: #a"]);
    expect(told(story, "bob", { type: "nick", nick: "robert" })).toEqual(["nick: #a robert"]);
  });

  test.each<[string, string, Act, string[]]>([
    ["setting a topic", "bob", { type: "topic", channel: "#a", topic: "x" }, ["join: #a but bob", "topic: #a"]],
    [
      "asking somebody in",
      "bob",
      { type: "invite", channel: "#a", nick: "eve" },
      ["join: #a but bob", "invite: eve", "invite: #a"],
    ],
    [
      "tags alone",
      "bob",
      { type: "say", to: "#a", text: "", form: "tags", tags: { "+a": "1" } },
      ["join: #a but bob", "message: #a"],
    ],
    ["being kicked", "op", { type: "kick", channel: "#a", nick: "bob" }, ["join: #a but bob", "kick: #a bob"]],
    ["being given a standing", "op", mode("v", "bob"), ["join: #a but bob", "mode: #a"]],
  ])("is shown by %s", (_what, session, act, expected) => {
    const story = withBob();
    story.act("op", mode("t", undefined, false));
    story.act("eve", openAct("eve"));
    expect(told(story, session, act)).toEqual(expected);
    expect(story.channel("#a").quiet.size).toBe(0);
  });

  test("is shown by taking back what they said when they were there before", () => {
    const story = withBob();
    story.act("bob", { type: "say", to: "#a", text: "hi" });
    const msgid = `${story.state.epoch}-${story.state.seq.toString(36)}`;
    for (const act of [{ type: "part", channel: "#a" } as const, join]) story.act("bob", act);
    const redact = { type: "redact", to: "#a", msgid, author: identityOf(story.user("bob")) } as const;
    expect(told(story, "bob", redact)).toEqual(["join: #a but bob", "redact: #a"]);
  });

  test("does not hear that they are shown", () => {
    const story = withBob();
    const [shown] = story.emissions("bob", { type: "say", to: "#a", text: "hi" });
    if (!shown) throw new Error("nobody was told");
    expect(hears(story.state, shown.audience, story.user("op"))).toBe(true);
    expect(hears(story.state, shown.audience, story.user("bob"))).toBe(false);
  });

  test("is not shown by what is refused", () => {
    const story = withBob();
    story.act("op", mode("m"));
    expect(story.outcome("bob", { type: "say", to: "#a", text: "hi" })).toBe("cannot-send");
    expect(story.outcome("op", mode("x", "bob"))).toBe("unknown-mode");
    expect(seen(story, "op")).toEqual(["op"]);
  });
});

test("events by which several are shown each have an id of their own", () => {
  const story = withBob();
  story.gather("#a", "carol");
  const changes = ["bob", "carol"].map((parameter) => ({ set: true, mode: "v", parameter }));
  const ids = story.emissions("op", { type: "mode", channel: "#a", changes }).map(({ event }) => event.id);
  expect(new Set(ids).size).toBe(3);
});

test("who makes a channel, or comes first into one that was left empty, is shown whatever its modes", () => {
  const story = withBob();
  for (const nick of ["op", "bob"]) story.act(nick, { type: "part", channel: "#a" });
  expect(told(story, "bob", join)).toEqual(["join: #a"]);
  expect(story.channel("#a")).toMatchObject({ flags: "Dnt", quiet: new Set() });
});

test("in a channel of many members whoever joins is not shown, and those who were shown stay so", () => {
  const story = new Story();
  const first = Array.from({ length: LIMITS.quietMembers }, (_, i) => `u${i}`);
  story.gather("#a", ...first, "late");
  expect(seen(story, "u0")).toEqual(first);
  story.act("u1", { type: "part", channel: "#a" });
  story.act("u2", { type: "part", channel: "#a" });
  story.gather("#a", "later");
  expect(seen(story, "u0")).toEqual(["u0", "u3", "later"]);
});
