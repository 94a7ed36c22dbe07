import { describe, expect, it } from "vitest";
import type { Item, NoteItem, Timeline } from "../../client/model/timeline.ts";
import { MessageFinder, type Row, RowMaker } from "./rows.ts";
import { by, minute, noted, said, timelineOf } from "./timeline.fixture.ts";

/** Rows in few words: heads with their nicks, what belongs to them with `+`. */
function words(row: Row): string {
  switch (row.kind) {
    case "message":
      return row.isHead ? `${row.item.message.from.nick} ${row.item.key}` : `+ ${row.item.key}`;
    case "notes":
      return `notes ${row.notes.map(({ key }) => key).join(" ")}`;
    case "day":
      return `day ${new Date(row.at).getDate()}`;
    default:
      return row.kind;
  }
}

function rows(items: readonly Item[], changes: Partial<Timeline> = {}, withNotes = true): readonly string[] {
  return new RowMaker().rowsOf(timelineOf(items, changes), withNotes).map(words);
}

const DAY = 24 * 60;

describe("messages of one author and one minute belong together", () => {
  it("until another speaks or the minute is over", () => {
    expect(rows([said(1), said(2), said(3, by("bob")), said(4), said(5, { at: minute(1) })])).toEqual([
      "ada m1",
      "+ m2",
      "bob m3",
      "ada m4",
      "ada m5",
    ]);
  });

  it("but not through a bridge, with an answer, a deed or a note between", () => {
    const reply = { tags: { "+draft/reply": "id1" } };
    expect(
      rows([
        said(1),
        said(2, { by: "bridge" }),
        said(3),
        said(4, reply),
        said(5, { form: "action" }),
        said(6),
        noted(7),
        said(8),
      ]),
    ).toEqual(["ada m1", "ada m2", "ada m3", "ada m4", "ada m5", "ada m6", "notes n7", "ada m8"]);
  });
});

describe("days", () => {
  const items = [said(1), said(2, { at: minute(DAY) }), noted(3, minute(2 * DAY)), said(4, { at: minute(2 * DAY) })];

  it("begin with a line; the first only if nothing is before it", () => {
    expect(rows(items)).toEqual(["ada m1", "day 4", "ada m2", "day 5", "notes n3", "ada m4"]);
    expect(rows(items, { hasEarlier: false })[0]).toBe("day 3");
  });

  it("don't begin with what is not shown", () => {
    expect(rows([said(1), noted(2, minute(DAY)), said(3, { at: minute(2 * DAY) })], {}, false)).toEqual([
      "ada m1",
      "day 5",
      "ada m3",
    ]);
  });
});

it("several notes are one row, and none if notes are not wanted", () => {
  const items = [noted(1), noted(2), said(3), noted(4)];
  expect(rows(items)).toEqual(["notes n1 n2", "ada m3", "notes n4"]);
  expect(rows(items, {}, false)).toEqual(["ada m3"]);
});

it("a note that is to be seen at once stands by itself", () => {
  const { id, seq, at, from } = noted(3).event;
  const kick: NoteItem = {
    kind: "note",
    key: id,
    event: { type: "kick", channel: "#lobby", nick: "bob", id, seq, at, from },
  };
  expect(rows([noted(1), noted(2), kick, noted(4), noted(5)])).toEqual(["notes n1 n2", "notes n3", "notes n4 n5"]);
});

describe("the line above what is new", () => {
  it("stands before the first message that was not read, not before a note", () => {
    expect(rows([said(1), noted(2), said(3), said(4)], { newAfter: 1 })).toEqual([
      "ada m1",
      "notes n2",
      "new",
      "ada m3",
      "+ m4",
    ]);
  });

  it("is not there if one has said something oneself since, all was read, or its place is not known", () => {
    expect(rows([said(1), said(2, {}, { isOwn: true }), said(3)], { newAfter: 1 })).not.toContain("new");
    expect(rows([said(1), said(2)], { newAfter: 2 })).not.toContain("new");
    expect(rows([said(5), said(6)], { newAfter: 2 })).not.toContain("new");
    expect(rows([said(5), said(6)], { newAfter: 2, hasEarlier: false })).toEqual(["day 3", "new", "ada m5", "+ m6"]);
  });
});

it("what did not change is the same row again", () => {
  const maker = new RowMaker();
  const items: readonly Item[] = [noted(1), noted(2), said(3), said(4), said(5, { at: minute(DAY) })];
  const before = maker.rowsOf(timelineOf(items), true);
  const changed = said(4, { text: "other" });
  const after = maker.rowsOf(
    timelineOf([...items.slice(0, 3), changed, ...items.slice(4), said(6, { at: minute(DAY) })]),
    true,
  );
  expect(after.map((row, index) => row === before[index])).toEqual([true, true, false, true, true, false]);
});

describe("a message is found by its id", () => {
  it("as it is now, wherever it stands", () => {
    const items: Item[] = Array.from({ length: 50 }, (_, seq) => said(seq));
    const finder = new MessageFinder();
    finder.set(items);
    expect(finder.find("id20")).toBe(items[20]);
    const edited = said(20, { text: "other" });
    finder.set([...items.slice(10, 20), edited, ...items.slice(21), said(60)]);
    expect(finder.find("id20")).toBe(edited);
    finder.set(items.slice(30));
    expect(finder.find("id20")).toBeUndefined();
  });

  it("also behind a gap", () => {
    const items: readonly Item[] = [said(1), { kind: "gap", key: "g", text: "" }, said(2), said(3)];
    const finder = new MessageFinder();
    finder.set(items);
    expect(finder.find("id3")).toBe(items[3]);
    expect(finder.find("id3")).toBe(items[3]);
  });
});
