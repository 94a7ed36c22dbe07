import { expect, it } from "vitest";
import { MODERATION_ACTIONS, type ModerationEvent } from "../core/events.ts";
import { moderationText } from "./moderation-text.ts";

const BASE = { type: "moderation", seq: 1, at: 0, id: "x-1", from: { nick: "root", user: "r", host: "h" } } as const;

it.each([
  [{ action: "kick", target: "bob", channel: "#a", reason: "spam" }, "root made bob leave #a: spam"],
  [{ action: "mode", target: "+b *!*@x", channel: "#a" }, "root set +b *!*@x on #a"],
  [{ action: "ban", target: "10.0.0.0/8" }, "root banned 10.0.0.0/8 from the server"],
  [{ action: "mute", target: "bob", until: 0 }, "root muted bob on the server until 1970-01-01T00:00:00.000Z"],
  [{ action: "redact", channel: "#a", reason: "" }, "root took back somebody's message in #a"],
  [{ action: "role", target: "bob", reason: "admin" }, "root gave the account bob another role: admin"],
  [
    { action: "report", channel: "#a", reason: "spam", said: { by: "bob", text: "one\ntwo" } },
    "root reports in #a <bob> one: spam",
  ],
] as const)("says what was done: %j", (what, text) => {
  expect(moderationText({ ...BASE, ...what })).toBe(text);
});

it("has a sentence for everything that is noted", () => {
  for (const action of MODERATION_ACTIONS) {
    const event: ModerationEvent = { ...BASE, action, target: "it", channel: "#a" };
    expect(moderationText(event)).toMatch(/^root [a-z]+ /);
  }
});
