import { describe, expect, test } from "vitest";
import type { Act } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { restore, snapshot } from "../snapshot.ts";
import { openAct, Story } from "../testing.ts";
import { ABSENT } from "./endings.ts";

const close: Act = { type: "close", reason: "bye" };
const alwayson = (on: boolean): Act => ({ type: "alwayson", account: "alice", on });
const back = (nick = "alice", made = false): Act => openAct(nick, { account: "alice", made });

/** Alice's account is always on; she is in `#a` with bob. */
function withAlice(): Story {
  const story = new Story();
  story.act("", { type: "register", account: "alice" });
  story.act("alice", back());
  story.gather("#a", "alice", "bob");
  story.act("alice", alwayson(true));
  return story;
}

describe("a user who is always on", () => {
  test("stays in their channels, away, and speaks on when a session comes", () => {
    const story = withAlice();
    const { id } = story.user("alice");
    expect(story.emissions("alice", close)).toMatchObject([
      { event: { type: "away", text: ABSENT, from: { nick: "alice" } }, audience: { channels: ["#a"] } },
    ]);
    story.state = restore(snapshot(story.state));
    expect(story.channel("#a").members.has(id)).toBe(true);
    expect(story.outcome("bob", { type: "say", to: "alice", text: "there?" })).toHaveLength(1);
    expect(story.emissions("back", back())).toMatchObject([{ event: { type: "away", from: { nick: "alice" } } }]);
    expect(story.user("alice")).toMatchObject({ id, sessions: new Set(["back"]) });
    expect(story.user("alice")).not.toHaveProperty("absent");
    expect(story.user("alice")).not.toHaveProperty("away");
  });

  test("keeps the reason for which they were away before", () => {
    const story = withAlice();
    story.act("alice", { type: "away", text: "lunch" });
    expect(story.outcome("alice", close)).toEqual([]);
    expect(story.outcome("back", back())).toEqual([]);
    expect(story.user("alice").away).toBe("lunch");
  });

  test("is spoken for by whoever signs in, without a nick or with any, and keeps their own", () => {
    const story = withAlice();
    const { id } = story.user("alice");
    story.act("", { type: "register", account: "zoe" });
    story.act("alice", close);
    const brought = [back("guest", true), back("al"), back("bob"), back("zoe"), back("no nick")];
    for (const open of brought) {
      expect(story.outcome("back", open), open.type).toMatchObject([{ type: "away", from: { nick: "alice" } }]);
      expect(story.user("alice")).toMatchObject({ id, sessions: new Set(["back"]) });
      story.act("back", close);
    }
    expect(story.user("bob").sessions).toEqual(new Set(["bob"]));
  });

  test("is one user over several clients with nicks of their own, and stays in all channels when all have closed", () => {
    const story = withAlice();
    const { id } = story.user("alice");
    const clients = ["al", "alice_phone", "alice_web"];
    for (const [i, nick] of clients.entries()) {
      expect(story.outcome(nick, back(nick))).toEqual([]);
      story.act(nick, { type: "join", channel: `#${i}` });
    }
    expect(story.user("alice").sessions).toEqual(new Set(["alice", ...clients]));
    for (const session of clients) expect(story.outcome(session, close)).toEqual([]);
    expect(story.outcome("alice", close)).toMatchObject([{ type: "away", text: ABSENT }]);
    expect([...story.state.users.values()].map(({ nick }) => nick)).toEqual(["alice", "bob"]);
    expect(story.user("alice")).toMatchObject({ id, absent: { isAway: true } });
    expect([...story.user("alice").channels.keys()]).toEqual(["#a", "#0", "#1", "#2"]);
  });

  test("takes no nick from anybody by coming back, but gets the account's own one back by asking for it", () => {
    const story = withAlice();
    story.act("alice", { type: "nick", nick: "al" });
    story.act("x", openAct("x"));
    story.act("x", { type: "login", account: "alice" });
    story.act("x", { type: "nick", nick: "alice" });
    story.act("x", { type: "logout" });
    story.act("alice", close);
    expect(story.outcome("back", back("alice"))).toMatchObject([{ type: "away" }]);
    expect(story.user("al").sessions).toEqual(new Set(["back"]));
    story.act("back", { type: "nick", nick: "alice" });
    expect(story.user("alice").account).toBe("alice");
    expect(story.user("alice2").sessions).toEqual(new Set(["x"]));
  });

  test("is one of an account: others leave with their last session, and the one with its nick stays", () => {
    const story = withAlice();
    const comeBy = (): void => {
      story.act("phone", openAct("alice_phone"));
      story.act("phone", { type: "login", account: "alice" });
    };
    comeBy();
    expect(story.outcome("phone", close)).toMatchObject([{ type: "quit" }]);
    comeBy();
    story.act("alice", close);
    expect(story.user("alice")).toHaveProperty("absent");
    expect(story.outcome("phone", close)).toMatchObject([{ type: "quit" }]);
    expect(story.state.nicks.has("alice_phone")).toBe(false);
  });

  test("leaves when they are no longer to stay, when killed, and when the account is removed", () => {
    for (const act of [alwayson(false), { type: "unregister", account: "alice" } satisfies Act]) {
      const story = withAlice();
      story.act("alice", close);
      expect(story.outcome("", act), act.type).toMatchObject([{ type: "quit", from: { nick: "alice" } }]);
      expect(story.state.nicks.has("alice")).toBe(false);
    }
    const story = withAlice();
    story.act("alice", close);
    story.act("bob", { type: "oper", name: "boss" });
    expect(story.act("bob", { type: "kill", nick: "alice", reason: "" })).toMatchObject({ ended: { sessions: [] } });
    expect(story.outcome("back", back())).toMatchObject([{ type: "arrive" }, { type: "join", channel: "#a" }]);
  });

  test("stays when their node starts again, with an id of its own for every event", () => {
    const story = withAlice();
    const start: Act = { type: "start", name: "one", epoch: "e", channels: [] };
    story.act("", start, "one-1");
    story.act("there", back(), "one-1");
    story.act("alice", close);
    story.act("", { type: "register", account: "carol" });
    story.act("carol", openAct("carol", { account: "carol" }), "one-1");
    story.act("carol", { type: "oper", name: "boss" });
    story.act("carol", { type: "away", text: "lunch" });
    story.act("carol", { type: "alwayson", account: "carol", on: true });
    const outcome = story.act("", start, "one-2");
    expect(outcome).toMatchObject({ ended: { sessions: ["there", "carol"], code: "shutdown" } });
    const ids = outcome.refusal ? [] : outcome.emissions.map(({ event }) => "id" in event && event.id);
    expect(new Set(ids).size).toBe(2);
    expect(story.user("alice")).toHaveProperty("absent");
    expect(story.user("carol")).toHaveProperty("absent");
  });

  test("is no operator of the server while nobody speaks for them, but by a role", () => {
    const story = withAlice();
    story.act("alice", { type: "oper", name: "boss" });
    story.act("alice", close);
    expect(story.user("alice")).not.toHaveProperty("operator");
    story.act("", { type: "role", account: "alice", role: "admin" });
    story.act("back", back());
    story.act("back", close);
    expect(story.user("alice").operator).toBe("alice");
  });

  test("has room for as many sessions as anybody", () => {
    const story = withAlice();
    for (let i = 1; i < LIMITS.sessionsPerUser; i++) story.act(`s${i}`, back());
    expect(story.outcome("late", back())).toBe("too-many-sessions");
  });
});

test("somebody without an account, or who is not always on, leaves with the last session", () => {
  const story = withAlice();
  expect(story.outcome("bob", close)).toMatchObject([{ type: "quit", reason: "bye" }]);
  story.act("alice", alwayson(false));
  expect(story.outcome("alice", close)).toMatchObject([{ type: "quit", reason: "bye" }]);
});

test("who has left comes back as a regular even if they were always on for a while", () => {
  const story = withAlice();
  story.act("alice", alwayson(false));
  story.act("alice", close);
  expect(story.outcome("back", back())).toMatchObject([{ type: "arrive" }, { type: "join", channel: "#a" }]);
  expect(story.channel("#a").members.get(story.user("alice").id)).toBe("o");
});
