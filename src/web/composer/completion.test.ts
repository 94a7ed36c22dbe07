import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { complete, isWhole, matching, wantedAt, wantedByTab } from "./completion.ts";

/** A text in which `|` is the caret. */
function at(marked: string): readonly [text: string, caret: number] {
  return [marked.replace("|", ""), marked.indexOf("|")];
}

const choice = { key: "bob", text: "@bob", label: "bob" };

describe("what is wanted", () => {
  it.each([
    ["@bo|", "nick", "bo"],
    ["hi @|", "nick", ""],
    ["see #te| now", "channel", "te"],
    ["yay :tad|", "emoji", "tad"],
    ["two\n:+1|", "emoji", "+1"],
    ["/wh|", "command", "wh"],
    ["/|", "command", ""],
  ])("by itself in %s", (marked, kind, query) => {
    expect(wantedAt(...at(marked))).toMatchObject({ kind, query });
  });

  it.each(["bo|", "mail a@b|", " /wh|", "/usr/bin|", ":)|", ":D|", "at 10:30|", "@bob |", "|"])(
    "is nothing by itself in %s",
    (marked) => {
      expect(wantedAt(...at(marked))).toBeUndefined();
    },
  );

  it("is also a bare nick by Tab", () => {
    expect(wantedByTab(...at("hello bo|"))).toEqual({ kind: "nick", from: 6, to: 8, query: "bo" });
    expect(wantedByTab(...at("hello |"))).toBeUndefined();
    expect(wantedByTab(...at("#te|"))).toMatchObject({ kind: "channel" });
  });

  it("is no endless word", () => {
    expect(wantedAt(`@${"x".repeat(100)}`, 101)).toBeUndefined();
    expect(wantedByTab("x".repeat(100), 100)).toBeUndefined();
  });
});

describe("complete", () => {
  it("puts the choice there with one space behind it, and the caret behind that", () => {
    const wanted = { kind: "nick", from: 3, to: 6, query: "bo" } as const;
    expect(complete("hi @bo", wanted, choice)).toEqual({ text: "hi @bob ", caret: 8 });
    expect(complete("hi @bo there", wanted, choice)).toEqual({ text: "hi @bob there", caret: 8 });
  });

  it("leaves all else as it is", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const text = `${before} @b${after}`;
        const to = before.length + 3;
        const done = complete(text, { kind: "nick", from: to - 2, to, query: "b" }, choice);
        expect(done.text.startsWith(`${before} @bob `)).toBe(true);
        expect(done.text.slice(done.caret)).toBe(after.startsWith(" ") ? after.slice(1) : after);
      }),
    );
  });

  it("knows what is whole already", () => {
    const wanted = { kind: "nick", from: 0, to: 4, query: "BOB" } as const;
    expect(isWhole("@BOB", wanted, choice)).toBe(true);
    expect(isWhole("@BO", { ...wanted, to: 3 }, choice)).toBe(false);
  });
});

it("finds first what begins with a query, then what has it inside, in their order and not too many", () => {
  const names = ["Carol", "alice", "Ａlan", "bob", "balu"];
  expect(matching("al", names, (name) => name, 9)).toEqual(["alice", "Ａlan", "balu"]);
  expect(matching("al", names, (name) => name, 1)).toEqual(["alice"]);
  expect(matching("", names, (name) => name, 3)).toEqual(["Carol", "alice", "Ａlan"]);
});
