import { describe, expect, it } from "vitest";
import type { Member } from "../../wire/json/messages.ts";
import { memberCount, type Row, rowAfter, rowsOf } from "./rows.ts";

function member(nick: string, modes = "", account?: string): Member {
  return { nick, user: "u", host: "h", modes, ...(account !== undefined && { account }) };
}

const LIST = [
  member("zoe", "qo"),
  member("amy", "o"),
  member("bob", "ov"),
  member("Eve"),
  member("mallory", "", "Evelyn"),
];

function inWords(rows: readonly Row[]): string[] {
  return rows.map((row) => (row.kind === "heading" ? `${row.standing.many} ${row.count}` : row.member.nick));
}

describe("the rows of a list of members", () => {
  it("stand under the highest of each one's standings, with how many there are", () => {
    expect(inWords(rowsOf(LIST))).toEqual([
      "Owners 1",
      "zoe",
      "Operators 2",
      "amy",
      "bob",
      "Members 2",
      "Eve",
      "mallory",
    ]);
    expect(memberCount(rowsOf(LIST))).toBe(5);
    expect(rowsOf([])).toEqual([]);
  });

  it("are those with what is wanted in the nick or the account, however it is written", () => {
    expect(inWords(rowsOf(LIST, " EVE "))).toEqual(["Members 2", "Eve", "mallory"]);
    expect(inWords(rowsOf(LIST, "bo"))).toEqual(["Operators 1", "bob"]);
    expect(rowsOf(LIST, "nobody")).toEqual([]);
  });

  it("are gone through by keys over the headings, and not beyond the ends", () => {
    const rows = rowsOf(LIST);
    expect(rowAfter(rows, 1, "ArrowDown")).toBe(3);
    expect(rowAfter(rows, 3, "ArrowUp")).toBe(1);
    expect(rowAfter(rows, 1, "ArrowUp")).toBe(1);
    expect(rowAfter(rows, 7, "ArrowDown")).toBe(7);
    expect(rowAfter(rows, 4, "Home")).toBe(1);
    expect(rowAfter(rows, 1, "End")).toBe(7);
    expect(rowAfter(rows, 1, "PageDown")).toBe(7);
    expect(rowAfter(rows, 7, "PageUp")).toBe(1);
    expect(rowAfter(rows, 4, "x")).toBe(4);
  });
});
