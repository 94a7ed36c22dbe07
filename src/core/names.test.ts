import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cut, fits, utf8Length } from "./limits.ts";
import { CHANNEL_MODES, rankOf, signsOf, USER_MODES } from "./modes.ts";
import { completeMask, fold, isChannelName, isNick, matchesMask, spareNick } from "./names.ts";

/** Any string of UTF-16, lone surrogates and all. */
const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
/** Any string that has a form in UTF-8. */
const wellFormed = fc.string({ unit: "binary" });
/** Letters of one to four bytes, some of which change their length when folded. */
const letters = fc.constantFrom(..."aZ_|é\u00c5\u212b\u0130ßΣ中ｱﷺﬃ𐐀𝒳\u1e9b\u0301\u1100\u1161");

describe("lengths in UTF-8", () => {
  test("are those that bytes have", () => {
    fc.assert(fc.property(fc.oneof(anyText, wellFormed), (text) => utf8Length(text) === Buffer.byteLength(text)));
  });

  test("decide whether a text fits", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, wellFormed), fc.nat(40), (text, limit) => {
        expect(fits(text, limit)).toBe(Buffer.byteLength(text) <= limit);
      }),
    );
  });

  test("cut a text at the last whole character that fits", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, wellFormed), fc.nat(40), (text, limit) => {
        const short = cut(text, limit);
        expect(text.startsWith(short)).toBe(true);
        expect(Buffer.byteLength(short)).toBeLessThanOrEqual(limit);
        const [next = ""] = text.slice(short.length);
        if (next !== "") expect(Buffer.byteLength(short + next)).toBeGreaterThan(limit);
        if (text.isWellFormed()) expect(short.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("folding", () => {
  test("makes one name of what looks like one", () => {
    for (const written of ["alice", "ALICE", "Ａlice", "ａｌｉｃｅ", "𝒜lice"]) expect(fold(written)).toBe("alice");
    expect(fold("e\u0301")).toBe(fold("É"));
    expect(fold("J\u030c")).toBe(fold("\u01f0"));
    expect(fold("[A]")).toBe("[a]");
  });

  test("changes nothing the second time", () => {
    fc.assert(fc.property(fc.oneof(anyText, wellFormed), (text) => fold(fold(text)) === fold(text)));
  });

  test("changes nothing the second time, for every single character", () => {
    for (let point = 0; point <= 0x10ffff; point++) {
      const once = fold(String.fromCodePoint(point));
      if (fold(once) !== once) expect.fail(`U+${point.toString(16)} folds further`);
    }
  });
});

describe("nicks", () => {
  test.each(["a", "Alice", "[x]`_^{|}\\", "a-1", "Zoë", "中文", "الف", "x".repeat(64)])("%j is one", (nick) => {
    expect(isNick(nick)).toBe(true);
  });

  test.each([
    "",
    "1a",
    "-a",
    "a b",
    "a\0",
    "a\n",
    "#a",
    "a!b",
    "a@b",
    "a,b",
    "a:b",
    "a*",
    "a?",
    "\ud800",
    "\u0301a",
    "x".repeat(65),
    "中".repeat(22),
  ])("%j is none", (nick) => {
    expect(isNick(nick)).toBe(false);
  });

  test.each(["alice\u034f", "alice\u3164", "\u115f", "a\ufe0f", "a\u200d"])("%j hides something", (nick) => {
    expect(isNick(nick)).toBe(false);
  });

  test("are bounded in their folded form too", () => {
    expect(isNick("ﷺ".repeat(20))).toBe(false);
    expect(isChannelName(`#${"ﷺ".repeat(20)}`)).toBe(false);
  });

  test("have spares that are nicks, differ, and begin alike", () => {
    const odd = fc.string({ unit: letters, minLength: 1, maxLength: 64 }).filter(isNick);
    fc.assert(
      fc.property(odd, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (nick, attempt) => {
        const spare = spareNick(nick, attempt);
        expect(isNick(spare), spare).toBe(true);
        expect(spare).not.toBe(spareNick(nick, attempt === 1 ? 2 : attempt - 1));
        expect([...spare][0]).toBe([...nick][0]);
      }),
    );
    expect(spareNick("alice", 1)).toBe("alice");
    expect(spareNick("alice", 2)).toBe("alice2");
    expect(spareNick("𐐀".repeat(16), 12)).toBe(`${"𐐀".repeat(15)}12`);
  });
});

describe("channel names", () => {
  test.each(["#a", "##", "#c++", "#中文", `#${"x".repeat(63)}`])("%j is one", (name) => {
    expect(isChannelName(name)).toBe(true);
  });

  test.each(["", "a", "#", "#a b", "#a,b", "#a:b", "#*", "#?", "#\x07", "#a\0", "#\ud800", `#${"x".repeat(64)}`])(
    "%j is none",
    (name) => {
      expect(isChannelName(name)).toBe(false);
    },
  );
});

describe("masks", () => {
  test("match as the same pattern written as an expression does", () => {
    const unit = fc.constantFrom("a", "b", "*", "?", "𐐨");
    fc.assert(
      fc.property(fc.string({ unit }), fc.string({ unit: fc.constantFrom("a", "b", "𐐨") }), (mask, text) => {
        const pattern = mask.replace(/[*?]/g, (sign) => (sign === "*" ? ".*" : "."));
        expect(matchesMask(mask, text)).toBe(new RegExp(`^${pattern}$`, "su").test(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test("match however either is written", () => {
    expect(matchesMask("ALICE!*@*", "ａlice!user@host")).toBe(true);
    expect(matchesMask("b?b", "b𐐨b")).toBe(true);
    expect(matchesMask("alice", "alice2")).toBe(false);
  });

  test("are decided in steps that grow with the product of the lengths", () => {
    const mask = `${"*a".repeat(2_000)}b`;
    expect(matchesMask(mask, "a".repeat(10_000))).toBe(false);
  });

  test.each([
    ["alice", "alice!*@*"],
    ["alice!user", "alice!user@*"],
    ["user@host", "*!user@host"],
    ["@host", "*!*@host"],
    ["alice!user@host", "alice!user@host"],
    ["!user@", "*!user@*"],
    ["alice!", "alice!*@*"],
    ["a@b!c", "*!a@b!c"],
    ["*", "*!*@*"],
  ])("%s is completed to %s", (mask, whole) => {
    expect(completeMask(mask)).toBe(whole);
  });

  test("that are complete stay as they are", () => {
    const unit = fc.constantFrom("a", "!", "@", "*");
    fc.assert(fc.property(fc.string({ unit }), (mask) => completeMask(completeMask(mask)) === completeMask(mask)));
  });
});

describe("modes", () => {
  test("are none that objects have by themselves", () => {
    for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      expect(CHANNEL_MODES[name]).toBeUndefined();
      expect(USER_MODES[name]).toBeUndefined();
    }
  });

  test("rank a member by the highest, and sign all", () => {
    expect(rankOf("")).toBe(0);
    expect(rankOf("ov")).toBe(rankOf("o"));
    expect(rankOf("o")).toBeGreaterThan(rankOf("h"));
    expect(signsOf("ov")).toBe("@+");
  });
});
