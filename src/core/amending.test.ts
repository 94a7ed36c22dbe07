import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amend, reactionOf } from "./amending.ts";
import type { EditEvent, MessageEvent, Who } from "./events.ts";
import { LIMITS } from "./limits.ts";
import type { PastEvent } from "./ports.ts";

const alice = { nick: "alice", user: "a", host: "h" };
const bob = { nick: "bob", user: "b", host: "h" };
const message: MessageEvent = {
  type: "message",
  seq: 1,
  at: 1_000,
  id: "e-1",
  from: alice,
  to: "#a",
  form: "message",
  text: "tea?",
};

function edit(seq: number, text: string): EditEvent {
  return { type: "edit", seq, at: seq * 1_000, id: `e-${seq}`, from: alice, to: "#a", msgid: "e-1", text };
}

/** Gives a reaction, or takes one away. */
function react(seq: number, from: Who, text: string, verb: "react" | "unreact" = "react"): MessageEvent {
  const tags = { "+draft/reply": "e-1", [`+draft/${verb}`]: text };
  return { type: "message", seq, at: seq * 1_000, id: `e-${seq}`, from, to: "#a", form: "tags", text: "", tags };
}

function amended(...events: readonly PastEvent[]): MessageEvent {
  return events.reduce(amend, message);
}

describe("what a message says of another", () => {
  test("is a reaction that is given or taken away, and to which message", () => {
    const tags = { "+draft/reply": "e-1", "+draft/react": "+1" };
    expect(reactionOf({ tags })).toEqual({ msgid: "e-1", text: "+1", set: true });
    expect(reactionOf({ tags: { "+reply": "e-1", "+draft/react": "+1" } })).toMatchObject({ msgid: "e-1" });
    expect(reactionOf({ tags: { "+draft/reply": "e-1", "+draft/unreact": "+1" } })).toMatchObject({ set: false });
  });

  test("is nothing without the message, without a reaction, or with one that is too long", () => {
    const most = "x".repeat(LIMITS.reactionBytes);
    for (const tags of [
      undefined,
      {},
      { "+draft/react": "+1" },
      { "+draft/reply": "e-1" },
      { "+draft/reply": "e-1", "+draft/react": "" },
      { "+draft/reply": "e-1", "+draft/react": `${most}x` },
      { "+draft/reply": "e-1", "+draft/react": `${"x".repeat(LIMITS.reactionBytes - 1)}é` },
    ]) {
      expect(reactionOf({ ...(tags && { tags }) })).toBeUndefined();
    }
    expect(reactionOf({ tags: { "+draft/reply": "e-1", "+draft/react": most } })).toMatchObject({ text: most });
  });
});

describe("a message that is edited", () => {
  test("has its last text, with when it got that, and all else as before", () => {
    expect(amended(edit(5, "Tea?"), edit(7, "Tea!"))).toEqual({
      ...message,
      text: "Tea!",
      edited: { seq: 7, at: 7_000 },
    });
  });

  test("keeps its last text whatever older ones come later", () => {
    expect(amended(edit(7, "Tea!"), edit(5, "Tea?"), edit(7, "coffee"))).toEqual(amended(edit(7, "Tea!")));
  });

  test("keeps its reactions, and has the files of its new text", () => {
    const files = [{ id: "i", name: "n", type: "t", size: 1, hash: "h" }];
    const shared = amend({ ...message, files }, react(3, bob, "+1"));
    const bare = amend(shared, edit(4, "Tea!"));
    expect(bare).toMatchObject({ reactions: [{ text: "+1" }], reacted: 3 });
    expect(bare).not.toHaveProperty("files");
    expect(amend(bare, { ...edit(5, "Tea!"), files })).toMatchObject({ files, reactions: [{ text: "+1" }] });
  });
});

