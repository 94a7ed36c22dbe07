import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type OwnedFile, refOf } from "../core/files.ts";
import { Applier, arrival, draft, tookBack } from "../store/applier.fixture.ts";
import type { FileStore } from "../store/files/file-store.ts";
import { tryUpload } from "../store/files/files.fixture.ts";
import { openStore, type Store } from "../store/store.ts";
import { readConfig } from "./config.ts";
import { openFileStore } from "./files.ts";

let base: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "parley-files-"));
});

afterEach(() => rmSync(base, { recursive: true }));

async function open(data: string): Promise<{ readonly store: Store; readonly files: FileStore }> {
  const store = await openStore({ dir: data, clock: Date.now });
  const onTrouble = (cause: unknown): void => {
    throw cause;
  };
  return { store, files: await openFileStore(readConfig({ data }, {}), { store }, onTrouble) };
}

async function uploaded(files: FileStore): Promise<OwnedFile> {
  const answer = await tryUpload(files, "a mistake");
  const file = "code" in answer ? undefined : await files.find(answer.id);
  if (!file) throw new Error("an upload is not there");
  return file;
}

it("removes after a crash a file that had been taken back, and was not gone yet", async () => {
  const data = join(base, "data");
  mkdirSync(data);
  const { store, files } = await open(data);
  const applier = new Applier(store);
  const [gone, left] = [await uploaded(files), await uploaded(files)];
  await applier.append(
    ...arrival("s1", "alice", ["#lobby"]),
    draft("s1", { type: "say", to: "#lobby", text: "look", files: [gone] }),
  );
  const { act, ...rest } = tookBack(store, "s1", "#lobby", store.state.seq);
  if (act.type !== "redact") throw new Error("nothing is taken back");
  // Nobody has told the files of it when the crash comes.
  await applier.append({ ...rest, act: { ...act, files: [refOf(gone)] } });
  const copy = join(base, "copy");
  expect(spawnSync("cp", ["-R", data, copy]).status).toBe(0);
  await Promise.all([files.close(), store.close()]);

  const again = await open(copy);
  expect(await again.files.find(gone.id)).toBeUndefined();
  expect(await again.files.find(left.id)).toEqual(left);
  await Promise.all([again.files.close(), again.store.close()]);
  expect(readdirSync(join(copy, "files", "uploads"))).toEqual([`${left.id}.json`]);
});
