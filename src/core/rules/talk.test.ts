import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Act } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { restore, snapshot } from "../snapshot.ts";
import { openAct, Story } from "../testing.ts";

const say = (text: string, ref?: string, to = "#a") =>
  ({ type: "say", to, text, ...(ref !== undefined && { ref }) }) as const;

/** A story of a client with the key `k`, in `#a`. */
function keyed(): Story {
  const story = new Story();
  story.act("s", openAct("alice", { key: "k" }));
  story.act("s", { type: "join", channel: "#a" });
  return story;
}

describe("a message said again with its ref", () => {
  test("is the one that was said first", () => {
    const story = keyed();
    const first = story.act("s", say("hello", "1"));
    expect(first).toMatchObject({ emissions: [{ event: { type: "message", text: "hello" } }] });
    expect(story.act("s", say("hello", "1"))).toEqual({ emissions: [], repeats: story.entries.length - 1 });
    expect(story.act("s", say("hello", "2"))).toMatchObject({ emissions: [{}] });
  });

  test("is known after the client has come back, on whichever node, and after the server has", () => {
    const story = keyed();
    story.act("s", say("hello", "1"));
    const seq = story.entries.length;
    story.act("s", { type: "close", reason: "" });
    story.state = restore(snapshot(story.state));
    story.act("t", openAct("alice", { key: "k" }), "other");
    story.act("t", { type: "join", channel: "#a" }, "other");
    expect(story.act("t", say("hello", "1"), "other")).toEqual({ emissions: [], repeats: seq });
  });

  test("is answered even where it could not be said now", () => {
    const story = keyed();
    story.act("s", say("hello", "1"));
    const seq = story.entries.length;
    story.act("s", { type: "close", reason: "" });
    story.act("t", openAct("alice", { key: "k" }));
    expect(story.act("t", say("hello", "1"))).toEqual({ emissions: [], repeats: seq });
    expect(story.outcome("t", say("hello", "2"))).toBe("cannot-send");
  });

  test("is a message like any other if another client said it, or one that nobody knows again", () => {
    const story = keyed();
    story.gather("#a", "bob");
    story.act("s", say("hello", "1"));
    for (let i = 0; i < 2; i++) expect(story.act("bob", say("hello", "1"))).toMatchObject({ emissions: [{}] });
    expect([...story.state.refs.keys()]).toEqual(["k"]);
  });

  test("is forgotten only after as many others as are remembered", () => {
    const story = keyed();
    for (let i = 0; i <= LIMITS.refsPerClient; i++) story.act("s", say("x", `r${i}`));
    expect(story.act("s", say("x", "r1"))).toMatchObject({ repeats: expect.any(Number) });
    expect(story.act("s", say("x", "r0"))).toMatchObject({ emissions: [{}] });
  });

  test("is said once, whatever happens in between", () => {
    const step = fc.constantFrom("come", "join", "part", "leave", "restart", "1", "2", "3");
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
        const story = new Story();
        story.gather("#a", "keeper");
        const said = new Map<string, number>();
        for (const name of steps) {
          const act = ACTS[name];
          if (act) story.act("s", act);
          else if (name === "restart") story.state = restore(snapshot(story.state));
          else sayOnce(story, name, said);
        }
      }),
    );
  });
});

const ACTS: Readonly<Record<string, Act>> = {
  come: openAct("alice", { key: "k" }),
  join: { type: "join", channel: "#a" },
  part: { type: "part", channel: "#a" },
  leave: { type: "close", reason: "" },
};

/** Says something with a ref; if that is taken, it has to be new, or the seq under which it was said first. */
function sayOnce(story: Story, ref: string, said: Map<string, number>): void {
  const outcome = story.act("s", say("hello", ref));
  if (outcome.refusal) return;
  const repeats = said.get(ref);
  if (repeats === undefined) said.set(ref, story.entries.length);
  expect(outcome).toMatchObject(repeats === undefined ? { emissions: [{}] } : { emissions: [], repeats });
}

