import fc from "fast-check";
import { expect, it } from "vitest";
import type { MessageEvent } from "../core/events.ts";
import type { HistoryPage, HistoryQuery } from "../core/ports.ts";
import { KeptEvents, withKept } from "./kept.ts";

function message(seq: number): MessageEvent {
  const from = { nick: "alice", user: "a", host: "h" };
  return { type: "message", seq, at: 0, id: String(seq), from, to: "#a", form: "message", text: String(seq) };
}

/** What a query means, for a history that is a plain list. */
function answer(messages: readonly MessageEvent[], query: HistoryQuery): HistoryPage {
  const { before = Number.POSITIVE_INFINITY, after = 0, since = 0, limit } = query;
  const found = messages.filter(({ seq }) => seq < before && seq > after && seq >= since);
  const isEarliest = query.after !== undefined && query.before === undefined;
  return { messages: isEarliest ? found.slice(0, limit) : found.slice(-limit), more: found.length > limit };
}

it("gives the same page however much of the history is on disk when it is asked for, and when it is read", () => {
  const place = fc.integer({ min: 0, max: 30 });
  const bound = fc.option(place, { nil: undefined });
  const places = fc.tuple(place, place, place).map((three) => three.toSorted((a, b) => a - b));
  fc.assert(
    fc.property(
      places,
      fc.boolean(),
      bound,
      bound,
      bound,
      fc.integer({ min: 1, max: 12 }),
      (three, isRead, before, after, since, limit) => {
        const [onDisk = 0, one = 0, other = 0] = three;
        // The disk has all that was kept and more by the time it is read, or only a part of it.
        const [kept, whenRead] = isRead ? [one, other] : [other, one];
        const history = Array.from({ length: 30 }, (_, i) => message(i + 1));
        const query = {
          channel: "#a",
          limit,
          ...(before !== undefined && { before }),
          ...(after !== undefined && { after }),
          ...(since !== undefined && { since }),
        };
        const events = new KeptEvents();
        for (const event of history.slice(onDisk, kept)) events.add(event);
        const page = answer(history.slice(0, whenRead), query);
        const all = history.slice(0, Math.max(kept, whenRead));
        expect(withKept(page, events.messages("#a", query), query)).toEqual(answer(all, query));
      },
    ),
  );
});

it("gives events to the disk until they are there", () => {
  const events = new KeptEvents();
  events.add(message(1));
  expect(rowsOf(events.send())).toBe(1);
  events.add(message(2));
  events.settle(false);
  expect(rowsOf(events.send())).toBe(2);
  events.add(message(3));
  events.settle(true);
  expect(events.messages("#a", { channel: "#a", limit: 9 })).toEqual([message(3)]);
});

function rowsOf(lines: string): number {
  return lines.split("\n").length - 1;
}
