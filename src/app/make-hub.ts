import { Hub, type HubParts } from "../core/hub.ts";
import type { FileStore } from "../store/files/file-store.ts";
import type { Backing } from "./backing.ts";

/** The hub of what is kept, which has yet to be attached to its log. */
export function makeHub(
  { store, node, log }: Pick<Backing, "store" | "node" | "log">,
  files: FileStore,
  rest: Pick<HubParts, "openLinks" | "journal" | "said" | "passed" | "bansChanged">,
): Hub {
  return new Hub({ ...rest, node, state: store.state, log, history: store, files, clock: Date.now });
}
