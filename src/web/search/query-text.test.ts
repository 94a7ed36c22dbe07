import { describe, expect, it } from "vitest";
import { parseSearch } from "../../wire/search-query.ts";
import { filterOf, has, isQuery, termsOf, withFilter, withHaving } from "./query-text.ts";

describe("the text of a search", () => {
  it("is read as the server reads it", () => {
    const texts = [
      'tea "hot water" from:alice IN:#kitchen has:link before:2026-11-30',
      "after:never has:milk http://tea.example from: :x 12:30",
      'from:"alice" from:bob "from:carol" from:dora',
      '"open',
      "after:2026-13-45 after:2026-01-02",
    ];
    for (const text of texts) {
      const { terms, of = "", from = "", link = false, file = false, after, before } = parseSearch(text);
      const day = (at: number | undefined): string => (at === undefined ? "" : new Date(at).toISOString().slice(0, 10));
      expect(termsOf(text)).toEqual(terms.map((term) => term.text.trim()));
      expect([filterOf(text, "in"), filterOf(text, "from"), has(text, "link"), has(text, "file")]).toEqual([
        of,
        from,
        link,
        file,
      ]);
      expect([filterOf(text, "after"), filterOf(text, "before")]).toEqual([
        day(after),
        day(before === undefined ? undefined : before + 1),
      ]);
    }
  });

  it("gets a filter at its end, in the place of the one before, or without it", () => {
    expect(withFilter("tea", "from", "alice")).toBe("tea from:alice");
    expect(withFilter("", "in", "#tea")).toBe("in:#tea");
    expect(withFilter("hot from:alice tea", "from", "bob")).toBe("hot from:bob tea");
    expect(withFilter("hot from:alice tea from:carol", "from", "bob")).toBe("hot from:bob tea ");
    expect(withFilter("hot from:alice tea", "from", "")).toBe("hot tea");
    expect(withFilter("from:alice tea", "from", "")).toBe("tea");
    expect(withFilter('"from:alice" tea', "from", "")).toBe('"from:alice" tea');
    expect(withFilter("tea", "from", 'al ice"')).toBe("tea from:alice");
  });

  it("asks for links and files, and no more", () => {
    expect(withHaving("tea", "link", true)).toBe("tea has:link");
    expect(withHaving("has:file tea has:link", "file", false)).toBe("tea has:link");
    expect(withHaving("has:link", "link", true)).toBe("has:link");
  });

  it("is a question if anything is sought", () => {
    expect([isQuery(""), isQuery("  "), isQuery('""'), isQuery("from:a"), isQuery('"a"')]).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});
