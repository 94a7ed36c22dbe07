import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import type { Rule } from "../core/retention.ts";
import { type PruneQuestion, prunePlan } from "./prune-plan.ts";
import { migrate } from "./schema.ts";

const COUNT = 1_000;

let db: DatabaseSync;

/** Messages of seq 1 to 1000, each a second after the one before: odd ones in `a`, even ones in `b`. */
beforeEach(() => {
  db = new DatabaseSync(":memory:");
  migrate(db);
  const insert = db.prepare("INSERT INTO history (seq, at, place, type, form, body) VALUES (?, ?, ?, ?, ?, ?)");
  for (let seq = 1; seq <= COUNT; seq++) {
    insert.run(seq, seq * 1_000, seq % 2 === 1 ? "a" : "b", "message", "message", "x".repeat(100));
  }
});

afterEach(() => db.close());

/** The seqs that a plan gives, if so many of each part are removed. */
function planned(rules: Partial<PruneQuestion["rules"]>, more: Partial<PruneQuestion> = {}, part = 1_000): number[] {
  const plan = prunePlan(db, {
    rules: { others: {}, own: new Map(), ...rules },
    now: COUNT * 1_000,
    seq: COUNT,
    ...more,
  });
  const seqs: number[] = [];
  let removed = 0;
  for (let step = plan.next(removed); !step.done; step = plan.next(removed)) {
    const ids = step.value === undefined || step.value === "snapshot" ? [] : step.value.ids;
    expect(ids.length).toBeLessThanOrEqual(LIMITS.pruneRows);
    const gone = ids.slice(0, part);
    for (const id of gone) db.prepare("DELETE FROM history WHERE rowid = ?").run(id);
    // Rows are numbered like seqs here.
    seqs.push(...gone);
    removed = gone.length;
  }
  return seqs;
}

function range(from: number, to: number, step = 1): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}

const age = (seconds: number): Rule => ({ ageMs: seconds * 1_000 });

it("gives what is older, in order, in parts that a commit takes along", () => {
  expect(planned({ others: age(500) })).toEqual(range(1, 499));
  expect(planned({ others: age(500) })).toEqual([]);
});

it("gives again what was not removed of a part", () => {
  expect(planned({ others: age(500), own: new Map([["a", age(100)]]) }, {}, 7)).toEqual([
    ...range(1, 899, 2),
    ...range(2, 498, 2),
  ]);
});

it("gives the oldest of a place beyond its size, and nothing of others", () => {
  expect(planned({ own: new Map([["b", { bytes: 1_050 }]]) })).toEqual(range(2, 980, 2));
  expect(planned({ own: new Map([["b", { bytes: 1_000 }]]) })).toEqual([]);
  expect(planned({ own: new Map([["b", { bytes: 999 }]]) })).toEqual([982]);
});

it("never gives the last row, nor what came after the rules were made", () => {
  expect(planned({ own: new Map([["a", age(-1)]]) }, { seq: 9 })).toEqual(range(1, 9, 2));
  expect(planned({ own: new Map([["a", { bytes: 1 }]]) }, { seq: 19 })).toEqual(range(11, 19, 2));
  expect(planned({ others: age(-1) }, { seq: 29 })).toEqual([...range(2, 20, 2), ...range(21, 29)]);
  expect(planned({ others: { bytes: 1 } }, { seq: 39 })).toEqual(range(30, 39));
  expect(planned({ own: new Map([["b", age(-1)]]) })).toEqual(range(40, 998, 2));
  expect(planned({ others: age(-1) })).toEqual(range(41, 999, 2));
  expect(planned({ others: { bytes: 1 } })).toEqual([]);
});

it("asks for a snapshot before it removes what is too much of everything, and for none otherwise", () => {
  const bytes = Number(db.prepare("PRAGMA page_count").get()?.["page_count"]) * 4_096;
  const first = (most: number): unknown =>
    prunePlan(db, { rules: { others: { bytes: most }, own: new Map() }, now: 0, seq: COUNT }).next(0);
  expect(first(bytes)).toEqual({ done: true, value: undefined });
  expect(first(bytes - 1)).toEqual({ done: false, value: "snapshot" });
});

it("removes no more of everything than has to be", () => {
  const used = (): number => {
    const [pages, free] = ["page_count", "freelist_count"].map((name) =>
      Number(db.prepare(`PRAGMA ${name}`).get()?.[name]),
    );
    return ((pages ?? 0) - (free ?? 0)) * 4_096;
  };
  const most = used() - 50_000;
  const seqs = planned({ others: { bytes: most } });
  expect(seqs).toEqual(range(1, seqs.length));
  expect(used()).toBeLessThanOrEqual(most);
  expect(used()).toBeGreaterThan(most - 20_000);
});
