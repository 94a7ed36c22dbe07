import { expect, it } from "vitest";
import { problemOf } from "./use-act.ts";

it("says why something was not done, or not all of it, each reason once", () => {
  expect(problemOf({ type: "ok" })).toBeUndefined();
  expect(problemOf({ type: "refused", code: "busy", text: "Later." })).toBe("Later.");
  const refused = [
    { code: "not-operator", text: "Only an operator." },
    { code: "not-operator", text: "Only an operator." },
    { code: "unknown-mode", text: "No such mode." },
  ] as const;
  expect(problemOf({ type: "ok", refused })).toBe("Only an operator. No such mode.");
});
