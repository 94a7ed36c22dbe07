import fc from "fast-check";
import { expect, it } from "vitest";
import type { MessageEvent } from "../core/events.ts";
import type { HistoryPage, HistoryQuery, Kept } from "../core/ports.ts";
import { MemoryHistory } from "../core/testing-history.ts";
import { redactedBy } from "./amendments.ts";
import { KeptEvents, withKept } from "./kept.ts";

function message(seq: number): MessageEvent {
  const from = { nick: "alice", user: "a", host: "h" };
  return {
    type: "message",
    seq,
    at: Math.ceil(seq / 3),
    id: String(seq),
    from,
    to: "#a",
    form: "message",
    text: String(seq),
  };
}

function kept(seq: number): Kept {
  return { event: message(seq), place: "#a", author: "~1" };
}

/** A message of `seq` is taken back. */
function redaction(seq: number, redacts: number): Kept {
  const from = { nick: "alice", user: "a", host: "h" };
  const event = { type: "redact", seq, at: 0, id: String(seq), from, to: "#a", msgid: String(redacts) } as const;
  return { event, place: "#a", author: "~1", redacts };
}

/** What a query means, for a history that is a plain list. */
function answer(messages: readonly MessageEvent[], query: HistoryQuery): Promise<HistoryPage> {
  const history = new MemoryHistory();
  for (const event of messages) history.keep({ event, place: "#a" });
  return history.read(query);
}

it("gives the same page however much of the history is on disk when it is asked for, and when it is read", async () => {
  const place = fc.integer({ min: 0, max: 30 });
  const bound = fc.option(fc.oneof(fc.record({ seq: place }), fc.record({ at: place })), { nil: undefined });
  const places = fc.tuple(place, place, place).map((three) => three.toSorted((a, b) => a - b));
  const bounds = fc.record({ before: bound, after: bound, since: place, earliest: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      places,
      fc.boolean(),
      bounds,
      fc.integer({ min: 1, max: 12 }),
      async (three, isRead, { before, after, ...rest }, limit) => {
        const [onDisk = 0, one = 0, other = 0] = three;
        // The disk has all that was kept and more by the time it is read, or only a part of it.
        const [known, whenRead] = isRead ? [one, other] : [other, one];
        const history = Array.from({ length: 30 }, (_, i) => message(i + 1));
        const query = { place: "#a", limit, ...rest, ...(before && { before }), ...(after && { after }) };
        const events = new KeptEvents();
        for (const event of history.slice(onDisk, known)) events.add({ event, place: "#a" });
        const page = await answer(history.slice(0, whenRead), query);
        const all = history.slice(0, Math.max(known, whenRead));
        expect(withKept(page, events.events(query), query)).toEqual(await answer(all, query));
      },
    ),
  );
});

it("gives events to the disk until they are there", () => {
  const events = new KeptEvents();
  events.add(kept(1));
  expect(rowsOf(events.send())).toBe(1);
  events.add(kept(2));
  events.settle(false);
  expect(rowsOf(events.send())).toBe(2);
  events.add(kept(3));
  events.settle(true);
  expect(events.events({ place: "#a", limit: 9 })).toEqual([message(3)]);
});

it("finds a message by its seq, also among other events of the same entry", () => {
  const events = new KeptEvents();
  const { from } = message(0);
  for (const seq of [2, 4, 4, 6]) {
    const join = { type: "join", seq, at: 0, id: `${seq}.1`, from, channel: "#a", realname: "" } as const;
    events.add({ event: join, place: "#a" });
    if (events.find(seq) === undefined) events.add(kept(seq));
  }
  for (const seq of [2, 4, 6]) expect(events.find(seq)).toEqual(kept(seq));
  for (const seq of [0, 1, 3, 5, 7]) expect(events.find(seq)).toBeUndefined();
});

it("has a message no more once it is taken back, and sends no row of it", () => {
  const events = new KeptEvents();
  for (const seq of [1, 2, 3]) events.add(kept(seq));
  events.add(redaction(4, 2));
  expect(events.find(2)).toBeUndefined();
  expect(events.events({ place: "#a", limit: 9 })).toEqual([message(1), message(3)]);
  expect(redactedBy(events.changes())).toEqual([2]);
  expect(events.send()).not.toContain('"text":"2"');
});

it("empties on the disk what was on its way there when it was taken back, whether it came there or not", () => {
  for (const isOnDisk of [true, false]) {
    const events = new KeptEvents();
    for (const seq of [1, 2, 3]) events.add(kept(seq));
    events.send();
    events.add(redaction(4, 2));
    events.settle(isOnDisk);
    expect(redactedBy(events.changes())).toEqual([2]);
    expect(
      events
        .send()
        .split("\n")
        .map((line) => line.split("\t")[0]),
    ).toEqual(isOnDisk ? ["4", ""] : ["1", "3", "4", ""]);
    events.settle(true);
    expect(redactedBy(events.changes())).toEqual([]);
    expect(events.size).toBe(0);
  }
});

function rowsOf(lines: string): number {
  return lines.split("\n").length - 1;
}
