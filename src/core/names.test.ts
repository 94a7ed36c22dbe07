import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LATIN_LOOKING_CAPITALS, LOOKALIKES } from "./confusables.ts";
import { LIMITS } from "./limits.ts";
import { CHANNEL_MODES, rankOf, signsOf, USER_MODES } from "./modes.ts";
import { completeMask, fold, isChannelName, isNick, matchesMask, nickKey, spareNick } from "./names.ts";
import { cut, fits, utf8Length } from "./utf8.ts";

/** Any string of UTF-16, lone surrogates and all. */
const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
/** Any string that has a form in UTF-8. */
const wellFormed = fc.string({ unit: "binary" });
/** Letters of one to four bytes, some of which change their length when folded. */
const letters = fc.constantFrom(..."aZ_|é\u00c5\u212b\u0130ßΣ中ｱﷺﬃ𐐀𝒳\u1e9b\u0301\u1100\u1161аΝđא");

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
    // As a key it would fit, since its alef is taken for an `l`.
    expect(isNick("ﷲ".repeat(10))).toBe(false);
    expect(isChannelName(`#${"ﷺ".repeat(20)}`)).toBe(false);
  });

  test("have spares that are nicks, differ, and begin alike", () => {
    const odd = fc.string({ unit: letters, minLength: 1, maxLength: 64 }).filter(isNick);
    fc.assert(
      fc.property(odd, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (nick, attempt) => {
        const spare = spareNick(nick, attempt, isNick);
        expect(isNick(spare), spare).toBe(true);
        expect(spare).not.toBe(spareNick(nick, attempt === 1 ? 2 : attempt - 1, isNick));
        expect([...spare][0]).toBe([...nick][0]);
      }),
    );
    expect(spareNick("alice", 1, isNick)).toBe("alice");
    expect(spareNick("alice", 2, isNick)).toBe("alice2");
    expect(spareNick("𐐀".repeat(16), 12, isNick)).toBe(`${"𐐀".repeat(15)}12`);
  });
});

describe("marks and directions in nicks", () => {
  test.each([
    ["Hindi", "क़ि\u0902"],
    ["Thai", "ปู่ย่า"],
    ["Vietnamese", "Nguyễn"],
    ["Vietnamese, decomposed", "Nguye\u0302\u0303n"],
    ["Hebrew with points", "שָּׁלוֹם"],
    ["Arabic with points", "مُحَمَّدٌ"],
    ["Greek with all accents", "ᾅδης"],
    ["Burmese", "လျှို့ဝှက်"],
    ["Tibetan", "བསྒྲུབས"],
  ])("%s is written with as many marks as it has", (_, nick) => {
    expect(isNick(nick)).toBe(true);
  });

  test.each([
    ["piled up", "z\u0300\u0301\u0302\u0303"],
    ["piled up on a composed letter", "ễ\u0300\u0301"],
    ["five, of a script that has many", "က\u103d\u103e\u102d\u102f\u1037"],
    ["one hidden in another", "e\u0301\u0301"],
    ["one hidden in a composed letter", "é\u0301"],
    ["around the letter", "a\u20dd"],
  ])("marks that are %s are refused", (_, nick) => {
    expect(isNick(nick)).toBe(false);
  });

  test.each(["שלוםabc", "aא", "محمدд", "中א", "ℵa"])("letters of both directions are refused: %j", (nick) => {
    expect(isNick(nick)).toBe(false);
  });

  test.each(["שלום12", "محمد_١٢", "a١", "ℵ", "שלוםمحمد"])("digits and signs go with either direction: %j", (nick) => {
    expect(isNick(nick)).toBe(true);
  });
});

