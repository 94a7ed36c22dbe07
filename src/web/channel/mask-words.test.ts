import { expect, it } from "vitest";
import { maskWords } from "./mask-words.ts";

it.each([
  ["eve!*@*", "the nick eve"],
  ["*!*@*.cafe.example", "from *.cafe.example"],
  ["eve!u@h", "the nick eve, the user u, from h"],
  ["*!*@*", "everybody"],
  ["a:evelyn", "the account evelyn"],
  ["a:*", "everybody with an account"],
  ["r:*spam*", "the real name *spam*"],
  ["m:a:evelyn", "the account evelyn, from speaking only"],
  ["m:", "the nick m:"],
  ["eve", "the nick eve"],
])("says whom %s matches: %s", (mask, words) => {
  expect(maskWords(mask)).toBe(words);
});
