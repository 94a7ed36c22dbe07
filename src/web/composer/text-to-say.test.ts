import { expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import type { AttachmentState } from "./attachments.ts";
import { textToSay } from "./text-to-say.ts";

const file = (state: AttachmentState) => ({ state });
const there = file({ type: "done", link: "http://here/files/x/a.png" });

it("says what was typed, with the links behind it", () => {
  expect(textToSay("hello ", [])).toEqual({ type: "text", text: "hello" });
  expect(textToSay("hello", [there, there])).toMatchObject({
    text: `hello ${"http://here/files/x/a.png ".repeat(2)}`.trim(),
  });
  // What ends on a line of its own still does.
  expect(textToSay("```\ncode\n```", [there])).toMatchObject({ text: "```\ncode\n```\nhttp://here/files/x/a.png" });
  expect(textToSay("", [there])).toMatchObject({ text: "http://here/files/x/a.png" });
  expect(textToSay("//join is a command", [])).toMatchObject({ text: "/join is a command" });
  expect(textToSay("  indented", [])).toMatchObject({ text: "  indented" });
});

it("says nothing if there is nothing, and not yet what waits for a file", () => {
  expect(textToSay(" \n ", [])).toEqual({ type: "nothing" });
  expect(textToSay("hello", [there, file({ type: "sending", done: 1 })])).toEqual({ type: "wait" });
  expect(textToSay("hello", [file({ type: "waiting" })])).toEqual({ type: "wait" });
});

it("keeps what is too long, or has a file that failed", () => {
  expect(textToSay("x".repeat(LIMITS.textBytes), [])).toMatchObject({ type: "text" });
  expect(textToSay("x".repeat(LIMITS.textBytes + 1), [])).toMatchObject({ type: "problem" });
  expect(textToSay("ä".repeat(LIMITS.textBytes / 2 + 1), [])).toMatchObject({ type: "problem" });
  expect(textToSay("x", [file({ type: "failed", text: "No room." })])).toMatchObject({ type: "problem" });
});
