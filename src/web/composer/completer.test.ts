import { describe, expect, it, vi } from "vitest";
import type { Self } from "../../client/model/own.ts";
import type { PlaceSummary } from "../../client/model/place.ts";
import { Cell } from "../../client/model/source.ts";
import type { Asked, Reply } from "../../client/outgoing.ts";
import { LIMITS } from "../../core/limits.ts";
import { PAGE_COMMANDS } from "./commands.ts";
import { Completer } from "./completer.ts";
import { AT_ONCE, fakePlace, said } from "./composer.fixture.ts";
import type { Emoji } from "./emoji-data.ts";

const SELF: Self = { nick: "me", server: "s", version: "1", epoch: "e", channel: "#lobby" };
const TADA: Emoji = { emoji: "🎉", names: ["tada"], tags: [], category: "c" };

function summary(name: string): PlaceSummary {
  const kind = name.startsWith("#") ? "channel" : "talk";
  return { key: name, name, kind, unread: 0, mentions: 0, isHere: true, hasMoreUnread: false };
}

function setUp(here: readonly string[] = ["alice", "bob", "bea", "me"], loadEmoji = async () => [TADA]) {
  const asked: Asked[] = [];
  const { place } = fakePlace([said("alice", "1"), said("bea", "2"), said("bob", "3"), said("bea", "4")], here);
  const chat = {
    self: new Cell<Self | undefined>(SELF, AT_ONCE),
    places: new Cell<readonly PlaceSummary[]>([summary("#lobby"), summary("carol")], AT_ONCE),
    async ask(command: Asked): Promise<Reply> {
      asked.push(command);
      const channels = [
        { channel: "#lounge", members: 2, topic: "chairs" },
        { channel: "#lobby", members: 3, topic: "all" },
      ];
      return { type: "ok", channels };
    },
  };
  const completer = new Completer({ chat, place, loadEmoji, loadCommands: async () => PAGE_COMMANDS });
  return {
    completer,
    asked,
    look: (text: string) => completer.look(text, text.length),
    press: (key: string, text: string) => completer.press(key, text, text.length),
    offered: () => completer.offer.get()?.choices.map(({ key }) => key) ?? [],
  };
}

describe("nicks", () => {
  it("are offered behind @, those who spoke last first, and not one's own", () => {
    const { look, offered } = setUp();
    look("hi @");
    expect(offered()).toEqual(["bea", "bob", "alice"]);
    look("hi @b");
    expect(offered()).toEqual(["bea", "bob"]);
    look("hi @bx");
    expect(offered()).toEqual([]);
  });

  it("are completed by Tab without a sign: at once if there is but one, otherwise from a list", () => {
    const { press, offered } = setUp();
    expect(press("Tab", "al")).toEqual({ text: "alice: ", caret: 7 });
    expect(press("Tab", "hello al")).toEqual({ text: "hello alice ", caret: 12 });
    expect(press("Tab", "b")).toBe(true);
    expect(offered()).toEqual(["bea", "bob"]);
    expect(press("Tab", "b")).toEqual({ text: "bea: ", caret: 5 });
    // Tab moves on through the page where there is nothing to complete.
    expect(press("Tab", "xyz")).toBe(false);
    expect(press("Tab", "")).toBe(false);
  });

  it("are bounded", () => {
    const { look, offered } = setUp(Array.from({ length: 2_000 }, (_, i) => `n${i}`));
    look("@n");
    expect(offered()).toHaveLength(LIMITS.choicesShown);
  });
});

describe("what is offered", () => {
  it("is chosen by arrows, which go round, and taken by Enter or Tab", () => {
    for (const key of ["Enter", "Tab"]) {
      const { look, press, offered } = setUp();
      look("@b");
      expect(press("ArrowUp", "@b")).toBe(true);
      expect(press(key, "@b")).toEqual({ text: "@bob ", caret: 5 });
      expect(offered()).toEqual([]);
    }
  });

  it("is put away by Escape, which then does nothing else", () => {
    const { look, press, offered } = setUp();
    look("@b");
    expect(press("Escape", "@b")).toBe(true);
    expect(offered()).toEqual([]);
    expect(press("Escape", "@b")).toBe(false);
  });

  it("is not taken by Enter if it stands there already: Enter sends", () => {
    const { look, press, offered } = setUp();
    look("@bob");
    expect(press("Enter", "@bob")).toBe(false);
    expect(offered()).toEqual([]);
  });

  it("leaves other keys alone", () => {
    const { look, press } = setUp();
    look("@b");
    expect([press("a", "@b"), press("Home", "@b")]).toEqual([false, false]);
  });
});

it("offers channels that one is in first, then the others once they are known, asked for once", async () => {
  const { look, offered, asked, completer } = setUp();
  look("see #l");
  expect(offered()).toEqual(["#lobby"]);
  look("see #lo");
  await Promise.resolve();
  await Promise.resolve();
  expect(offered()).toEqual(["#lobby", "#lounge"]);
  expect(completer.offer.get()?.choices[1]?.about).toBe("chairs");
  expect(asked).toEqual([{ type: "channels" }]);
});

it("offers commands with their usage, also by their other names", async () => {
  const { look, offered, completer } = setUp();
  look("/whoi");
  await vi.waitUntil(() => offered().length > 0);
  expect(offered()).toEqual(["whois"]);
  expect(completer.offer.get()?.choices[0]).toMatchObject({ label: "/whois nick", text: "/whois" });
  look("/leav");
  expect(offered()).toEqual(["part"]);
});

describe("emoji", () => {
  it("are offered once they are loaded, if they are still wanted then", async () => {
    const { look, offered, press } = setUp();
    look("yay :tad");
    expect(offered()).toEqual([]);
    await Promise.resolve();
    await Promise.resolve();
    expect(offered()).toEqual(["🎉"]);
    expect(press("Enter", "yay :tad")).toEqual({ text: "yay 🎉 ", caret: 7 });
    const late = setUp();
    late.look(":tad");
    late.look("something else");
    await Promise.resolve();
    await Promise.resolve();
    expect(late.offered()).toEqual([]);
  });

  it("that can't be loaded are not offered", async () => {
    const { look, offered } = setUp([], () => Promise.reject(new Error("offline")));
    look(":tada");
    await Promise.resolve();
    await Promise.resolve();
    expect(offered()).toEqual([]);
  });
});
