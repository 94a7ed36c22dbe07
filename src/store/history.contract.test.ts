import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import type { History, Kept } from "../core/ports.ts";
import { MemoryHistory } from "../core/testing-history.ts";
import { edited, type HistoryUnderTest, historySuite, reacted, said, takenBack } from "./history-suite.ts";
import { openStore } from "./store.ts";

/** A store whose log is empty: what it keeps comes from the test alone. */
async function inSqlite(): Promise<HistoryUnderTest> {
  const dir = mkdtempSync(join(tmpdir(), "parley-history-"));
  const store = await openStore({ dir, clock: Date.now });
  store.attach({ follow: () => {}, refused: () => {} });
  return {
    history: store,
    async settle() {
      await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 20_000, interval: 5 });
      await store.searchable();
    },
    async stop() {
      await store.close();
      rmSync(dir, { recursive: true });
    },
  };
}

historySuite("the history in SQLite", inSqlite);
historySuite("the history of tests", async () => ({
  history: new MemoryHistory(),
  settle: async () => {},
  stop: async () => {},
}));

/** What happens in one of two places: it may be about some message of before, or about nothing that there is. */
const happening = fc.record({
  what: fc.constantFrom("say", "say", "edit", "react", "unreact", "redact"),
  about: fc.nat(20),
  isElsewhere: fc.boolean(),
  /** How long the test waits before what comes next. */
  wait: fc.constantFrom("not", "not", "not", "a turn", "for the disk"),
});

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** What happened as it is kept, at a seq, in a run that began behind another seq. */
function keptOf({ what, about, isElsewhere }: Happening, seq: number, begin: number): Kept {
  const target = Math.max(begin + 1, seq - 1 - about);
  const place = `${isElsewhere ? "#b" : "#a"} ${begin}`;
  if (what === "edit") return edited(seq, target, `text ${seq}`, place);
  if (what === "react" || what === "unreact") return reacted(seq, target, `nick${about % 3}`, "+1", what, place);
  return what === "redact" ? takenBack(seq, target, place) : said(seq, `text ${seq}`, place);
}

it("is the same in SQLite as a plain list, whenever it is asked", async () => {
  const { history, settle, stop } = await inSqlite();
  let last = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 40 }), async (all) => {
      const plain = new MemoryHistory();
      const begin = last;
      const checks: Promise<void>[] = [];
      const there = new Set<number>();
      for (const one of all) {
        const kept = allowed(one, ++last, begin, there);
        for (const each of [history, plain]) each.keep(kept);
        const check = checkNow(history, plain, begin, last);
        // Looked at below, when others may have failed before.
        check.catch(() => {});
        checks.push(check);
        if (one.wait === "a turn") await setImmediate();
        if (one.wait === "for the disk") await settle();
      }
      await Promise.all(checks);
      await settle();
      await checkNow(history, plain, begin, last);
    }),
    { numRuns: 40 },
  );
  await stop();
}, 60_000);

/** What the rules allow of it, given the messages that are there: nobody edits or takes back what is none of these. */
function allowed(one: Happening, seq: number, begin: number, there: Set<number>): Kept {
  const meant = keptOf(one, seq, begin);
  const { event, amends, redacts } = meant;
  const isVoid = (event.type === "edit" || event.type === "redact") && !there.has(amends ?? redacts ?? 0);
  const kept = isVoid ? keptOf({ ...one, what: "say" }, seq, begin) : meant;
  if (kept.event.type === "message" && kept.amends === undefined) there.add(seq);
  there.delete(kept.redacts ?? 0);
  return kept;
}

/** Whether both answer the same: all that had happened when they were asked, as it is when they answer. */
async function checkNow(history: History, plain: History, begin: number, now: number): Promise<void> {
  const check = async (events: boolean): Promise<void> => {
    const query = { place: `#a ${begin}`, limit: 100, events };
    const pages = [await history.read(query), await plain.read(query)];
    const [page, expected] = pages.map((one) => one.events.filter(({ seq }) => seq <= now));
    expect(page).toEqual(expected);
  };
  const find = async (seq: number): Promise<void> => {
    const asked = plain.find(seq);
    const rows = [await history.find(seq), await asked, await plain.find(seq)];
    const [row, ...expected] = rows.map((one) => one && { event: one.event, place: one.place, author: one.author });
    // As it was when it was asked for, or since.
    expect(expected).toContainEqual(row);
  };
  await Promise.all([check(true), check(false), find(begin + Math.ceil((now - begin) / 2))]);
}
