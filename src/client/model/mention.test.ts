import { expect, it } from "vitest";
import { mentions } from "./mention.ts";

it("finds a nick as a word of its own, in whatever case", () => {
  const named = [
    "alice",
    "Alice: tea?",
    "hey @ALICE!",
    "(alice)",
    "alice's",
    "so, alice",
    "Ａlice",
    "malice, alice",
    "alice-",
  ];
  for (const text of named) expect([text, mentions(text, "alice")]).toEqual([text, true]);
  const others = ["malice", "alice2", "alice_", "al ice", "", "alice-bob", "bob-alice", "éalice"];
  for (const text of others) expect([text, mentions(text, "alice")]).toEqual([text, false]);
  expect(mentions("look, [x]: there", "[x]")).toBe(true);
  expect(mentions("anything", "")).toBe(false);
});
