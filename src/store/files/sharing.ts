import { join } from "node:path";
import { StoreError } from "../store-error.ts";
import { makeFolder, namesIn, removeFile } from "./disk.ts";
import type { FetchParts } from "./fetch.ts";
import { Fetches } from "./fetches.ts";
import { ShelfKeeper, type ShelfKeeperParts } from "./shelf-keeper.ts";

/** What a node of a cluster does for the files of others. */
export interface Sharing {
  readonly fetches: Fetches;
  readonly keeper: ShelfKeeper;
}

/** The folder, beside the contents, of those that are on their way here; by it others know that not all may be here. */
export const FETCHED = "fetched";

/**
 * Begins to share files with other nodes; what was on its way here when the last run ended is forgotten.
 * @throws StoreError (rejects) whose message is one sentence for the operator
 */
export async function openSharing(fetching: Omit<FetchParts, "shared">, keeping: ShelfKeeperParts): Promise<Sharing> {
  const { disk } = fetching;
  const dir = join(fetching.dir, FETCHED);
  try {
    await makeFolder(disk, dir);
    for await (const name of namesIn(disk, dir)) await removeFile(disk, join(dir, name));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(`The folder ${dir} can't be used (${why}): give this user the right to, or move it away.`, {
      cause,
    });
  }
  const keeper = new ShelfKeeper(keeping);
  keeper.start();
  return { fetches: new Fetches({ ...fetching, dir, shared: keeping.shared }), keeper };
}
