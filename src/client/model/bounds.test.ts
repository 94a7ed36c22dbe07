import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { message } from "../link.fixture.ts";
import { setUpChat, shown, turn } from "./chat.fixture.ts";
import { Drafts } from "./drafts.ts";
import { Unread } from "./unread.ts";

describe("what a chat keeps is bounded", () => {
  it("talks: the one that was silent longest is put away", async () => {
    const it = setUpChat();
    await it.lobby();
    const talk = (seq: number, nick: string) => ({
      ...message(seq),
      to: "alice",
      from: { nick, user: "json", host: "here" },
    });
    for (let i = 0; i < LIMITS.placesShown + 5; i++) it.server.tell(talk(10 + i, `n${i}`));
    expect(it.chat.places.get()).toHaveLength(LIMITS.placesShown);
    expect(it.chat.place("n0")).toBeUndefined();
    expect(it.chat.places.get()[1]?.name).toBe(`n${LIMITS.placesShown + 4}`);
    expect(it.chat.current.get()?.key).toBe("#lobby");
  });

  it("pending: what was refused longest ago goes first, and what waits never", async () => {
    const it = setUpChat();
    const lobby = await it.lobby();
    it.chat.say("#lobby", "first");
    it.server.tell({ type: "refused", ref: it.server.last("say").ref, code: "busy", text: "Later." });
    await turn();
    for (let i = 1; i < LIMITS.pendingShown; i++) expect(it.chat.say("#lobby", `n${i}`)).toBe(true);
    expect(shown(lobby)).toMatch(/^first! n1…/);
    expect(it.chat.say("#lobby", "last")).toBe(true);
    expect(shown(lobby)).toMatch(/^n1… .* last…$/);
    expect(it.chat.say("#lobby", "too many")).toBe(false);
    expect(shown(lobby)).toMatch(/last…$/);
  });

  it("drafts: those of long ago go", () => {
    const saved: [string, string][] = [];
    const drafts = new Drafts({ load: () => new Map([["a", "x"]]), save: (place, text) => saved.push([place, text]) });
    for (let i = 0; i < LIMITS.draftsKept; i++) drafts.save(`n${i}`, "x");
    expect(saved.at(-1)).toEqual(["a", ""]);
    expect([drafts.get("a"), drafts.get("n0")]).toEqual(["", "x"]);
  });

  it("unread messages: beyond it there are more", () => {
    const unread = new Unread();
    for (let i = 1; i <= LIMITS.unreadCounted + 1; i++) unread.add({ id: `e-${i}`, seq: i, at: i, isMention: true });
    expect([unread.count, unread.mentions, unread.hasMore, unread.first]).toEqual([
      LIMITS.unreadCounted,
      LIMITS.unreadCounted,
      true,
      1,
    ]);
    unread.readUntil(LIMITS.unreadCounted + 1);
    expect(unread.add({ id: "e-5", seq: 5, at: 5, isMention: true })).toBe(false);
    expect([unread.count, unread.mentions, unread.hasMore]).toEqual([0, 0, false]);
  });
});
