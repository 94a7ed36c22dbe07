import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { markOf, startOf } from "../../cluster/position.ts";
import type { Batch } from "../../core/ports.ts";
import { openStore } from "../../store/store.ts";
import { SnapshotKeeper } from "./snapshots.ts";

/** The folder of a node that has one entry of a log. */
async function folderOfNode(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "parley-test-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const store = await openStore({ dir, clock: () => 1 });
  const act = { type: "start", name: "n", epoch: "e", channels: [] } as const;
  const draft = { node: "n1", session: "", act };
  const batch: Batch = {
    entries: [{ ...draft, seq: 1, at: 1 }],
    drafts: [draft],
    lines: `${JSON.stringify(draft)}\n`,
    mark: markOf(startOf("l")),
  };
  const waiting = [batch];
  await new Promise<void>((resolve) => {
    store.replica.attach({
      get isWaiting() {
        return waiting.length > 0;
      },
      take: () => waiting.shift() ?? batch,
      landed: () => resolve(),
      failed: () => {},
    });
    store.replica.wake();
  });
  await store.close();
  return dir;
}

it("gives up a snapshot that is on its way when the node ends, and tells nobody of it", async () => {
  const data = await folderOfNode();
  const troubles: unknown[] = [];
  const facts: string[] = [];
  const begun = Promise.withResolvers<void>();
  const closing = Promise.withResolvers<void>();
  const keeper = new SnapshotKeeper(
    {
      log: "l",
      data,
      isTurn: () => true,
      seq: () => 1_000_000,
      trouble: (cause) => troubles.push(cause),
      shared: {
        facts: {
          get: async () => undefined,
          settle: async (_, text) => text,
          put: async (name) => {
            facts.push(name);
          },
        },
        snapshots: {
          put: async (_, pieces) => {
            for await (const _piece of pieces()) {
              begun.resolve();
              // As slow as a network may be.
              await closing.promise;
            }
          },
          get: async () => undefined,
          list: async () => [],
          remove: async () => {},
        },
        stream: {
          publish: () => {},
          follow: () => {},
          resume: () => {},
          bounds: async () => ({ first: 1, last: 1, bytes: 0 }),
          batchAt: async () => undefined,
          trim: async () => {},
        },
      },
    },
    undefined,
  );
  keeper.followed();
  await begun.promise;
  const closed = keeper.close();
  closing.resolve();
  await closed;
  expect(facts).toEqual([]);
  expect(troubles).toEqual([]);
  expect(readdirSync(data).filter((name) => name.startsWith("snapshot"))).toEqual([]);
});
