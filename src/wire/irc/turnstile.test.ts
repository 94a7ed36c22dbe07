import { expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
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

it("says when more waits than the server holds, empty lines too", () => {
  const turnstile = new Turnstile();
  turnstile.hold();
  let lines = 0;
  while (turnstile.pass("", () => {})) lines++;
  expect(lines).toBe(LIMITS.ircWaitingBytes / 2);
});
