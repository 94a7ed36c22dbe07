import { expect, it } from "vitest";
import { placed } from "./placed-problem.ts";

it("a problem stands beside the field that it is about, and others beside the form", () => {
  const fields = { "wrong-password": "current" } as const;
  const known = placed({ code: "wrong-password", text: "No." }, fields);
  expect([known("current"), known("form")]).toEqual(["No.", undefined]);
  const other = placed({ code: "busy", text: "Later." }, fields);
  expect([other("current"), other("form")]).toEqual([undefined, "Later."]);
  const ours = placed({ text: "Not the same." }, fields);
  expect(ours("form")).toBe("Not the same.");
  expect(placed(undefined, fields)("form")).toBeUndefined();
});
