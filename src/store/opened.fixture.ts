import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Applier } from "./applier.fixture.ts";
import { openStore, type Store, type StoreOptions } from "./store.ts";

/** The one store of a test: where it is, what it is, and who follows it. `begin` and `open` set them. */
export let base: string;
export let dir: string;
export let store: Store;
export let applier: Applier;

/** Opens a store in a new folder `data` in the folder `base`, which is new too. @param about goes into its name */
export async function begin(about: string, options: Partial<StoreOptions> = {}): Promise<void> {
  base = mkdtempSync(join(tmpdir(), `parley-${about}-`));
  await open(join(base, "data"), options);
}

/** Opens the store again that was closed, or another one. */
export async function open(folder: string = dir, options: Partial<StoreOptions> = {}): Promise<void> {
  dir = folder;
  store = await openStore({ dir, clock: Date.now, ...options });
  applier = new Applier(store);
}

/** Closes the store, and removes all that is in `base`. */
export async function end(): Promise<void> {
  await store.close();
  rmSync(base, { recursive: true });
}
