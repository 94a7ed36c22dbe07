import fc from "fast-check";
import { expect, it } from "vitest";
import { type Format, format } from "./formatting.ts";

/** A text in which the selection stands between brackets. */
function marked(text: string, how: Format): string {
  const start = text.indexOf("[");
  const end = text.indexOf("]") - 1;
  const done = format({ text: text.replace(/[[\]]/g, ""), start, end }, how);
  return `${done.text.slice(0, done.start)}[${done.text.slice(done.start, done.end)}]${done.text.slice(done.end)}`;
}

it("puts marks around what is selected, without the spaces at its ends", () => {
  expect(marked("so [bold] here", "bold")).toBe("so **[bold]** here");
  expect(marked("so [bold ]here", "bold")).toBe("so **[bold]** here");
  expect(marked("[so]", "italic")).toBe("_[so]_");
  expect(marked("a []", "code")).toBe("a `[]`");
});

it("takes them away again", () => {
  expect(marked("so **[bold]** here", "bold")).toBe("so [bold] here");
  expect(marked("`[x]`", "code")).toBe("[x]");
});

it("makes a fence around several lines of code", () => {
  expect(marked("see [a\nb] there", "code")).toBe("see \n```\n[a\nb]\n```\n there");
  expect(marked("[a\nb]", "code")).toBe("```\n[a\nb]\n```");
});

it("gives back what was there when it is done twice", () => {
  const formats = fc.constantFrom<Format>("bold", "italic", "code");
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z ]*$/), fc.stringMatching(/^[a-z]+$/), formats, (before, inner, how) => {
      const given = { text: `${before}${inner}.`, start: before.length, end: before.length + inner.length };
      expect(format(format(given, how), how)).toEqual(given);
    }),
  );
});
