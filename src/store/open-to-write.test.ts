import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openToWrite } from "./open-to-write.ts";
import { openStore } from "./store.ts";

it("syncs every commit, and is for the operator's eyes only", async () => {
  const dir = mkdtempSync(join(tmpdir(), "parley-write-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  await (await openStore({ dir, clock: Date.now })).close();
  const file = join(dir, "parley.db");
  const db = openToWrite(file, 1_000_000);
  expect(db.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
  expect(db.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  db.close();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
