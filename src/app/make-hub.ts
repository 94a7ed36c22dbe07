import { randomBytes } from "node:crypto";
import { Hub, type HubParts } from "../core/hub.ts";
import type { FileStore } from "../store/files/file-store.ts";
import type { Store } from "../store/store.ts";

/** The hub of what is kept, which has yet to be attached to its store. */
export function makeHub(
  store: Store,
  files: FileStore,
  rest: Pick<HubParts, "openLinks" | "journal" | "said" | "bansChanged">,
): Hub {
  return new Hub({
    ...rest,
    node: randomBytes(5).toString("hex"),
    state: store.state,
    log: store,
    history: store,
    files,
    clock: Date.now,
  });
}
