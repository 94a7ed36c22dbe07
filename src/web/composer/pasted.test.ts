import { expect, it } from "vitest";
import { filesIn } from "./pasted.ts";

const NOW = new Date("2026-03-04T05:06:07Z");

it("gives a pasted picture a name that tells its time, and leaves others theirs", () => {
  const files = [new File(["x"], "image.png", { type: "image/png" }), new File(["y"], "notes.txt")];
  const pasted = filesIn({ files, types: ["Files"] }, NOW);
  expect(pasted.map(({ name }) => name)).toEqual(["Picture 2026-03-04 05.06.07.png", "notes.txt"]);
  expect(pasted[0]?.type).toBe("image/png");
});

it("takes a text for a text, even if it comes with its picture", () => {
  expect(filesIn({ files: [new File(["x"], "image.png")], types: ["text/plain", "Files"] }, NOW)).toEqual([]);
});