describe("reactions to a message", () => {
  test("are there once each, in the order in which they came up, with whose they are", () => {
    expect(amended(react(2, bob, "+1"), react(3, alice, "tea"), react(4, alice, "+1"))).toEqual({
      ...message,
      reactions: [
        { text: "+1", by: [{ nick: "bob" }, { nick: "alice" }] },
        { text: "tea", by: [{ nick: "alice" }] },
      ],
      reacted: 4,
    });
  });

  test("are taken away by whose they are alone, and are gone with the last one's", () => {
    const both = [react(2, bob, "+1"), react(3, alice, "+1")];
    expect(amended(...both, react(4, bob, "+1", "unreact")).reactions).toEqual([
      { text: "+1", by: [{ nick: "alice" }] },
    ]);
    expect(amended(...both, react(4, bob, "tea", "unreact"))).toEqual(amended(...both));
    expect(amended(...both, react(4, { ...bob, nick: "eve" }, "+1", "unreact"))).toEqual(amended(...both));
    const none = amended(...both, react(4, bob, "+1", "unreact"), react(5, alice, "+1", "unreact"));
    expect(none).toEqual({ ...message, reacted: 5 });
  });

  test("that are given twice count once", () => {
    expect(amended(react(2, bob, "+1"), react(3, bob, "+1"))).toEqual(amended(react(2, bob, "+1")));
  });

  test("are an account's under whatever nick, and of others a nick's", () => {
    const signedIn = { ...bob, account: "Bob" };
    const renamed = { ...signedIn, nick: "robert" };
    const given = amended(react(2, signedIn, "+1"));
    expect(given.reactions).toEqual([{ text: "+1", by: [{ nick: "bob", account: "Bob" }] }]);
    expect(amend(given, react(3, renamed, "+1"))).toEqual(given);
    expect(amend(given, react(3, bob, "+1", "unreact"))).toEqual(given);
    expect(amend(given, react(3, renamed, "+1", "unreact")).reactions).toBeUndefined();
    const guests = amended(react(2, bob, "+1"));
    expect(amend(guests, react(3, signedIn, "+1", "unreact"))).toEqual(guests);
    expect(amend(guests, react(3, signedIn, "+1")).reactions?.[0]?.by).toHaveLength(2);
  });

  test("are so many and no more, until one is taken away", () => {
    const guests = Array.from({ length: LIMITS.reactionsPerMessage }, (_, i) => ({ ...bob, nick: `bob${i}` }));
    const full = amended(...guests.map((guest, i) => react(i + 2, guest, i % 2 === 0 ? "+1" : "tea")));
    const next = LIMITS.reactionsPerMessage + 2;
    expect(full.reactions?.flatMap(({ by }) => by)).toHaveLength(LIMITS.reactionsPerMessage);
    expect(amend(full, react(next, bob, "+1"))).toEqual(full);
    expect(amend(full, react(next, bob, "new"))).toEqual(full);
    const less = amend(full, react(next, { ...bob, nick: "bob7" }, "tea", "unreact"));
    expect(amend(less, react(next + 1, bob, "new")).reactions?.at(-1)).toEqual({ text: "new", by: [{ nick: "bob" }] });
  });

  test("are so many of one person and no more, so that nobody can use up those of others", () => {
    const own = Array.from({ length: LIMITS.reactionsPerUser + 1 }, (_, i) => react(i + 2, bob, `${i}`));
    const full = amended(...own);
    expect(full.reactions).toHaveLength(LIMITS.reactionsPerUser);
    expect(amend(full, react(99, alice, "+1")).reactions).toHaveLength(LIMITS.reactionsPerUser + 1);
  });

  test("that are older than the last one that counts are no news", () => {
    const taken = amended(react(2, bob, "+1"), react(4, bob, "+1", "unreact"));
    expect(amend(taken, react(3, alice, "+1"))).toEqual(taken);
    expect(amend(taken, react(2, bob, "+1"))).toEqual(taken);
  });
});

test("what neither edits nor reacts changes nothing", () => {
  const said: PastEvent = { ...message, seq: 2, id: "e-2", tags: { "+draft/reply": "e-1" } };
  const left: PastEvent = { type: "part", seq: 2, at: 2, id: "e-2", from: bob, channel: "#a" };
  for (const event of [said, left]) expect(amend(message, event)).toBe(message);
});

describe("amendments", () => {
  const who = fc.constantFrom<Who>(alice, bob, { ...bob, account: "Bob" }, { ...alice, account: "Bob" });
  const verb = fc.constantFrom("react" as const, "unreact" as const);
  const change = fc.oneof(
    fc.record({ text: fc.constantFrom("x", "y") }),
    fc.record({ text: fc.constantFrom("+1", "tea", "cake"), who, verb }),
  );
  const changes = fc.array(change, { maxLength: 12 }).map((all) =>
    all.map((one, i): PastEvent => {
      return "who" in one ? react(i + 10, one.who, one.text, one.verb) : edit(i + 10, one.text);
    }),
  );
  /** One with hardly room for more reactions, too. */
  const others = Array.from({ length: LIMITS.reactionsPerMessage - 2 }, (_, i) => ({ nick: `guest${i}` }));
  const full: MessageEvent = { ...message, reactions: [{ text: "cake", by: others }], reacted: 5 };

  test("that are done again, the latest or all, change nothing", () => {
    fc.assert(
      fc.property(fc.boolean(), changes, fc.nat(12), (isFull, events, count) => {
        const from = isFull ? full : message;
        const once = events.reduce(amend, from);
        expect(events.slice(count).reduce(amend, once)).toEqual(once);
      }),
    );
  });

  test("may begin to be done again in the middle, and lead to the same", () => {
    fc.assert(
      fc.property(fc.boolean(), changes, fc.nat(12), (isFull, events, count) => {
        const from = isFull ? full : message;
        const some = events.slice(0, count).reduce(amend, from);
        expect(events.reduce(amend, some)).toEqual(events.reduce(amend, from));
      }),
    );
  });
});
