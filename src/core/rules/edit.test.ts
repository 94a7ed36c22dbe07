import { describe, expect, test } from "vitest";
import type { Edit } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { restore, snapshot } from "../snapshot.ts";
import { identityOf } from "../state.ts";
import { openAct, Story } from "../testing.ts";

const VERIFIER = { salt: "", iterations: 4096, storedKey: "", serverKey: "" };

/** A channel with an operator, `bob`, who has said something of this id, and `carol`. */
function said(to = "#a"): { readonly story: Story; readonly edit: (more?: Partial<Edit>) => Edit } {
  const story = new Story();
  story.act("", { type: "start", name: "n", epoch: "e", channels: [] });
  story.gather("#a", "op", "bob", "carol");
  const [event] = story.outcome("bob", { type: "say", to, text: "oops" });
  if (typeof event !== "object") throw new Error("bob could not say it");
  const author = identityOf(story.user("bob"));
  return { story, edit: (more = {}) => ({ type: "edit", to, msgid: event.id, text: "better", author, ...more }) };
}

/** What the operator changes of #a. */
function change(story: Story, set: boolean, mode: string, parameter?: string): void {
  const changes = [{ set, mode, ...(parameter !== undefined && { parameter }) }];
  story.emissions("op", { type: "mode", channel: "#a", changes });
}