describe("keys of nicks", () => {
  const ascii = fc.string({ unit: fc.constantFrom(..."aAbBiIlLmMnNoOrR01_[{|-") });
  const scripts = fc.constantFrom(..."aInNoZıİjßéæøνΝυΥηΗςΣϹϲвВнаАёйІӏПьꭰᏞꮮاه١ו中口\u0300\u0307\u0323\u0345𝚴ｱﷺ");
  const odd = fc.oneof(anyText, wellFormed, fc.string({ unit: scripts }));

  test.each([
    ["admin", "аdmin", "АDМIN", "ａｄｍｉｎ", "ᴀdmin", "ɑԁmіn"],
    ["alice", "ɑlice", "Аlісе", "aliϲe", "aliϹe", "alıce"],
    ["larry", "Ꮮarry", "ꮮarry", "ʟarry"],
    ["bob", "Βob", "Вob", "вob", "ЬОЬ", "ΒΟΒ"],
    ["nick", "Νick", "𝚴ick", "NІCK"],
    ["viva", "νiva", "vіvа"],
    ["nina", "ΝΙΝΑ", "Ninа"],
    ["istanbul", "İstanbul", "i\u0307stanbul"],
    ["mike", "мike", "Μike"],
    ["caesar", "Cæsar", "сӕѕаr"],
  ])("%s is written in many ways", (nick, ...ways) => {
    for (const way of ways) expect(nickKey(way), way).toBe(nick);
  });

  test.each([
    ["ё", "ë"],
    ["٣٤", "۳۴"],
    ["口ロ", "ロ口"],
    ["Антон", "АНТОН"],
    ["Νίκος", "νίκος"],
    ["Νίκος", "ΝΊΚΟΣ"],
    ["Νικος", "ΝΙΚΟΣ"],
    ["e\u0301", "É"],
  ])("%j and %j are one nick", (one, other) => {
    expect(nickKey(one)).toBe(nickKey(other));
  });

  test.each([
    ["alice1", "alicel"],
    ["Inga", "lnga"],
    ["0scar", "oscar"],
    ["rn", "m"],
    ["vv", "w"],
    ["a|", "al"],
    ["Weiß", "Weib"],
    ["Łukasz", "Lukasz"],
    ["Zoë", "Zoe"],
    ["Анна", "Инна"],
    ["Νίκος", "Míkos"],
    ["中", "申"],
    ["محمد", "محمود"],
  ])("%j and %j are two nicks", (one, other) => {
    expect(nickKey(one)).not.toBe(nickKey(other));
  });

  test("of ASCII differ exactly as ASCII differs without its case", () => {
    fc.assert(
      fc.property(ascii, ascii, (one, other) => {
        expect(nickKey(one)).toBe(one.toLowerCase());
        expect(nickKey(one) === nickKey(other)).toBe(one.toLowerCase() === other.toLowerCase());
      }),
    );
  });

  test("are their own keys", () => {
    fc.assert(
      fc.property(odd, (nick) => nickKey(nickKey(nick)) === nickKey(nick)),
      { numRuns: 2_000 },
    );
  });

  test("are their own keys, for every single character, alone and with marks", () => {
    for (let point = 0; point <= 0x10ffff; point++) {
      const character = String.fromCodePoint(point);
      if (!/[\p{L}\p{M}\p{N}]/u.test(character)) continue;
      const nick = `${character}i${character}\u0301`;
      const key = nickKey(nick);
      if (nickKey(key) !== key) expect.fail(`U+${point.toString(16)} in ${nick} goes further`);
    }
  });

  test("are as bounded as nicks", () => {
    // Longer as a key than it is written: `đ` is two bytes, and `d` with a stroke through it is three.
    expect(isNick("đ".repeat(21))).toBe(true);
    expect(isNick("đ".repeat(22))).toBe(false);
    expect(isNick("꽃".repeat(21))).toBe(true);
    fc.assert(
      fc.property(odd, (nick) => {
        fc.pre(isNick(nick));
        expect(fits(nickKey(nick), LIMITS.nickBytes)).toBe(true);
      }),
    );
  });

  test("come of tables that leave ASCII alone", () => {
    const groups = [...LOOKALIKES, ...LATIN_LOOKING_CAPITALS].flatMap((line) => line.split(" "));
    const sources = groups.flatMap((group) => group.split("=")[1]?.split(",") ?? []);
    expect(sources.length).toBeGreaterThan(1_500);
    for (const source of sources) expect(Number.parseInt(source, 16), source).toBeGreaterThan(0x7f);
    expect(new Set(sources).size).toBe(sources.length);
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
