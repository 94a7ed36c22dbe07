import { describe, expect, it } from "vitest";
import { excerpt } from "./marks.ts";

function inWords(text: string, ...terms: readonly string[]): string {
  return excerpt(text, terms)
    .map((piece) => (piece.isMarked ? `[${piece.text}]` : piece.text))
    .join("");
}

describe("what was found", () => {
  it("is marked wherever it stands, however it is written", () => {
    expect(inWords("Tea, TEA and teapots", "tea")).toBe("[Tea], [TEA] and [tea]pots");
    expect(inWords("Ein Café mit Käse", "cafe", "käse")).toBe("Ein [Café] mit [Käse]");
    expect(inWords("ﬁne weather", "fine")).toBe("[ﬁne] weather");
    expect(inWords("nothing", "tea")).toBe("nothing");
    expect(inWords("nothing")).toBe("nothing");
  });

  it("is marked once where terms overlap, and a short word only as a whole", () => {
    expect(inWords("hot water", "hot water", "water")).toBe("[hot water]");
    expect(inWords("to tomorrow, to", "to")).toBe("[to] tomorrow, [to]");
  });

  it("is what a long text is cut to", () => {
    const long = `${"x ".repeat(5_000)}kettle${" y".repeat(5_000)}`;
    const shown = inWords(long, "kettle");
    expect(shown).toMatch(/^… x .*\[kettle\] y.* …$/s);
    expect(shown.length).toBeLessThan(500);
    expect(inWords("😀".repeat(500), "none")).toMatch(/^(😀)+ …$/u);
  });
});
