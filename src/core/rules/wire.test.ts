import { describe, expect, test } from "vitest";
import type { Act } from "../commands.ts";
import type { Event } from "../events.ts";
import { openAct, Story } from "../testing.ts";
import { isConfided } from "./wire.ts";

/** Boss, who operates the server; Tom, who is watched, by two sessions; and Alice, who is signed in. */
function scene(): Story {
  const story = new Story();
  for (const account of ["alice", "tom"]) story.act("", { type: "register", account });
  story.act("boss", openAct("boss"));
  story.act("boss", { type: "oper", name: "boss" });
  for (const session of ["tom", "tom-2"]) story.act(session, openAct("tom", { account: "tom" }));
  story.act("alice", openAct("alice", { account: "alice" }));
  story.act("gus", openAct("gus"));
  return story;
}

const leave = (set: boolean): Act => ({ type: "usermode", changes: [{ set, mode: "W" }] });

function said(by: Partial<Event["from"]>, to: string, more: object = {}): Event {
  const from = { nick: "alice", user: "u", host: "h", ...by };
  return { type: "message", seq: 1, at: 1, id: "e-1", from, to, form: "message", text: "psst", ...more };
}

const ALICE = { nick: "alice", account: "alice" };

describe("what others say to who is watched", () => {
  const confided = (event: Event, story = scene(), guests = false): boolean =>
    isConfided(story.state, event, { session: "tom", ...(guests && { guests }) });

  test("is for them alone if it was said to them alone, and not in a channel", () => {
    expect(confided(said(ALICE, "tom"))).toBe(true);
    expect(confided(said(ALICE, "#lobby"))).toBe(false);
    expect(confided(said(ALICE, "@#lobby"))).toBe(false);
  });

  test("is to be seen if whoever says it has given leave too, until they take it back", () => {
    const story = scene();
    story.act("alice", leave(true));
    expect(confided(said(ALICE, "tom"), story)).toBe(false);
    story.act("alice", leave(false));
    expect(confided(said(ALICE, "tom"), story)).toBe(true);
  });

  test("is to be seen if it is said by a guest, and guests may be watched; but not by who is signed in", () => {
    expect(confided(said({ nick: "gus" }, "tom"), scene(), true)).toBe(false);
    expect(confided(said({ nick: "gus" }, "tom"))).toBe(true);
    expect(confided(said(ALICE, "tom"), scene(), true)).toBe(true);
  });

  test("is to be seen if they say it themself, or the server does", () => {
    expect(confided(said({ nick: "tom", account: "tom" }, "alice"))).toBe(false);
    expect(confided(said({ nick: "(server)" }, "tom"))).toBe(false);
  });

  test("is for them alone if somebody else has that nick by now, or nobody", () => {
    const story = scene();
    story.act("gus", leave(true));
    expect(confided(said({ nick: "gus", account: "gus" }, "tom"), story)).toBe(true);
    expect(confided(said({ nick: "gone" }, "tom"), story, true)).toBe(true);
  });
});

test("whoever is watched is told so by the server, and by whom", () => {
  const story = scene();
  story.act("tom", leave(true));
  const [event] = story.outcome("boss", { type: "wire", session: "tom-2" });
  expect(event).toMatchObject({ type: "message", form: "notice", to: "tom", from: { nick: "(server)" } });
  expect(event).toMatchObject({ text: expect.stringContaining("boss watches") });
});
