import fc from "fast-check";
import { expect, it } from "vitest";
import { hasLink, wordsOf } from "./words.ts";

it("finds the words of many scripts, whatever their case and accents", () => {
  const same: readonly (readonly [string, string])[] = [
    ["Ünïcödé, naïve!", "unicode naive"],
    ["STRASSE Straße", "strasse strasse"],
    ["Ёлка ещё", "елка еще"],
    ["ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ"],
    ["مُحَمَّد", "محمد"],
    ["שָׁלוֹם", "שלום"],
    ["हिन्दी में", "हिन्दी में"],
    ["İstanbul ISPARTA ısparta", "istanbul isparta isparta"],
    ["ﬁne ｆｕｌｌ ①", "fine full 1"],
    ["don't re-do x_y", "don t re do x y"],
  ];
  for (const [text, words] of same) expect([text, wordsOf(text).join(" ")]).toEqual([text, words]);
});

it("takes each letter for a word where there are no spaces between words, and each emoji", () => {
  expect(wordsOf("東京タワーtest가나")).toEqual([..."東京タワー", "test", "가", "나"]);
  expect(wordsOf("ｶﾞ")).toEqual(["ガ"]);
  expect(wordsOf("ไทย")).toEqual([..."ไทย"]);
  expect(wordsOf("ok👍❤️")).toEqual(["ok", "👍", "❤"]);
});

it("cuts what is very long, and finds nothing in signs", () => {
  expect(wordsOf("a".repeat(150)).map((word) => word.length)).toEqual([64, 64, 22]);
  expect(wordsOf(':-) "" * ( NEAR/ ^')).toEqual(["near"]);
});

it("gives words without signs or spaces, which stay the same words", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const words = wordsOf(text);
      for (const word of words) expect(word).toMatch(/^(?:[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic})$/u);
    }),
  );
});

it("knows a link", () => {
  expect(["see https://tea.example/", "HTTP://x"].map(hasLink)).toEqual([true, true]);
  expect(["https:// x", "xhttps://a", "tea.example"].map(hasLink)).toEqual([false, false, false]);
});
