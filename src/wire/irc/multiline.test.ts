import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MessageEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { LOOKS } from "./caps.ts";
import { type Message, parseMessage } from "./message.ts";
import { CONCAT, cutsOf, isFault, type Multiline, MultilineReader, withCuts } from "./multiline.ts";
import { renderEvent } from "./render.ts";

const BATCHED = LOOKS["draft/multiline"];

function line(text: string | undefined, goesOn = false, command = "PRIVMSG", target = "#a"): Message {
  const tags = goesOn ? { batch: "1", [CONCAT]: "" } : { batch: "1" };
  return { tags, command, params: text === undefined ? [target] : [target, text] };
}

/** What becomes of these lines: the message, or the code of the first fault. */
function read(...lines: readonly Message[]): Multiline | string {
  const reader = new MultilineReader("#A");
  for (const one of lines) {
    const fault = reader.add(one);
    if (fault) return fault.slice(0, 2).flat().join(" ");
  }
  const result = reader.finish();
  return isFault(result) ? result.slice(0, 2).flat().join(" ") : result;
}

describe("MultilineReader", () => {
  it("joins lines, and those that were cut without a line end", () => {
    expect(read(line("hello"), line(""), line("how is "), line("everyone?", true, "privmsg"))).toEqual({
      verb: "PRIVMSG",
      text: "hello\n\nhow is everyone?",
      cuts: [14],
    });
  });

  it("takes notices too, and blank lines at either end", () => {
    expect(read(line("", false, "NOTICE"), line("x", false, "NOTICE"), line("", false, "NOTICE"))).toEqual({
      verb: "NOTICE",
      text: "\nx\n",
      cuts: [],
    });
  });

  it("takes a first line that goes on with nothing like the rest", () => {
    expect(read(line("", true), line("x"))).toEqual({ verb: "PRIVMSG", text: "\nx", cuts: [] });
  });

  it.each<[string, string, Message[]]>([
    ["notices among messages", "MULTILINE_INVALID", [line("x"), line("y", false, "NOTICE")]],
    ["another command", "MULTILINE_INVALID", [line("x", false, "TAGMSG")]],
    ["a line without a text", "MULTILINE_INVALID", [line(undefined)]],
    ["a blank line that goes on", "MULTILINE_INVALID", [line("x"), line("", true)]],
    ["nothing but blank lines", "MULTILINE_INVALID", [line(""), line("")]],
    ["nothing", "MULTILINE_INVALID", []],
    ["somebody else's line", "MULTILINE_INVALID_TARGET #A #b", [line("x", false, "PRIVMSG", "#b")]],
  ])("refuses %s", (_name, code, lines) => {
    expect(read(...lines)).toBe(code);
  });

  it("counts lines", () => {
    const most = Array.from({ length: LIMITS.ircMultilineLines }, () => line("x", true));
    expect(read(...most)).toMatchObject({ text: "x".repeat(LIMITS.ircMultilineLines) });
    expect(read(...most, line("x"))).toBe(`MULTILINE_MAX_LINES ${LIMITS.ircMultilineLines}`);
  });

  it("counts bytes, line ends with them", () => {
    const lines = Array.from({ length: 66 }, () => line("é".repeat(248)));
    const rest = LIMITS.ircMultilineBytes - 66 * 497;
    expect(rest).toBeLessThan(0);
    const most = lines.slice(1);
    const left = LIMITS.ircMultilineBytes - (65 * 497 - 1);
    expect(read(...most, line("x".repeat(left), true))).toMatchObject({ verb: "PRIVMSG" });
    expect(read(...most, line("x".repeat(left)))).toBe(`MULTILINE_MAX_BYTES ${LIMITS.ircMultilineBytes}`);
  });
});

describe("the cuts of a message", () => {
  it("are kept with its tags, if there is room for them", () => {
    expect(cutsOf(withCuts({ "+a": "b" }, [3, 17]))).toEqual([3, 17]);
    expect(withCuts(undefined, [])).toBeUndefined();
    const large = { "+a": "x".repeat(LIMITS.tagsBytes - 20) };
    expect(withCuts(large, [3, 17])).toBe(large);
  });
});

/** What comes of the lines that a client with batches is sent, sent back by it. */
function readBack(said: Multiline, limit = Number.POSITIVE_INFINITY): Multiline | string {
  const event: MessageEvent = {
    type: "message",
    seq: 7,
    at: 0,
    id: "e-7",
    from: { nick: "alice", user: "~al", host: "host.test" },
    to: "#a",
    form: said.verb === "NOTICE" ? "notice" : "message",
    text: said.text,
    ...(said.cuts.length > 0 && { tags: withCuts(undefined, said.cuts) ?? {} }),
  };
  const lines = (renderEvent(event, BATCHED) ?? "").split("\r\n").flatMap((text) => parseMessage(text) ?? []);
  expect(lines.length).toBeLessThan(limit);
  return read(...lines.filter(({ command }) => command !== "BATCH"));
}

describe("a message as a batch", () => {
  const unit = fc.oneof(
    { weight: 8, arbitrary: fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }) },
    { weight: 2, arbitrary: fc.constant("\n") },
    { weight: 1, arbitrary: fc.constantFrom("\n\n", " ", ":", "x".repeat(700), "é ".repeat(300)) },
  );

  it("comes back as it was, whatever is said", () => {
    fc.assert(
      fc.property(
        fc.array(unit, { minLength: 1, maxLength: 40 }),
        fc.constantFrom("PRIVMSG", "NOTICE"),
        (units, verb) => {
          const text = units.join("").replace(/[\r\0]/g, "");
          fc.pre(/[^\n]/.test(text));
          expect(readBack({ verb, text, cuts: [] })).toMatchObject({ verb, text });
        },
      ),
    );
  });

  it("is cut where its client cut it", () => {
    const part = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .map((text) => text.replace(/[\r\n\0]/g, "_"));
    fc.assert(
      fc.property(fc.array(fc.tuple(part, fc.boolean()), { minLength: 2, maxLength: 40 }), (parts) => {
        // Of several lines, for a short one is no batch.
        const said = read(line("first"), line("second"), ...parts.map(([text, goesOn]) => line(text, goesOn)));
        if (typeof said === "string") throw new Error(said);
        expect(readBack(said)).toEqual(said);
      }),
    );
  });
});
