import { expect, it } from "vitest";
import { withoutMarks } from "./plain.ts";

it.each([
  ["so **many** words, *some* ~~struck~~ and `code`", "so many words, some struck and code"],
  ["# Tea\n\n> with **milk**\n\n---\nand *sugar*", "Tea\nwith milk\nand sugar"],
  ["- one\n- **two**\n\n1. three\n", "• one\n• two\n1. three"],
  ["- [x] done\n- [ ] to do", "☑ done\n☐ to do"],
  ["```js\nconst a = `b`;\n```", "const a = `b`;"],
  ["[the **owl**](https://owl.example) of @ada in #tea", "the owl of @ada in #tea"],
  ["\x02bold\x02 and \x0304red\x03", "bold and red"],
  ["one\ntwo", "one\ntwo"],
  ["2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"],
])("%j is told as %j where there is only room for the words", (text, words) => {
  expect(withoutMarks(text)).toBe(words);
});

it("what is too long to be understood is told as it is, without codes", () => {
  const long = "**word** ".repeat(20_000);
  expect(withoutMarks(`${long}\x02`)).toBe(long);
});
