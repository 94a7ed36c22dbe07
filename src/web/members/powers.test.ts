import { describe, expect, it } from "vitest";
import { RANK } from "../../core/modes.ts";
import { banChoices, mayBan, mayKick, standingChoices } from "./powers.ts";
import { rankHere } from "./rank-here.ts";

function choices(ownRank: number, theirs: string, isSelf = false): string {
  return standingChoices({ ownRank, theirs, isSelf })
    .map(({ mode, has }) => (has ? mode.toUpperCase() : mode))
    .join("");
}

describe("what a member may do to another", () => {
  it("is to give and take the standings that their own rank reaches", () => {
    expect(choices(RANK.owner, "ov")).toBe("qaOhV");
    expect(choices(RANK.operator, "v")).toBe("ohV");
    expect(choices(RANK.halfOperator, "")).toBe("v");
    expect(choices(RANK.voice, "v")).toBe("");
  });

  it("is to lay down one's own standing, whatever one's rank", () => {
    expect(choices(RANK.voice, "v", true)).toBe("V");
    expect(choices(RANK.operator, "ao", true)).toBe("AOhv");
  });

  it("is to kick those of no higher rank, from half-operators on, and never oneself", () => {
    expect(mayKick({ ownRank: RANK.halfOperator, theirs: "h", isSelf: false })).toBe(true);
    expect(mayKick({ ownRank: RANK.halfOperator, theirs: "o", isSelf: false })).toBe(false);
    expect(mayKick({ ownRank: RANK.voice, theirs: "", isSelf: false })).toBe(false);
    expect(mayKick({ ownRank: RANK.owner, theirs: "q", isSelf: true })).toBe(false);
    expect(mayBan({ ownRank: RANK.halfOperator, isSelf: false, theirs: "o" })).toBe(true);
    expect(mayBan({ ownRank: RANK.voice, isSelf: false, theirs: "" })).toBe(false);
  });

  it("is an owner's for operators of the server, where they are members", () => {
    expect(rankHere("", true)).toBe(RANK.owner);
    expect(rankHere("v", false)).toBe(RANK.voice);
    expect(rankHere(undefined, true)).toBe(RANK.none);
  });
});

it("bans by the account first, and by where somebody is last, since others may be there", () => {
  const who = { nick: "eve", user: "u", host: "cafe.example" };
  expect(banChoices({ ...who, account: "evelyn" }).map(({ mask }) => mask)).toEqual([
    "a:evelyn",
    "eve!*@*",
    "*!*@cafe.example",
  ]);
  expect(banChoices(who)[0]?.target).toEqual({ mask: "eve!*@*" });
});
