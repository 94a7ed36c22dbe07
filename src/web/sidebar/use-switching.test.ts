import { describe, expect, it } from "vitest";
import type { PlaceSummary } from "../../client/model/place.ts";
import { nextPlace } from "./use-switching.ts";

const place = (name: string, unread = 0): PlaceSummary => ({
  key: name,
  name,
  kind: "channel",
  unread,
  mentions: 0,
  isHere: true,
  hasMoreUnread: false,
});
const PLACES = [place("#a"), place("#b", 2), place("#c"), place("#d", 1)];

describe("going from place to place", () => {
  it.each([
    ["#a", 1, false, "#b"],
    ["#d", 1, false, "#a"],
    ["#a", -1, false, "#d"],
    ["#A", 1, true, "#b"],
    ["#b", 1, true, "#d"],
    ["#b", -1, true, "#d"],
    [undefined, 1, false, "#a"],
  ])("from %s by %i, only unread: %s, it is %s", (here, step, isUnread, name) => {
    expect(nextPlace(PLACES, here, step, isUnread)?.name).toBe(name);
  });

  it("there is none among none", () => {
    expect(nextPlace([], "#a", 1, false)).toBeUndefined();
  });

  it("where nothing else waits, one stays", () => {
    expect(nextPlace([place("#a"), place("#b")], "#a", 1, true)).toBeUndefined();
  });
});
