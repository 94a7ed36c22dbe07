import { describe, expect, test } from "vitest";
import type { Act } from "../commands.ts";
import { openAct, Story } from "../testing.ts";

/** Ron may only read, as long as he has no account; ann has come where one needs one. */
function withReader(): Story {
  const story = new Story();
  for (const name of ["ann", "ron"]) story.act("", { type: "register", account: name });
  story.gather("#a", "bob");
  story.act("ron", openAct("reader", { guests: "read" }));
  story.act("ann", openAct("ann", { guests: "none", account: "ann" }));
  story.gather("#a", "ron");
  return story;
}

describe("a guest who may only read", () => {
  test("is in channels and tells nobody anything", () => {
    const story = withReader();
    const words: Act[] = [
      { type: "say", to: "#a", text: "hello" },
      { type: "say", to: "bob", text: "hello" },
      { type: "away", text: "shout" },
      { type: "setname", realname: "shout" },
      { type: "invite", channel: "#a", nick: "ann" },
      { type: "metadata", to: "*", key: "k", value: "shout" },
    ];
    for (const act of words) expect(story.outcome("ron", act), act.type).toBe("account-needed");
    const [part] = story.emissions("ron", { type: "part", channel: "#a", reason: "shout" });
    expect(part?.event).not.toHaveProperty("reason");
  });

  test("has all rights once signed in", () => {
    const story = withReader();
    story.act("ron", { type: "login", account: "ron" });
    expect(story.outcome("ron", { type: "say", to: "#a", text: "hello" })).toHaveLength(1);
    story.act("ron", { type: "logout" });
    expect(story.outcome("ron", { type: "say", to: "#a", text: "hello" })).toBe("account-needed");
  });

  test("may keep order as an operator of the server", () => {
    const story = withReader();
    story.act("ron", { type: "oper", name: "boss" });
    expect(story.outcome("ron", { type: "kill", nick: "bob", reason: "spam" })).toHaveLength(1);
  });

  test("stays one beside a session of the same user that may more", () => {
    const story = new Story();
    story.act("free", openAct("eve", { key: "k" }));
    story.act("bound", openAct("eve", { key: "k", guests: "read" }));
    expect(story.outcome("free", { type: "say", to: "eve", text: "x" })).toHaveLength(1);
    expect(story.outcome("bound", { type: "say", to: "eve", text: "x" })).toBe("account-needed");
  });
});

describe("where one needs an account", () => {
  test("nobody comes in without one, nor goes on without it", () => {
    const story = withReader();
    expect(story.outcome("x", openAct("x", { guests: "none" }))).toBe("account-needed");
    expect(story.outcome("ann", { type: "logout" })).toBe("account-needed");
    expect(story.act("", { type: "unregister", account: "ann" })).toMatchObject({ ended: { sessions: ["ann"] } });
  });

  test("a client's key does not make somebody a guest who has signed in", () => {
    const story = withReader();
    story.act("ann", { type: "close", reason: "" });
    story.act("guest", openAct("guest", { key: "k" }));
    story.act("signed", openAct("annie", { key: "k", guests: "none", account: "ann" }));
    expect(story.user("annie")).toMatchObject({ account: "ann", sessions: new Set(["signed"]) });
    expect(story.user("annie")).not.toHaveProperty("key");
    expect(story.user("guest")).toMatchObject({ key: "k", sessions: new Set(["guest"]) });
  });
});
