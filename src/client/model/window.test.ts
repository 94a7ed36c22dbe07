import { describe, expect, it } from "vitest";
import type { MessageEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import type { PastEvent } from "../../core/ports.ts";
import type { Reply } from "../outgoing.ts";
import { turn } from "./chat.fixture.ts";
import { type Bounds, Window } from "./window.ts";

const from = { nick: "bob", user: "json", host: "here" };

function message(seq: number, text = String(seq)): MessageEvent {
  return { type: "message", seq, at: seq, id: `e-${seq}`, from, to: "#lobby", form: "message", text };
}

function react(seq: number, to: number, text = "+1"): MessageEvent {
  return { ...message(seq, ""), form: "tags", tags: { "+draft/reply": `e-${to}`, "+draft/react": text } };
}

/** A window and the past that it is of. Answers wait until they are let go. */
class Past {
  readonly events: PastEvent[] = [];
  readonly asked: Bounds[] = [];
  /** Whether answers wait. */
  holds = false;
  /** Whether nothing can be had just now. */
  isRefusing = false;
  readonly #held: (() => void)[] = [];
  readonly window = new Window({
    schedule: (run) => run(),
    history: (bounds) => this.#ask(bounds),
    itemOf: (one) => ({ kind: "message", key: one.id, message: one, isOwn: false, isMention: false }),
    pending: () => [],
    loaded: () => {},
  });

  constructor(count: number) {
    for (let seq = 1; seq <= count; seq++) this.events.push(message(seq));
  }

  /** Something happens, and is heard. */
  happen(event: PastEvent): void {
    this.events.push(event);
    this.window.hear(event);
  }

  letGo(): Promise<void> {
    for (const run of this.#held.splice(0)) run();
    return turn();
  }

  texts(): string[] {
    return this.window.source.get().items.map((item) => (item.kind === "message" ? item.message.text : item.kind));
  }

  /** The first and the last, and how many. */
  span(): readonly (string | number | undefined)[] {
    const texts = this.texts();
    return [texts[0], texts.at(-1), texts.length];
  }

  #ask(bounds: Bounds): Promise<Reply> {
    this.asked.push(bounds);
    if (this.isRefusing) return Promise.resolve({ type: "refused", code: "busy", text: "Not now." });
    const reply = this.#answer(bounds);
    if (!this.holds) return Promise.resolve(reply);
    return new Promise((resolve) => {
      this.#held.push(() => resolve(reply));
    });
  }

  #answer({ before = Number.MAX_SAFE_INTEGER, after, end, around, limit = 50 }: Bounds): Reply {
    if (around !== undefined) {
      const at = this.events.findIndex(({ seq, id }) => seq === around || id === around);
      if (at < 0) return { type: "refused", code: "no-such-message", text: "No." };
      const begin = Math.max(0, at - limit / 2);
      return { type: "ok", events: this.events.slice(begin, begin + limit), more: this.events.length > limit };
    }
    const between = this.events.filter(({ seq }) => seq < before && seq > (after ?? 0));
    const isEarliest = (end ?? (after === undefined ? "latest" : "earliest")) === "earliest";
    const events = isEarliest ? between.slice(0, limit) : between.slice(-limit);
    return { type: "ok", events, more: events.length < between.length };
  }
}

