import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { NoteEvent, NoteItem } from "../../client/model/timeline.ts";
import { newsOf } from "./announcer.tsx";
import { keepsOrder, menuOf } from "./message-actions.ts";
import { deedOf, summaryOf, typingSentence } from "./notes.ts";
import { NotesRow } from "./other-rows.tsx";
import { namesOf } from "./reactions.tsx";
import { isLong, sizeWords, textBesideFiles } from "./texts.ts";
import { by, message, noted, said } from "./timeline.fixture.ts";
import { countAfter } from "./to-end.tsx";

const ID = "abcdefghijklmnopqrstuvwxyz";
const nothing = (): void => undefined;
const deeds = {
  react: nothing,
  reply: nothing,
  edit: nothing,
  remove: nothing,
  copyText: nothing,
  copyLink: nothing,
  report: nothing,
  profile: nothing,
};

it("the link of a file that is shown below is left out at the end of a line", () => {
  const link = `https://chat.example/files/${ID}/a%20b.png`;
  expect(textBesideFiles(`look\n${link}`, [{ id: ID }])).toBe("look");
  expect(textBesideFiles(link, [{ id: ID }])).toBe("");
  expect(textBesideFiles(`look at these: ${link} ${link}`, [{ id: ID }])).toBe("look at these:");
  expect(textBesideFiles(`${link} is what I mean`, [{ id: ID }])).toBe(`${link} is what I mean`);
  expect(textBesideFiles(`one\n\n  two ${link}`, [{ id: ID }])).toBe("one\n\n  two");
  expect(textBesideFiles(link, [])).toBe(link);
  expect(textBesideFiles("https://chat.example/other", [{ id: ID }])).toBe("https://chat.example/other");
});

it("sizes are written as people do", () => {
  expect([0, 999, 1_000, 12_345, 999_499, 999_500, 1_234_567, 5e12].map(sizeWords)).toEqual([
    "0 bytes",
    "999 bytes",
    "1.0 kB",
    "12 kB",
    "999 kB",
    "1.0 MB",
    "1.2 MB",
    "5.0 TB",
  ]);
});

it("long is what has many characters or many lines", () => {
  expect(isLong("a".repeat(3_000))).toBe(false);
  expect(isLong("a".repeat(3_001))).toBe(true);
  expect(isLong("a\n".repeat(40))).toBe(true);
});

it("who writes is said in one sentence", () => {
  expect([[], ["ada"], ["ada", "bob"], ["ada", "bob", "cy"], ["a", "b", "c", "d"]].map(typingSentence)).toEqual([
    "",
    "ada is writing…",
    "ada and bob are writing…",
    "ada, bob and cy are writing…",
    "Several people are writing…",
  ]);
});

it("notes say what happened, several how often", () => {
  const { seq, at, id, from } = message(1);
  const base = { seq, at, id, from, channel: "#lobby" };
  const event = { ...base, type: "join", realname: "" } as const;
  const quit = { ...base, type: "quit", reason: "bye" } as const;
  const mode = {
    ...base,
    type: "mode",
    changes: [
      { set: true, mode: "o", parameter: "bob" },
      { set: false, mode: "m" },
    ],
  } as const;
  expect(deedOf(event)).toBe("came");
  expect(deedOf(quit)).toBe("went offline (bye)");
  expect(deedOf(mode)).toBe("set +o bob, −m");
  expect(deedOf({ ...base, type: "topic", topic: "" })).toBe("took the topic away");
});

it("several notes are one line, which says of each thing that happened who did it", () => {
  const note = (nick: string, type: "join" | "part" | "quit"): NoteEvent => {
    const { seq, at, id } = message(1);
    const base = { seq, at, id, ...by(nick), channel: "#lobby" };
    return type === "join" ? { ...base, type, realname: "" } : { ...base, type, reason: "bye" };
  };
  const line = [
    note("bob", "join"),
    note("zoe", "join"),
    note("Bob", "quit"),
    note("bob", "join"),
    note("bob", "part"),
  ];
  expect(summaryOf(line)).toEqual([
    { nicks: ["bob", "zoe"], words: "came" },
    { nicks: ["Bob"], words: "left" },
  ]);
  const seen = (nicks: readonly string[]): string => {
    const notes = nicks.map((nick): NoteItem => ({ kind: "note", key: nick, event: note(nick, "join") }));
    return renderToStaticMarkup(createElement(NotesRow, { notes })).replace(/<[^>]*>/g, "");
  };
  expect(seen(["bob", "zoe"])).toBe("bob and zoe came");
  expect(seen(["bob", "zoe", "kim"])).toBe("3 came");
});

it("who reacted is named, up to a point", () => {
  const many = Array.from({ length: 23 }, (_, index) => ({ nick: `n${index}` }));
  expect(namesOf(many.slice(0, 2))).toBe("n0, n1");
  expect(namesOf(many)).toMatch(/n19 and 3 more$/);
});

it("what others said behind a place in the log is counted and told", () => {
  const items = [said(1), said(2), noted(3), said(4, {}, { isOwn: true }), said(5, by("bob"))];
  expect(countAfter(items, 1)).toBe(2);
  expect(countAfter(items, 5)).toBe(0);
  expect(newsOf(items, 4)).toBe("bob: text 5");
  expect(newsOf(items, 0)).toBe("3 new messages. bob: text 5");
  expect(newsOf(items, 5)).toBe("");
});

it("a message can be edited by its author, and taken back by who keeps order too", () => {
  const labels = (...given: [ReturnType<typeof said>, boolean]): readonly string[] =>
    menuOf(...given, deeds).map(({ label }) => label);
  expect(labels(said(1), false)).toEqual(["React", "Reply", "Copy text", "Copy link", "About ada", "Report"]);
  expect(labels(said(1), true)).toContain("Delete");
  expect(labels(said(1, {}, { isOwn: true }), false)).toEqual([
    "React",
    "Reply",
    "Edit",
    "Copy text",
    "Copy link",
    "About ada",
    "Delete",
  ]);
  expect(labels(said(1, { takenBack: { by: "bob" } }, { isOwn: true }), true)).toEqual(["Copy link", "About ada"]);
});

it("order is kept by half-operators and above", () => {
  const list = ["", "v", "h", "ov"].map((modes, index) => ({ nick: `N${index}`, user: "", host: "", modes }));
  const members = { list, isWhole: true, total: 4 };
  expect(["n0", "n1", "n2", "n3", "n4"].map((nick) => keepsOrder(members, nick))).toEqual([
    false,
    false,
    true,
    true,
    false,
  ]);
});
