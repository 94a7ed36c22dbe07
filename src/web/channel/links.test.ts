import { expect, it } from "vitest";
import { harmless, piecesOf } from "./links.ts";

it("finds the links of a text, and leaves the sentence around them alone", () => {
  expect(piecesOf("See https://tea.example/menu, or (http://b.example/a_(b)).")).toEqual([
    { text: "See " },
    { text: "https://tea.example/menu", href: "https://tea.example/menu" },
    { text: ", or (" },
    { text: "http://b.example/a_(b)", href: "http://b.example/a_(b)" },
    { text: ")." },
  ]);
  expect(piecesOf("no links")).toEqual([{ text: "no links" }]);
  expect(piecesOf("")).toEqual([]);
});

it("follows nothing that could do harm", () => {
  expect(piecesOf("javascript:alert(1) data:text/html,x http:// http://[x")).toEqual([
    { text: "javascript:alert(1) data:text/html,x http:// http://[x" },
  ]);
  expect(harmless("javascript:alert(1)")).toBeUndefined();
  expect(harmless(" JaVaScRiPt:alert(1)")).toBeUndefined();
  expect(harmless("HTTPS://tea.example")).toBe("https://tea.example/");
});

it("takes as long for a hostile text as for any other", () => {
  const text = `http://${"a).".repeat(20_000)}`;
  expect(
    piecesOf(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
});