describe("giving a message another text", () => {
  test("is for who said it alone, whoever operates the channel, and is told to those who were told the message", () => {
    const { story, edit } = said();
    for (const session of ["op", "carol"]) expect(story.outcome(session, edit())).toBe("not-yours");
    expect(story.emissions("bob", edit({ to: "#A" }))).toEqual([
      {
        event: {
          type: "edit",
          seq: story.state.seq,
          at: story.state.at,
          id: `e-${story.state.seq.toString(36)}`,
          from: { nick: "bob", user: "user", host: "host" },
          to: "#a",
          msgid: edit().msgid,
          text: "better",
        },
        audience: { channels: ["#a"], users: [] },
      },
    ]);
  });

  test("comes too late once the message is taken back, though it was there when it was looked up; so does a reaction", () => {
    const { story, edit } = said();
    const { msgid, to } = edit();
    const reaction = {
      type: "say",
      to,
      text: "",
      form: "tags",
      tags: { "+draft/reply": msgid, "+draft/react": "+1" },
    } as const;
    expect(story.outcome("carol", reaction)).toHaveLength(1);
    story.emissions("op", { type: "redact", to, msgid, author: edit().author ?? "" });
    expect(story.outcome("bob", edit())).toBe("no-such-message");
    expect(story.outcome("carol", reaction)).toBe("no-such-message");
    story.state = restore(snapshot(story.state));
    expect(story.outcome("bob", edit())).toBe("no-such-message");
    expect(story.outcome("bob", edit({ msgid: "e-z" }))).toHaveLength(1);
  });

  test("is for who said it under their account, whoever they are by now", () => {
    const { story, edit } = said();
    story.act("early", { type: "register", account: "bob2", verifier: VERIFIER });
    story.act("carol", { type: "login", account: "bob2" });
    expect(story.outcome("carol", edit({ author: "bob2" }))).toHaveLength(1);
    expect(story.outcome("bob", edit({ author: "bob2" }))).toBe("not-yours");
  });

  test("is not for another who has come under the same nick", () => {
    const { story, edit } = said();
    story.act("bob", { type: "close", reason: "" });
    story.act("bob2", openAct("bob"));
    story.act("bob2", { type: "join", channel: "#a" });
    expect(story.outcome("bob2", edit())).toBe("not-yours");
  });

  test("needs a message that the node has found, and an id of this log", () => {
    const { story, edit } = said();
    const { author: _nobody, ...unknown } = edit();
    expect(story.outcome("bob", unknown)).toBe("no-such-message");
    for (const msgid of ["", "e-", "e-1.1", "other-1", "e-zzzzzzzzzzzz"]) {
      expect(story.outcome("bob", edit({ msgid })), msgid).toBe("no-such-message");
    }
  });

  test("needs a text such as can be said", () => {
    const { story, edit } = said();
    expect(story.outcome("bob", edit({ text: "" }))).toBe("no-text");
    expect(story.outcome("bob", edit({ text: "x".repeat(LIMITS.textBytes + 1) }))).toBe("too-long");
    expect(story.outcome("bob", edit({ text: "é".repeat(LIMITS.textBytes / 2 + 1) }))).toBe("too-long");
    for (const text of ["a\0b", "a\rb"]) expect(story.outcome("bob", edit({ text }))).toBe("bad-command");
    expect(story.outcome("bob", edit({ text: "x".repeat(LIMITS.textBytes) }))).toHaveLength(1);
    expect(story.outcome("bob", edit({ text: "two\nlines" }))).toMatchObject([{ text: "two\nlines" }]);
  });

  test("is for those who may speak there", () => {
    const { story, edit } = said();
    change(story, true, "b", "m:bob!*@*");
    expect(story.outcome("bob", edit())).toBe("cannot-send");
    change(story, false, "b", "m:bob!*@*");
    change(story, true, "b", "bob!*@*");
    expect(story.outcome("bob", edit())).toBe("cannot-send");
    change(story, false, "b", "bob!*@*");
    change(story, true, "m");
    expect(story.outcome("bob", edit())).toBe("cannot-send");
    change(story, true, "v", "bob");
    expect(story.outcome("bob", edit())).toHaveLength(1);
    change(story, true, "C");
    expect(story.outcome("bob", edit({ text: "\x01VERSION\x01" }))).toBe("cannot-send");
  });

  test("is not for who is not in the channel, even if they said it and may speak there", () => {
    const { story, edit } = said();
    change(story, false, "n");
    story.act("bob", { type: "part", channel: "#a" });
    expect(story.outcome("bob", edit())).toBe("not-in-channel");
    expect(story.outcome("bob", edit({ to: "#b" }))).toBe("no-such-channel");
    expect(story.outcome("bob", edit({ to: "nobody" }))).toBe("no-such-nick");
  });

  test("that was said to one user is told to both", () => {
    const { story, edit } = said("carol");
    for (const session of ["carol", "op"]) expect(story.outcome(session, edit())).toBe("not-yours");
    expect(story.emissions("bob", edit({ to: "CAROL" }))).toMatchObject([
      { event: { to: "carol" }, audience: { channels: [], users: [story.user("carol").id, story.user("bob").id] } },
    ]);
    story.act("carol", { type: "nick", nick: "caroline" });
    expect(story.outcome("bob", edit())).toBe("no-such-nick");
    expect(story.outcome("bob", edit({ to: "caroline" }))).toMatchObject([{ to: "caroline" }]);
    story.act("carol", { type: "usermode", changes: [{ set: true, mode: "T" }] });
    expect(story.outcome("bob", edit({ to: "caroline", text: "\x01VERSION\x01" }))).toBe("cannot-send");
  });

  test("that was said to those of a standing is told to them", () => {
    const { story, edit } = said("@#a");
    expect(story.emissions("bob", edit())).toMatchObject([
      { event: { to: "@#a" }, audience: { channels: [], users: [story.user("op").id, story.user("bob").id] } },
    ]);
  });

  test("goes on under a channel's new name", () => {
    const { story, edit } = said();
    story.act("op", { type: "rename", channel: "#a", name: "#b" });
    expect(story.outcome("bob", edit())).toBe("no-such-channel");
    expect(story.emissions("bob", edit({ to: "#b" }))).toMatchObject([
      { event: { to: "#b" }, audience: { channels: ["#b"] } },
    ]);
  });

  test("shows who has come quietly, since they speak by it", () => {
    const { story, edit } = said();
    story.act("bob", { type: "part", channel: "#a" });
    change(story, true, "D");
    story.act("bob", { type: "join", channel: "#a" });
    expect(story.emissions("bob", edit())).toMatchObject([
      { event: { type: "join", from: { nick: "bob" } }, audience: { channels: ["#a"], except: story.user("bob").id } },
      { event: { type: "edit" } },
    ]);
    expect(story.outcome("bob", edit())).toHaveLength(1);
    expect(story.user("bob").spoke).toBe(story.state.at);
  });

  test("is held back from most, and no news for the past, where what one says would be", () => {
    const { story, edit } = said();
    change(story, true, "U");
    expect(story.emissions("bob", edit())).toMatchObject([
      { audience: { channels: [], users: [story.user("op").id, story.user("bob").id] }, passing: true },
    ]);
    change(story, true, "v", "bob");
    const [emission] = story.emissions("bob", edit());
    expect(emission).toMatchObject({ audience: { channels: ["#a"] } });
    expect(emission).not.toHaveProperty("passing");
  });
});
