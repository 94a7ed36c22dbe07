import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesMask } from "../../core/names.ts";
import {
  escapeTag,
  formatLine,
  formatMessage,
  type Message,
  parseMessage,
  parseSource,
  unescapeTag,
} from "./message.ts";

interface Atoms {
  readonly tags?: Readonly<Record<string, string>>;
  readonly source?: string;
  readonly verb: string;
  readonly params?: readonly string[];
}

/** The test data of ircdocs/parser-tests. */
function vectors<T>(name: string): readonly T[] {
  const file: { readonly tests: readonly T[] } = JSON.parse(
    readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), "utf8"),
  );
  return file.tests;
}

function messageOf({ tags = {}, source, verb, params = [] }: Atoms): Message {
  return { tags, command: verb, params, ...(source !== undefined && { source }) };
}

describe("the vectors of ircdocs/parser-tests", () => {
  it.each(vectors<{ input: string; atoms: Atoms }>("msg-split"))("splits $input", ({ input, atoms }) => {
    expect(parseMessage(input)).toEqual(messageOf(atoms));
  });

  it.each(vectors<{ atoms: Atoms; matches: string[] }>("msg-join"))("joins $matches.0", ({ atoms, matches }) => {
    const message = messageOf(atoms);
    expect(matches).toContain(formatMessage(message));
    expect(parseMessage(formatMessage(message))).toEqual(message);
  });

  it.each(vectors<{ source: string; atoms: Partial<Record<"nick" | "user" | "host", string>> }>("userhost-split"))(
    "splits the source $source",
    ({ source, atoms }) => {
      expect(parseSource(source)).toEqual({ nick: "", user: "", host: "", ...atoms });
    },
  );

  it.each(vectors<{ mask: string; matches: string[]; fails: string[] }>("mask-match"))(
    "matches the mask $mask",
    ({ mask, matches, fails }) => {
      expect(matches.filter((text) => !matchesMask(mask, text))).toEqual([]);
      expect(fails.filter((text) => matchesMask(mask, text))).toEqual([]);
    },
  );
});

describe("parseMessage", () => {
  it.each(["", "   ", "@a=b", "@a=b  ", ":source", ":source  "])("takes %j for no message", (line) => {
    expect(parseMessage(line)).toBeUndefined();
  });

  it("keeps a tag named __proto__ like every other", () => {
    expect(Object.entries(parseMessage("@__proto__=x A")?.tags ?? {})).toEqual([["__proto__", "x"]]);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (line) => {
        parseMessage(line);
      }),
    );
  });
});

describe("formatMessage", () => {
  it("puts a star for a middle parameter that could not stand there", () => {
    expect(formatMessage({ tags: {}, command: "433", params: ["*", "a b", "", ":c", "d"] })).toBe("433 * * * * d");
  });

  it("never lets a line end out", () => {
    expect(formatMessage({ tags: { a: "\n" }, command: "A", params: ["b\r\nQUIT\0"] })).toBe("@a=\\n A :b  QUIT ");
    expect(formatMessage({ tags: { a: "\0" }, command: "A", params: [] })).toBe("@a A");
  });

  it("gives back what was parsed", () => {
    const word = fc.string({ unit: fc.constantFrom(..."abc#@!;\\=ü✓"), minLength: 1 });
    const message = fc.record({
      tags: fc.dictionary(fc.stringMatching(/^\+?[a-z/.-]+$/), fc.string({ unit: "grapheme" }).filter(noNul)),
      source: word,
      command: fc.stringMatching(/^[A-Z]+$/),
      params: fc
        .tuple(
          fc.array(word),
          fc.string({ unit: "grapheme" }).filter((text) => !/[\r\n\0]/.test(text)),
        )
        .map(([middle, last]) => [...middle, last]),
    });
    fc.assert(
      fc.property(message, (wanted) => {
        expect(parseMessage(formatMessage(wanted))).toEqual(wanted);
      }),
    );
  });
});

describe("formatLine", () => {
  it("cuts the line at 512 bytes between characters, and leaves the tags alone", () => {
    const line = formatLine({ tags: { a: "b".repeat(600) }, command: "A", params: ["ü".repeat(600)] });
    const [tags = "", rest = ""] = line.split(" A ");
    expect(tags).toBe(`@a=${"b".repeat(600)}`);
    expect(new TextEncoder().encode(`A ${rest}`).length).toBe(512);
    expect(rest).toMatch(/^ü+\r\n$/);
  });

  it("cuts the longest parameter rather than the sentence behind it", () => {
    const line = formatLine({ tags: {}, command: "403", params: ["al", "é".repeat(300), "No such channel"] }, true);
    expect(line).toMatch(/^403 al é+ :No such channel\r\n$/);
    expect(new TextEncoder().encode(line)).toHaveLength(512);
  });

  it("cuts the end where that is the longest, or nothing else would help", () => {
    const text = "x".repeat(600);
    expect(formatLine({ tags: {}, command: "332", params: ["al", "#channel", text] }, true)).toMatch(
      /^332 al #channel :x+\r\n$/,
    );
    const many = formatLine({
      tags: {},
      command: "A",
      params: [...Array.from({ length: 9 }, () => "y".repeat(90)), "z"],
    });
    expect(many).toHaveLength(512);
  });
});

describe("tag values", () => {
  it("survive escaping", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }).filter(noNul), (value) => {
        const escaped = escapeTag(value);
        expect(escaped).not.toMatch(/[; \r\n]/);
        expect(unescapeTag(escaped)).toBe(value);
      }),
    );
  });
});

function noNul(text: string): boolean {
  return !text.includes("\0");
}