describe("a window on a past", () => {
  it("loads the end, and goes back page by page to where it begins", async () => {
    const past = new Past(250);
    expect(past.window.source.get()).toMatchObject({ items: [], hasEarlier: true, loading: undefined });
    const loading = past.window.load();
    expect(past.window.source.get().loading).toBe("around");
    await loading;
    expect(past.span()).toEqual(["151", "250", 100]);
    await Promise.all([past.window.loadEarlier(), past.window.loadEarlier()]);
    expect(past.asked).toHaveLength(2);
    await past.window.loadEarlier();
    expect(past.span()).toEqual(["1", "250", 250]);
    expect(past.window.source.get()).toMatchObject({ hasEarlier: false, hasLater: false, loading: undefined });
    await past.window.loadEarlier();
    expect(past.asked).toHaveLength(3);
  });

  it("goes on through pages that have nothing to show", async () => {
    const past = new Past(1);
    for (let seq = 2; seq <= 230; seq++) past.events.push(react(seq, 1, `${seq}`));
    past.events.push(message(231));
    await past.window.load();
    expect(past.texts()).toEqual(["231"]);
    await past.window.loadEarlier();
    expect(past.texts()).toEqual(["1", "231"]);
  });

  it("goes to a message far away, and forward again until it follows the end", async () => {
    const past = new Past(500);
    await past.window.load();
    expect(await past.window.goTo("e-100")).toBe(true);
    expect(past.span()).toEqual(["50", "149", 100]);
    expect(past.window.source.get()).toMatchObject({ hasEarlier: true, hasLater: true });
    past.happen(message(501));
    expect(past.span()).toEqual(["50", "149", 100]);
    for (let i = 0; i < 3; i++) await past.window.loadLater();
    expect(past.span()).toEqual(["50", "449", 400]);
    past.holds = true;
    const loading = past.window.loadLater();
    past.happen(message(502));
    await past.letGo();
    await loading;
    expect(past.span()).toEqual(["50", "502", 453]);
    expect(past.window.source.get().hasLater).toBe(false);
    past.happen(message(503));
    expect(past.span()).toEqual(["50", "503", 454]);
  });

  it("goes to what is loaded without asking, and nowhere for what is not to be had", async () => {
    const past = new Past(500);
    await past.window.load();
    const before = past.window.source.get().items;
    expect(await past.window.goTo(450)).toBe(true);
    expect(past.asked).toHaveLength(1);
    expect(await past.window.goTo("elsewhere")).toBe(false);
    expect(past.window.source.get().items).toEqual(before);
    expect(past.window.source.get().loading).toBeUndefined();
  });

  it("comes back to the latest", async () => {
    const past = new Past(500);
    await past.window.goTo("e-10");
    await past.window.goToLatest();
    expect(past.span()).toEqual(["401", "500", 100]);
    await past.window.goToLatest();
    expect(past.asked).toHaveLength(2);
  });

  it("does not show what it heard before a page that begins later, as something is missing between", async () => {
    const past = new Past(500);
    past.holds = true;
    const loading = past.window.load();
    past.window.hear(message(3));
    past.window.broke();
    past.happen(message(501));
    await past.letGo();
    await loading;
    expect(past.span()).toEqual(["401", "501", 101]);
  });

  it("takes no answer for what it was before", async () => {
    const past = new Past(500);
    past.holds = true;
    void past.window.load();
    past.window.reset("It began anew.");
    await past.letGo();
    expect(past.texts()).toEqual([]);
    expect(past.window.source.get().loading).toBeUndefined();
  });

  it("asks on if more came meanwhile than it keeps in mind", async () => {
    const past = new Past(220);
    await past.window.goTo("e-5");
    await past.window.loadLater();
    past.holds = true;
    const loading = past.window.loadLater();
    for (let i = 1; i <= LIMITS.timelineHeld + 5; i++) past.happen(message(220 + i));
    await past.letGo();
    await loading;
    past.holds = false;
    expect(past.window.source.get().hasLater).toBe(true);
    while (past.window.source.get().hasLater) await past.window.loadLater();
    expect(past.texts()).toEqual(past.events.map(({ seq }) => String(seq)));
  });

  it("lays over a page what was heard while it was on its way", async () => {
    const past = new Past(3);
    past.holds = true;
    const loading = past.window.load();
    past.happen({ ...message(4), type: "edit", msgid: "e-1", text: "ONE" });
    past.happen({ ...message(5), type: "redact", msgid: "e-2" });
    past.happen(react(6, 3));
    past.happen(message(7));
    await past.letGo();
    await loading;
    expect(past.texts()).toEqual(["ONE", "", "3", "7"]);
    const items = past.window.source.get().items;
    expect(items[2]).toMatchObject({ message: { reactions: [{ text: "+1" }] } });
    expect(items[1]).toMatchObject({ message: { takenBack: { by: "bob" } } });
  });

  it("has each reaction that came during a break, whatever came after it", async () => {
    const past = new Past(3);
    await past.window.load();
    past.window.broke();
    past.events.push(react(4, 1, "a"));
    past.happen(react(5, 1, "b"));
    await past.window.load();
    expect(past.window.source.get().items[0]).toMatchObject({ message: { reactions: [{ text: "a" }, { text: "b" }] } });
  });

  it("shows what was changed and taken back during a break where somebody has gone back to", async () => {
    const past = new Past(3_000);
    await past.window.goTo("e-1000");
    while (past.window.source.get().items.length < 1_300) await past.window.loadLater();
    const { items } = past.window.source.get();
    const [first = ""] = past.texts();
    past.window.broke();
    // As the history has it from then on.
    past.events[1_000] = { ...message(1_001), text: "CHANGED", edited: { seq: 3_001, at: 3_001 } };
    past.events.splice(1_001, 1);
    past.window.gap("broken");
    past.holds = true;
    const loading = past.window.load();
    past.happen({ ...message(3_002), type: "edit", msgid: "e-1000", text: "LIVE" });
    for (let page = 0; page < 2; page++) await past.letGo();
    await loading;
    past.holds = false;
    const texts = past.texts();
    expect(texts).toHaveLength(items.length);
    expect(texts[0]).toBe(first);
    expect(texts.slice(texts.indexOf("LIVE") - 1, texts.indexOf("LIVE") + 3)).toEqual([
      "999",
      "LIVE",
      "CHANGED",
      "1003",
    ]);
    expect(texts.at(-1)).toBe("gap");
    expect(past.window.source.get()).toMatchObject({ hasEarlier: true, hasLater: true });
    const count = past.asked.length;
    await past.window.load();
    expect(past.asked).toHaveLength(count);
  });

  it("asks again for what somebody has gone back to if it could not be had", async () => {
    const past = new Past(500);
    await past.window.goTo("e-100");
    past.window.broke();
    past.isRefusing = true;
    await past.window.load();
    past.isRefusing = false;
    past.events.splice(99, 1);
    await past.window.load();
    expect(past.texts()).not.toContain("100");
  });

  it("is the same object until something changes", async () => {
    const past = new Past(3);
    await past.window.load();
    const before = past.window.source.get();
    expect(past.window.source.get()).toBe(before);
    past.happen(message(4));
    expect(past.window.source.get()).not.toBe(before);
    expect(before.items).toHaveLength(3);
    expect(past.window.source.get().items[0]).toBe(before.items[0]);
  });

  it("lets go of the far end, and loads it again", async () => {
    const past = new Past(LIMITS.timelineItems + 1_000);
    await past.window.load();
    for (let seq = 1; seq <= LIMITS.timelineItems; seq++) past.happen(message(LIMITS.timelineItems + 1_000 + seq));
    const { items, hasEarlier } = past.window.source.get();
    expect(items.length).toBeLessThanOrEqual(LIMITS.timelineItems);
    expect(items.length).toBeGreaterThan(LIMITS.timelineItems - 2 * LIMITS.timelineSlack);
    expect(hasEarlier).toBe(true);
    for (let i = 0; i < 20; i++) await past.window.loadEarlier();
    expect(past.window.source.get()).toMatchObject({ hasLater: true });
    expect(past.texts().length).toBeLessThanOrEqual(LIMITS.timelineItems);
    const [first] = past.texts();
    await past.window.loadLater();
    expect(past.texts().length).toBeLessThanOrEqual(LIMITS.timelineItems);
    const numbers = past.texts().map(Number);
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => (numbers[0] ?? 0) + i));
    expect(Number(first)).toBeGreaterThan(0);
  });

  it("takes 200 messages among 10,000 in a moment, and tells of them as often as there are pictures", async () => {
    const runs: (() => void)[] = [];
    const events = Array.from({ length: 10_000 }, (_, i) => message(i + 1));
    const window = new Window({
      schedule: (run) => void runs.push(run),
      history: () => Promise.resolve({ type: "ok", events, more: false }),
      itemOf: (one) => ({ kind: "message", key: one.id, message: one, isOwn: false, isMention: false }),
      pending: () => [],
      loaded: () => {},
    });
    await window.load();
    let told = 0;
    window.source.subscribe(() => told++);
    const begin = performance.now();
    for (let i = 1; i <= 200; i++) {
      window.hear(message(10_000 + i));
      if (i % 20 !== 0) continue;
      for (const run of runs.splice(0)) run();
      window.source.get();
    }
    expect(performance.now() - begin).toBeLessThan(100);
    expect(told).toBe(10);
    expect(window.source.get().items).toHaveLength(10_200);
  });
});