describe("a message", () => {
  test("goes to all members of a channel, or to a user and the other sessions of who said it", () => {
    const story = new Story();
    story.gather("#a", "alice", "bob");
    const [alice, bob] = [story.user("alice").id, story.user("bob").id];
    expect(story.act("alice", say("x", undefined, "#A"))).toMatchObject({
      emissions: [{ event: { to: "#a", form: "message" }, audience: { channels: ["#a"], users: [] } }],
    });
    expect(story.act("alice", say("x", undefined, "BOB"))).toMatchObject({
      emissions: [{ event: { to: "bob" }, audience: { channels: [], users: [bob, alice] } }],
    });
    expect(story.act("alice", say("x", undefined, "alice"))).toMatchObject({
      emissions: [{ audience: { channels: [], users: [alice] } }],
    });
  });

  test("is bounded, and of text that every dialect can show", () => {
    const story = keyed();
    expect(story.outcome("s", say("x".repeat(LIMITS.textBytes)))).toHaveLength(1);
    expect(story.outcome("s", say("x".repeat(LIMITS.textBytes + 1)))).toBe("too-long");
    expect(story.outcome("s", say("x", "r".repeat(LIMITS.refBytes + 1)))).toBe("too-long");
    expect(story.outcome("s", { ...say("x"), tags: { "+a": "x".repeat(LIMITS.tagsBytes) } })).toBe("too-long");
    expect(story.outcome("s", say(""))).toBe("no-text");
    expect(story.outcome("s", { ...say(""), form: "tags" })).toBe("no-text");
    expect(story.outcome("s", say("a\0"))).toBe("bad-command");
    expect(story.outcome("s", say("a\r"))).toBe("bad-command");
    expect(story.outcome("s", say("two\nlines"))).toHaveLength(1);
  });

  test("is for members of a channel that is +n, for those with a voice if it is +m, and not for the banned", () => {
    const story = new Story();
    story.gather("#a", "op", "bob");
    story.act("stranger", openAct("stranger"));
    expect(story.outcome("stranger", say("x"))).toBe("cannot-send");
    const set = (set: boolean, mode: string, parameter?: string): void => {
      const change = { set, mode, ...(parameter !== undefined && { parameter }) };
      story.act("op", { type: "mode", channel: "#a", changes: [change] });
    };
    set(false, "n");
    expect(story.outcome("stranger", say("x"))).toHaveLength(1);
    set(true, "m");
    expect(story.outcome("bob", say("x"))).toBe("cannot-send");
    set(true, "v", "bob");
    expect(story.outcome("bob", say("x"))).toHaveLength(1);
    set(false, "m");
    set(false, "v", "bob");
    set(true, "b", "BOB");
    expect(story.outcome("bob", say("x"))).toBe("cannot-send");
    set(true, "e", "*!*@h?st");
    expect(story.outcome("bob", say("x"))).toHaveLength(1);
  });

  test("to a name that is too long to be one is refused without folding it, which could take seconds", () => {
    const story = keyed();
    const marks = `x${"\u0300\u0316".repeat(200_000)}`;
    expect(story.outcome("s", say("x", undefined, marks))).toBe("no-such-nick");
    expect(story.outcome("s", say("x", undefined, `#${marks}`))).toBe("no-such-channel");
  });
});

describe("a message to those of a standing", () => {
  test("is told to them and those above, and to who said it, under its own name", () => {
    const story = new Story();
    story.gather("#A", "op", "voiced", "bob", "carol");
    story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "v", parameter: "voiced" }] });
    const [op, voiced, bob] = ["op", "voiced", "bob"].map((nick) => story.user(nick).id);
    const users = (session: string, to: string): unknown =>
      story.emissions(session, say("x", undefined, to))[0]?.audience;
    expect(users("bob", "@#a")).toEqual({ channels: [], users: [op, bob] });
    expect(users("bob", "+#a")).toEqual({ channels: [], users: [op, voiced, bob] });
    expect(users("op", "@#a")).toEqual({ channels: [], users: [op] });
    expect(story.outcome("bob", say("x", undefined, "@#a"))).toMatchObject([{ to: "@#A" }]);
    expect(story.outcome("bob", say("x", undefined, "@#b"))).toBe("no-such-channel");
    expect(story.outcome("bob", say("x", undefined, "!#a"))).toBe("no-such-nick");
  });

  test("is for those who may speak in the channel", () => {
    const story = new Story();
    story.gather("#a", "op", "bob");
    story.act("eve", openAct("eve"));
    expect(story.outcome("eve", say("x", undefined, "@#a"))).toBe("cannot-send");
    story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "m" }] });
    expect(story.outcome("bob", say("x", undefined, "@#a"))).toBe("cannot-send");
  });
});

describe("a channel of mode", () => {
  function ofMode(mode: string): Story {
    const story = new Story();
    story.gather("#a", "op", "bob");
    story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode }] });
    return story;
  }

  test("C takes no CTCP, in whatever line, but actions", () => {
    const story = ofMode("C");
    for (const text of ["\x01VERSION\x01", "\x01", "hello\n\x01VERSION\x01"]) {
      for (const session of ["op", "bob"]) expect(story.outcome(session, say(text)), text).toBe("cannot-send");
      expect(story.outcome("bob", { ...say(text, undefined, "@#a"), form: "notice" })).toBe("cannot-send");
      expect(story.outcome("bob", say(text, undefined, "op"))).toHaveLength(1);
    }
    expect(story.outcome("bob", { ...say("waves"), form: "action" })).toHaveLength(1);
    expect(story.outcome("bob", say("a \x01 within"))).toHaveLength(1);
  });

  test("T of a user takes no CTCP from anybody, but actions and all else", () => {
    const story = ofMode("n");
    story.act("bob", { type: "usermode", changes: [{ set: true, mode: "T" }] });
    expect(story.outcome("op", say("\x01VERSION\x01", undefined, "bob"))).toBe("cannot-send");
    expect(story.outcome("op", { ...say("waves", undefined, "bob"), form: "action" })).toHaveLength(1);
    expect(story.outcome("op", say("what is your client?", undefined, "bob"))).toHaveLength(1);
  });

  test("M lets those speak who are signed in or have a voice", () => {
    const story = ofMode("M");
    expect(story.outcome("bob", say("x"))).toBe("cannot-send");
    story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "v", parameter: "bob" }] });
    expect(story.outcome("bob", say("x"))).toHaveLength(1);
    story.gather("#a", "carol");
    story.signIn("carol", "carol");
    expect(story.outcome("carol", say("x"))).toHaveLength(1);
  });
});
