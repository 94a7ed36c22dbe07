import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MessageEvent } from "../core/events.ts";
import { LIMITS } from "../core/limits.ts";
import { Cursor } from "./cursor.ts";

const from = { nick: "alice", user: "json", host: "here" };

function message(seq: number): MessageEvent {
  return { type: "message", seq, at: seq, id: `e-${seq}`, from, to: "#lobby", form: "message", text: String(seq) };
}

function seqs(messages: readonly MessageEvent[]): number[] {
  return messages.map(({ seq }) => seq);
}

/** A channel as a server keeps it, and a client that follows it. */
class Channel {
  readonly said: MessageEvent[] = [];
  readonly shown: MessageEvent[] = [];
  readonly cursor = new Cursor("#lobby");

  constructor() {
    this.cursor.start(0);
  }

  say(): void {
    const next = message(this.said.length + 1);
    this.said.push(next);
    const now = this.cursor.take(next);
    if (now) this.shown.push(now);
  }

  fetch(size: number): void {
    const after = this.cursor.behind;
    if (after === undefined) return;
    const rest = this.said.filter(({ seq }) => seq > after);
    const progress = this.cursor.page(rest.slice(0, size), rest.length > size);
    this.shown.push(...progress.show);
    if (progress.gap) this.cursor.broke();
  }
}

describe("Cursor", () => {
  it("shows nothing twice, wherever it comes from", () => {
    const cursor = new Cursor("#lobby");
    cursor.start(1);
    expect(cursor.take(message(2))?.seq).toBe(2);
    expect(cursor.take(message(2))).toBeUndefined();
    cursor.broke();
    expect(cursor.behind).toBe(2);
    expect(cursor.take(message(6))).toBeUndefined();
    expect(seqs(cursor.page([2, 4, 5, 6].map(message), false).show)).toEqual([4, 5, 6]);
    expect(cursor.behind).toBeUndefined();
  });

  it("asks again when more came meanwhile than it could hold", () => {
    const cursor = new Cursor("#lobby");
    cursor.start(0);
    cursor.broke();
    for (let seq = 2; seq <= LIMITS.catchUpHeld + 3; seq++) cursor.take(message(seq));
    const first = cursor.page([message(1)], false);
    expect(seqs(first.show)).toEqual([1]);
    expect(first.after).toBe(1);
  });

  it("tells a gap when there are more pages than it fetches, and goes on behind the latest", () => {
    const cursor = new Cursor("#lobby");
    cursor.start(0);
    cursor.broke();
    for (let page = 1; page < LIMITS.catchUpPages; page++) expect(cursor.page([message(page)], true).after).toBe(page);
    expect(cursor.page([message(LIMITS.catchUpPages)], true).gap).toBe(true);
    cursor.take(message(902));
    expect(seqs(cursor.latest([message(900), message(901)]))).toEqual([900, 901, 902]);
    expect(cursor.take(message(903))?.seq).toBe(903);
  });

  it("shows every message once and in order, whenever the connection breaks", () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant("said" as const) }),
      fc.record({ type: fc.constant("break" as const) }),
      fc.record({ type: fc.constant("page" as const), size: fc.integer({ min: 1, max: 3 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const channel = new Channel();
        for (const one of steps) {
          if (one.type === "break") channel.cursor.broke();
          else if (one.type === "page") channel.fetch(one.size);
          else channel.say();
        }
        channel.cursor.broke();
        while (channel.cursor.behind !== undefined) channel.fetch(3);
        expect(seqs(channel.shown)).toEqual(seqs(channel.said));
      }),
    );
  });
});
