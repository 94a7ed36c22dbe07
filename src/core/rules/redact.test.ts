import { describe, expect, test } from "vitest";
import type { Redact } from "../commands.ts";
import { identityOf } from "../state.ts";
import { openAct, Story } from "../testing.ts";

const VERIFIER = { salt: "", iterations: 4096, storedKey: "", serverKey: "" };

/** A channel with an operator, a half-operator and `bob`, who has said something of this id. */
function said(to = "#a"): { story: Story; redact: (more?: Partial<Redact>) => Redact } {
  const story = new Story();
  story.act("", { type: "start", name: "n", epoch: "e", channels: [] });
  story.gather("#a", "op", "half", "bob", "carol");
  story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "h", parameter: "half" }] });
  const [event] = story.outcome("bob", { type: "say", to, text: "oops" });
  if (typeof event !== "object") throw new Error("bob could not say it");
  const author = identityOf(story.user("bob"));
  return { story, redact: (more = {}) => ({ type: "redact", to, msgid: event.id, author, ...more }) };
}

describe("taking back a message", () => {
  test("is for who said it and for half-operators, and is told to those who were told the message", () => {
    const { story, redact } = said();
    expect(story.outcome("carol", redact())).toBe("not-yours");
    for (const session of ["bob", "half", "op"]) {
      expect(story.emissions(session, redact({ to: "#A", reason: "oops" }))).toMatchObject([
        {
          event: { type: "redact", to: "#a", msgid: redact().msgid, reason: "oops" },
          audience: { channels: ["#a"], users: [] },
        },
      ]);
    }
  });

  test("is for who said it under their account, whoever they are by now", () => {
    const { story, redact } = said();
    story.act("early", { type: "register", account: "bob2", verifier: VERIFIER });
    story.act("carol", { type: "login", account: "bob2" });
    expect(story.outcome("carol", redact({ author: "bob2" }))).toHaveLength(1);
    expect(story.outcome("bob", redact({ author: "bob2" }))).toBe("not-yours");
  });

  test("needs a message that the node has found, and an id of this log", () => {
    const { story, redact } = said();
    const { author: _nobody, ...unknown } = redact();
    expect(story.outcome("op", unknown)).toBe("no-such-message");
    for (const msgid of ["", "e-", "e-1.1", "other-1", "e-zzzzzzzzzzzz"]) {
      expect(story.outcome("bob", redact({ msgid })), msgid).toBe("no-such-message");
    }
  });

  test("is not for who is not in the channel, even if they said it", () => {
    const { story, redact } = said();
    story.act("bob", { type: "part", channel: "#a" });
    expect(story.outcome("bob", redact())).toBe("not-in-channel");
    expect(story.outcome("bob", redact({ to: "#b" }))).toBe("no-such-channel");
    expect(story.outcome("bob", redact({ to: "nobody" }))).toBe("no-such-nick");
  });

  test("that was said to one user is for who said it alone, and is told to both", () => {
    const { story, redact } = said("carol");
    expect(story.outcome("carol", redact())).toBe("not-yours");
    expect(story.outcome("op", redact())).toBe("not-yours");
    expect(story.emissions("bob", redact())).toMatchObject([
      { event: { to: "carol" }, audience: { channels: [], users: [story.user("carol").id, story.user("bob").id] } },
    ]);
  });

  test("is not for another who has come under the same nick", () => {
    const { story, redact } = said();
    story.act("bob", { type: "close", reason: "" });
    story.act("bob2", openAct("bob"));
    story.act("bob2", { type: "join", channel: "#a" });
    expect(story.outcome("bob2", redact())).toBe("not-yours");
  });

  test("by an operator of the server who is not in the channel is told to all who are", () => {
    const { story, redact } = said();
    story.act("op", { type: "mode", channel: "#a", changes: [{ set: true, mode: "U" }] });
    story.act("root", openAct("root"));
    expect(story.outcome("root", redact())).toBe("not-in-channel");
    story.act("root", { type: "oper", name: "boss" });
    const audience = { channels: ["#a"], users: [] };
    expect(story.emissions("root", redact())).toMatchObject([{ event: { type: "redact" }, audience }]);
  });
});
