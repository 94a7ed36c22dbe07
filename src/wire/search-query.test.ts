import fc from "fast-check";
import { expect, it } from "vitest";
import { parseSearch } from "./search-query.ts";

const DAY = Date.UTC(2026, 10, 30);

it("reads words, and words that stand in quotes", () => {
  expect(parseSearch('tea  "hot tea" cup')).toEqual({
    terms: [
      { text: "tea", exact: false },
      { text: "hot tea", exact: true },
      { text: "cup", exact: false },
    ],
  });
  expect(parseSearch('a"b c')).toEqual({
    terms: [
      { text: "a", exact: false },
      { text: "b c", exact: true },
    ],
  });
  expect(parseSearch(' "" " ')).toEqual({ terms: [] });
});

it("reads who, where, when and what with", () => {
  expect(parseSearch("from:Bob in:#tea HAS:link")).toEqual({ terms: [], from: "Bob", of: "#tea", link: true });
  expect(parseSearch("after:2026-11-30")).toEqual({ terms: [], after: DAY });
  expect(parseSearch("before:2026-11-30")).toEqual({ terms: [], before: DAY - 1 });
});

it("takes what it does not know for words", () => {
  const words = ["has:luck", "after:tea", "before:2026-13-40", "https://tea.example/x", "from:", ":)", "to:bob"];
  for (const text of words) expect(parseSearch(text)).toEqual({ terms: [{ text, exact: false }] });
  expect(parseSearch('"from:bob"')).toEqual({ terms: [{ text: "from:bob", exact: true }] });
});

it("reads anything", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const term of parseSearch(text).terms) expect(text).toContain(term.text);
    }),
  );
});
