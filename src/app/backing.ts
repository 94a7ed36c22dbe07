import type { Entry } from "../core/commands.ts";
import type { Hub, HubParts } from "../core/hub.ts";
import type { Follower, Log } from "../core/ports.ts";
import type { ClusterNode } from "../server/monitoring/status-board.ts";
import type { SharedShelf } from "../store/files/shared-shelf.ts";
import type { Store } from "../store/store.ts";
import type { Writable } from "./writable.ts";

/** What a node keeps, and the log that it follows: a lone server's, or a cluster's. */
export interface Backing {
  readonly store: Store;
  /** This node's id, of this run. */
  readonly node: string;
  readonly log: Log;
  /** Whether what is written can become durable now. */
  readonly isWritable: boolean;
  /** There for a node of a cluster: what it shares of files with the others. */
  readonly shelf?: SharedShelf;
  /** Likewise, how it is there. */
  readonly cluster?: ClusterNode;
  /** Likewise: has the hub hear what passes on other nodes. What it gives back takes what passes here. */
  exchange?(hear: Hub["hearPassing"]): NonNullable<HubParts["passed"]>;
  /** Names the one who follows the log. Exactly once, before the first append. */
  attach(follower: Follower): void;
  /** The log has this node. @param startAgain tells it so again, should it forget; calls back when it has it */
  started(hub: Hub, startAgain: (done: () => void) => void): void;
  /** These entries were applied. */
  followed(entries: readonly Entry[]): void;
  /** Nobody is here any more: has what was taken come to the disk, tells the log, and closes all. */
  close(): Promise<void>;
}

/** What a backing tells the rest of the node. */
export interface BackingListener {
  /** As `StoreOptions.onCommit`. */
  committed(ms: number | undefined): void;
  /** Is told whether what is written can become durable. */
  readonly writable: Pick<Writable, "set">;
  /** Something was removed because it was too old or too much, and all that there was. */
  pruned(): void;
  /** Something broke that the node can't do without; what was not acknowledged may be lost. */
  fatal(cause: unknown): void;
}
