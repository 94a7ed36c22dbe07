import { randomBytes } from "node:crypto";
import { openStore, type StoreOptions } from "../store/store.ts";
import { StoreError } from "../store/store-error.ts";
import type { Backing, BackingListener } from "./backing.ts";
import type { Config } from "./config.ts";
import type { Console } from "./console.ts";

/**
 * Opens what a lone server keeps: its store is its log.
 * @throws StoreError (rejects) with a sentence for the operator
 */
export async function openAlone(
  config: Pick<Config, "data" | "retention">,
  console: Pick<Console, "trouble">,
  listener: BackingListener,
): Promise<Backing> {
  const store = await openStore(storeOptions(config, console, listener));
  if (store.replica.mark !== undefined) {
    await store.close();
    throw new StoreError(ofCluster(config.data));
  }
  return {
    store,
    node: nodeId(),
    log: store,
    get isWritable() {
      return store.isWritable;
    },
    attach: (follower) => store.attach(follower),
    started: () => {},
    followed: () => {},
    close: () => store.close(),
  };
}

/** What stands in the way of whoever would write into the data of a cluster's node. */
export function ofCluster(data: string): string {
  return (
    `${data} is a node's of a cluster: start it with --nats, as it was, and ask it while it runs. ` +
    "For a server of its own, make a backup of it (npx parley backup --secrets FILE), and start that."
  );
}

/** A new id for a node, unique over all nodes and runs. */
export function nodeId(): string {
  return randomBytes(5).toString("hex");
}

/** How a node's store is opened. */
export function storeOptions(
  { data, retention }: Pick<Config, "data" | "retention">,
  console: Pick<Console, "trouble">,
  listener: BackingListener,
): StoreOptions {
  return {
    dir: data,
    clock: Date.now,
    retention,
    onFatal: (cause) => listener.fatal(cause),
    onCommit: (ms) => {
      listener.writable.set("disk", ms !== undefined);
      listener.committed(ms);
    },
    onTrouble: (cause) =>
      console.trouble(cause, "the search can't keep up its index: new messages are not found until it can"),
    onPruneTrouble: (cause) => console.trouble(cause, "what is too old or too much can't be removed at the moment"),
    onPruned: () => listener.pruned(),
  };
}
