import { expect, it } from "vitest";
import { ownChanges } from "./own-changes.ts";

const BEFORE = { nick: "eve", realname: "Eve", away: "", "display-name": "Eve!" };

it("asks for what is to change, and for nothing else", () => {
  expect(ownChanges(BEFORE, BEFORE)).toEqual([]);
  expect(ownChanges(BEFORE, { nick: "eva", realname: "", away: "tea", "display-name": "Eva!" })).toEqual([
    { type: "nick", nick: "eva" },
    { type: "setname", realname: "" },
    { type: "away", text: "tea" },
    { type: "metadata", to: "*", key: "display-name", value: "Eva!" },
  ]);
});

it("is back, and tells nothing more, where a field was emptied; without a nick one can't be", () => {
  const away = { ...BEFORE, away: "tea" };
  expect(ownChanges(away, { ...BEFORE, nick: "", "display-name": "" })).toEqual([
    { type: "away" },
    { type: "metadata", to: "*", key: "display-name" },
  ]);
});
