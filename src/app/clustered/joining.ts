import { randomBytes } from "node:crypto";
import { type Beginning, beginningOf, type Findings, type WhyNot } from "../../cluster/beginning.ts";
import type { Shared } from "../../cluster/ports.ts";
import { markOf, type Position, positionOf, startOf } from "../../cluster/position.ts";
import { replaceDatabase } from "../../store/replace-database.ts";
import { openStore, type Store, type StoreOptions } from "../../store/store.ts";
import { ConfigError } from "../config-error.ts";
import type { Console } from "../console.ts";
import { readOrigin, readSnapshot, settleOrigin } from "./facts.ts";
import { putSnapshot } from "./snapshots.ts";

/** A node that comes tries so often, since others may found the cluster, or trim its stream, in the same moment. */
const TRIES = 5;

/** A node's database, and where it stands in the stream. */
export interface Joined {
  readonly store: Store;
  readonly position: Position;
}

/**
 * Opens a node's database, brought to where it can follow the stream: a new cluster is founded with what is in it, and one
 * that is empty, or too far behind, is replaced by the cluster's last snapshot.
 * @throws ConfigError or StoreError (rejects) with a sentence for the operator; Error if NATS does not answer
 */
export async function joinCluster(
  options: StoreOptions,
  shared: Shared,
  console: Pick<Console, "told">,
): Promise<Joined> {
  for (let attempt = 1; ; attempt++) {
    const store = await openStore(options);
    let beginning: Beginning;
    try {
      beginning = beginningOf(await look(store, shared));
      if (beginning.type === "follow") return { store, position: beginning.position };
    } catch (cause) {
      await store.close();
      throw cause;
    }
    await store.close();
    if (beginning.type === "refuse") throw new ConfigError(sentenceFor(beginning.why, options.dir));
    if (attempt === TRIES) throw new ConfigError("The cluster's log keeps changing: start this node again.");
    if (beginning.type === "found") await found(options.dir, store, shared);
    else {
      const { name, seq } = beginning.snapshot;
      console.told(`taking the cluster's snapshot of ${seq} entries`);
      const pieces = await shared.snapshots.get(name);
      // It may have been replaced by a newer one just now.
      if (pieces) await replaceDatabase(options.dir, pieces);
    }
  }
}

async function look({ replica, state }: Store, shared: Shared): Promise<Findings> {
  // First: what is in the stream came after its origin was settled.
  const bounds = await shared.stream.bounds();
  const origin = await readOrigin(shared.facts);
  return {
    mark: replica.mark,
    seq: state.seq,
    epoch: state.epoch,
    origin,
    snapshot: origin && (await readSnapshot(shared.facts, origin.log)),
    bounds,
    // Before anything is written there: who refuses to follow has not said that it is there.
    there: replica.mark === undefined ? undefined : await shared.stream.batchAt(positionOf(replica.mark).place),
  };
}

/** Begins a cluster's log with a database that is closed. Those who come later need a copy of what is in it. */
async function found(data: string, { state: { seq, epoch } }: Store, shared: Shared): Promise<void> {
  const log = randomBytes(6).toString("hex");
  if (seq > 0) await putSnapshot(data, shared, { mark: markOf(startOf(log)) });
  await settleOrigin(shared.facts, { log, seq, epoch });
}

function sentenceFor(why: WhyNot, data: string): string {
  const own =
    `To go on from what is here, make a backup of it (npx parley backup --secrets FILE), put that into a new folder as parley.db, and ` +
    "start a node on it with a --cluster NAME that is new.";
  switch (why) {
    case "other":
      return `What is in ${data} is of another server, or another cluster: choose an empty folder with --data. ${own}`;
    case "forgotten":
      return `NATS knows nothing of the cluster that ${data} is of: is it the right NATS, and the right --cluster? ${own}`;
    case "short":
      return (
        `NATS has lost entries of the log that ${data} has: what was acknowledged would be lost if this node followed. ` +
        `Look at all nodes before you go on (npx parley doctor). ${own}`
      );
    case "nameless":
      return (
        "NATS has a log under that --cluster and has lost what it is of: were streams there removed? Bring back what is " +
        "missing, or choose a --cluster NAME that is new."
      );
    case "missing":
      return `The log begins behind what ${data} has, and there is no snapshot: choose an empty folder with --data. ${own}`;
  }
}
