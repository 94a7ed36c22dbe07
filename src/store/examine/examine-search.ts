import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { number } from "../columns.ts";
import { openQuietly, openToRead } from "../open-to-read.ts";
import { isStandOf, readStand } from "../search-index.ts";
import { SEARCH_VERSION } from "../search-schema.ts";

/** What the index of searches is found to be: it is made anew by the server if it is of no use. */
export type SearchFacts =
  | { readonly is: "missing" | "damaged" | "of another version" | "of another history" }
  /** How many rows of the history it has not looked at yet. */
  | { readonly is: "usable"; readonly behind: number };

/**
 * Looks at the index of searches in a data folder whose database is sound; changes nothing.
 * @throws StoreError if the database can't be read
 */
export function examineSearch(dir: string): SearchFacts {
  const file = join(dir, "search.db");
  if (!existsSync(file)) return { is: "missing" };
  const { db: history } = openToRead(dir);
  let index: DatabaseSync | undefined;
  try {
    index = openQuietly(file);
    if (number(index.prepare("PRAGMA user_version").get(), "user_version") !== SEARCH_VERSION) {
      return { is: "of another version" };
    }
    const found = index.prepare("PRAGMA quick_check(1)").get();
    if (found?.["quick_check"] !== "ok") return { is: "damaged" };
    const stand = readStand(index);
    if (!isStandOf(stand, history)) return { is: "of another history" };
    const behind = history.prepare("SELECT count(*) AS behind FROM history WHERE rowid > ?").get(stand.row);
    return { is: "usable", behind: number(behind, "behind") };
  } catch {
    return { is: "damaged" };
  } finally {
    index?.close();
    history.close();
  }
}
