import { expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { Turnstile } from "./turnstile.ts";

it("lets lines through at once while nothing holds them", () => {
  const seen: string[] = [];
  const turnstile = new Turnstile();
  expect(turnstile.pass("a", () => seen.push("a"))).toBe(true);
  expect(seen).toEqual(["a"]);
});

it("keeps lines in order until every hold is over, also those that one of them makes wait", () => {
  const seen: string[] = [];
  const turnstile = new Turnstile();
  const releases = [turnstile.hold(), turnstile.hold()];
  let again = (): void => {};
  for (const name of ["a", "b", "c"]) {
    turnstile.pass(name, () => {
      seen.push(name);
      if (name === "b") again = turnstile.hold();
    });
  }
  releases[0]?.();
  expect(seen).toEqual([]);
  releases[1]?.();
  expect(seen).toEqual(["a", "b"]);
  turnstile.pass("d", () => seen.push("d"));
  again();
  expect(seen).toEqual(["a", "b", "c", "d"]);
});

it("says when more waits than the server holds, in lines or in bytes", () => {
  const [empty, full] = [new Turnstile(), new Turnstile()];
  for (const turnstile of [empty, full]) turnstile.hold();
  let lines = 0;
  while (empty.pass("", () => {})) lines++;
  expect(lines).toBe(LIMITS.ircWaitingLines);
  expect(full.pass("x".repeat(LIMITS.ircWaitingBytes), () => {})).toBe(true);
  expect(full.pass("x", () => {})).toBe(false);
});

it.each([
  ["lines", ""],
  ["bytes", "x".repeat(LIMITS.ircWaitingBytes / 8)],
])("counts the %s that still wait when some have come out", (_what, text) => {
  const turnstile = new Turnstile();
  let release = turnstile.hold();
  const again = (): void => {
    release = turnstile.hold();
  };
  let room = 0;
  while (turnstile.pass(text, again)) room++;
  for (let i = 0; i < 3; i++) release();
  const taken = Array.from({ length: 4 }, () => turnstile.pass(text, again));
  expect(taken).toEqual([true, true, true, false]);
  for (let i = 0; i < room; i++) release();
  expect(turnstile.pass(text, again)).toBe(true);
});

it("keeps the order of what comes while lines come out", () => {
  const seen: string[] = [];
  const turnstile = new Turnstile();
  const release = turnstile.hold();
  turnstile.pass("a", () => turnstile.pass("c", () => seen.push("c")));
  turnstile.pass("b", () => seen.push("b"));
  release();
  expect(seen).toEqual(["b", "c"]);
});
