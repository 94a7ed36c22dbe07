import fc from "fast-check";
import { expect, it } from "vitest";
import { pieces } from "./import.fixture.ts";
import { type ListProblem, listItems } from "./json-list.ts";

async function read(
  text: string | Uint8Array,
  size: number,
  limit = 1_000,
): Promise<{ items: unknown[]; problems: ListProblem[] }> {
  const items: unknown[] = [];
  const problems: ListProblem[] = [];
  for await (const batch of listItems(pieces(text, size), limit, (problem) => problems.push(problem)))
    items.push(...batch);
  return { items, problems };
}

it("reads the items of any list, however its bytes come", async () => {
  const items = fc.array(fc.jsonValue().filter((value) => value !== undefined));
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 1, max: 20 }), fc.boolean(), async (list, size, isPretty) => {
      const text = JSON.stringify(list, undefined, isPretty ? 2 : undefined);
      expect(await read(text, size, 100_000)).toEqual({ items: JSON.parse(text), problems: [] });
    }),
  );
});

it("goes on behind items that are too long or no JSON", async () => {
  expect(await read(`[1, "${"x".repeat(2_000)}", {"a": nothing}, "]\\"[", 2]`, 7)).toEqual({
    items: [1, ']"[', 2],
    problems: ["too-long", "not-json"],
  });
});

it("says what is no list, and what is only the beginning of one", async () => {
  expect(await read("{}", 1)).toEqual({ items: [], problems: ["no-list"] });
  expect(await read("", 1)).toEqual({ items: [], problems: ["no-list"] });
  expect(await read("\ufeff [1, [2, 3]", 1)).toEqual({ items: [1], problems: ["not-json"] });
  expect(await read("[]", 1)).toEqual({ items: [], problems: [] });
  expect(await read("[1] and more", 3)).toEqual({ items: [1], problems: [] });
});

it("never fails, whatever comes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 9 }), async (bytes, size) => {
      await read(Buffer.concat([Buffer.from("["), bytes]), size, 20);
    }),
  );
});
