import { describe, expect, it } from "vitest";
import type { MessageEvent } from "../../core/events.ts";
import { placeOf, questionOf, withPage } from "./pages.ts";

function message(seq: number, to = "#tea", nick = "alice"): MessageEvent {
  const from = { nick, user: "u", host: "h" };
  return { type: "message", seq, at: seq * 10, id: `e-${seq}`, from, to, form: "message", text: "tea" };
}

describe("the pages of a search", () => {
  const first = { messages: [message(9), message(8)], more: true };

  it("begin where the last one ended, with what is of the same time", () => {
    expect(questionOf("tea", "newest")).toEqual({ type: "search", text: "tea", order: "newest", limit: 50 });
    expect(questionOf("tea", "newest", first)).toMatchObject({ before: 80, limit: 100 });
    expect(questionOf("tea", "oldest", first)).toMatchObject({ after: 80, limit: 100 });
    expect(questionOf("tea", "best", first)).not.toHaveProperty("before");
    expect(questionOf("x".repeat(600), "newest").text).toHaveLength(512);
  });

  it("have each message once, and end when nothing new comes", () => {
    const second = withPage(first, "newest", { messages: [message(8), message(7)], more: true });
    expect(second).toEqual({ messages: [message(9), message(8), message(7)], more: true });
    expect(withPage(second, "newest", { messages: [message(7)], more: true }).more).toBe(false);
    expect(withPage(first, "best", { messages: [message(9), message(1)], more: true }).more).toBe(false);
    expect(withPage(undefined, "newest", first)).toEqual(first);
  });
});

it("knows where a message stands", () => {
  expect(placeOf(message(1), "me")).toBe("#tea");
  expect(placeOf(message(1, "@#tea"), "me")).toBe("#tea");
  expect(placeOf(message(1, "me", "bob"), "me")).toBe("bob");
  expect(placeOf(message(1, "bob", "me"), "me")).toBe("bob");
});
