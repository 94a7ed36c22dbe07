import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import type { HistoryPage } from "../core/ports.ts";
import { Applier, arrival, idOf, said, textsOf } from "./applier.fixture.ts";
import { edited, said as keptSaid } from "./history-suite.ts";
import { openStore, type Store } from "./store.ts";

/** Where pages end, and times in the history. */

let dir: string;
let store: Store;
let now = 1_000;
let applier: Applier;
let tea: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "parley-pages-"));
  // Every commit has a millisecond of its own.
  store = await openStore({ dir, clock: () => ++now });
  applier = new Applier(store);
  await applier.append(...arrival("s1", "alice", ["#tea"]));
  tea = idOf(store, "#tea");
  // The first read starts a thread, and while that starts all comes to the disk.
  await store.read({ place: tea, limit: 1 });
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

/** Texts that are said in one millisecond; the seq of the first. */
async function say(...texts: readonly string[]): Promise<number> {
  await applier.append(...texts.map((text) => said("s1", "#tea", text)));
  return store.state.seq - texts.length + 1;
}

/** What `ask` gives while the texts are not on disk yet, and then when they are. */
async function bothWays<T>(ask: () => Promise<T>, ...texts: readonly string[]): Promise<readonly T[]> {
  const answers: Promise<T>[] = [];
  applier.after = () => answers.push(ask());
  await say(...texts);
  applier.after = () => undefined;
  await onDisk();
  return Promise.all([...answers, ask()]);
}

async function onDisk(): Promise<void> {
  await vi.waitUntil(() => store.figures.waitingEvents === 0, { timeout: 5_000 });
}

const shown = (page: HistoryPage): unknown[] => [textsOf(page).join(" "), page.more];

it("ends a page with the last of a millisecond for who goes on by time, on disk or not", async () => {
  await say("0");
  const first = await say("1", "2", "3");
  await say("4");
  await onDisk();
  const query = { place: tea, byTime: true } as const;
  const ask = async (): Promise<unknown> => [
    shown(await store.read({ ...query, limit: 1 })),
    shown(await store.read({ ...query, limit: 5 })),
    shown(await store.read({ ...query, limit: 5, byTime: false })),
    shown(await store.read({ ...query, after: { seq: first + 3 }, earliest: true, limit: 1 })),
    shown(await store.read({ ...query, after: { seq: first - 1 }, earliest: true, limit: 2 })),
  ];
  for (const answer of await bothWays(ask, "5", "6", "7")) {
    expect(answer).toEqual([
      ["5 6 7", true],
      ["1 2 3 4 5 6 7", true],
      ["3 4 5 6 7", true],
      ["5 6 7", false],
      ["1 2 3", true],
    ]);
  }
});

it("counts bytes, not characters, for the size of a page, on disk or not", async () => {
  const after = { seq: store.state.seq };
  // Fewer than make a commit of their own.
  const texts = Array.from({ length: 9 }, () => "€".repeat(20_000));
  await say(...texts);
  await onDisk();
  const ask = async (): Promise<unknown> => {
    const { events, more } = await store.read({ place: tea, after, limit: 1_000 });
    return [events.length, more];
  };
  expect(await bothWays(ask, ...texts)).toEqual([
    [17, true],
    [17, true],
  ]);
});

it("knows the first seq of a time, on disk or not", async () => {
  const first = await say("0", "1");
  const at = now;
  await onDisk();
  const ask = async (): Promise<readonly number[]> => [await store.seqSince(at), await store.seqSince(at + 1)];
  for (const answer of await bothWays(ask, "2", "3")) expect(answer).toEqual([first, first + 2]);
  expect(await store.seqSince(now + 9)).toBe(Number.MAX_SAFE_INTEGER);
});

it("ends a page behind so many events that are left out, and says that there are more", async () => {
  const first = await say("tea");
  const place = "#a 1";
  store.keep(keptSaid(first + 1, "one"));
  for (let i = 0; i < LIMITS.historySkipped + 5; i++) store.keep(edited(first + 2 + i, first + 1, `${i}`));
  await onDisk();
  const query = { place, events: true, except: ["edit"], limit: 5 } as const;
  expect(await store.read(query)).toEqual({ events: [], more: true });
  const before = { seq: first + 10 };
  expect(await store.read({ ...query, before })).toMatchObject({ events: [{ seq: first + 1 }], more: false });
});
