import { createReadStream, rmSync } from "node:fs";
import { join } from "node:path";
import type { SnapshotFact } from "../../cluster/beginning.ts";
import type { Shared } from "../../cluster/ports.ts";
import { positionOf } from "../../cluster/position.ts";
import { LIMITS } from "../../core/limits.ts";
import { copyDatabase } from "../../store/backup.ts";
import { readMark } from "../../store/marked.ts";
import { PartFile } from "../../store/part-file.ts";
import { readSnapshot, writeSnapshot } from "./facts.ts";

/**
 * Puts a copy of a folder's database where nodes that come can get it.
 * @param mark where it stands in the stream, if the database does not say so itself
 * @throws StoreError or Error (rejects); then it is not there
 */
export async function putSnapshot(
  data: string,
  { snapshots, facts }: Pick<Shared, "snapshots" | "facts">,
  mark?: string,
): Promise<SnapshotFact> {
  const part = new PartFile(join(data, "snapshot.db"), true);
  try {
    const forNode = mark === undefined ? {} : { mark };
    await copyDatabase({ dir: data, to: part.path, secrets: true, forNode }, "the snapshot for other nodes");
    const { seq, mark: copied } = readMark(part.path);
    const { place } = positionOf(copied);
    const fact: SnapshotFact = { name: `${seq}-${Date.now().toString(36)}`, seq, place, at: Date.now() };
    await snapshots.put(fact.name, () => createReadStream(part.path));
    await writeSnapshot(facts, fact);
    return fact;
  } finally {
    part.abandon();
    rmSync(join(data, "snapshot.db"), { force: true });
  }
}

/** What a keeper of snapshots is made of. */
export interface SnapshotKeeperParts {
  readonly data: string;
  readonly shared: Pick<Shared, "snapshots" | "facts" | "stream">;
  /** Whether it is this node's turn: one node is enough. */
  readonly isTurn: () => boolean;
  /** The seq of the last entry. */
  readonly seq: () => number;
  readonly trouble: (cause: unknown) => void;
}

/**
 * Sees to it that a node that comes has not to read the whole stream: now and then one node puts a copy of its database
 * where others can get it, and removes from the stream what is older than the copy before.
 */
export class SnapshotKeeper {
  readonly #parts: SnapshotKeeperParts;
  #last: SnapshotFact | undefined;
  #dueAt: number;
  #running: Promise<void> | undefined;

  /** @param last the snapshot that there is */
  constructor(parts: SnapshotKeeperParts, last: SnapshotFact | undefined) {
    this.#parts = parts;
    this.#last = last;
    this.#dueAt = (last?.seq ?? 0) + LIMITS.clusterSnapshotEvery;
  }

  /** Entries were applied: it may be time. */
  followed(): void {
    const { isTurn, seq, trouble } = this.#parts;
    if (this.#running || seq() < this.#dueAt || !isTurn()) return;
    this.#running = this.#keep()
      .catch((cause: unknown) => {
        // Tried again after a good many entries.
        this.#dueAt = seq() + LIMITS.clusterSnapshotEvery / 10;
        trouble(cause);
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** Waits for what is being done. */
  async close(): Promise<void> {
    this.#dueAt = Number.POSITIVE_INFINITY;
    await this.#running;
  }

  async #keep(): Promise<void> {
    const { data, shared, seq } = this.#parts;
    const before = await readSnapshot(shared.facts);
    if (before && before.seq > (this.#last?.seq ?? 0)) {
      // Another node had its turn meanwhile.
      this.#last = before;
      this.#dueAt = before.seq + LIMITS.clusterSnapshotEvery;
      if (seq() < this.#dueAt) return;
    }
    const fact = await putSnapshot(data, shared);
    this.#last = fact;
    this.#dueAt = fact.seq + LIMITS.clusterSnapshotEvery;
    const kept = [fact.name, before?.name];
    for (const { name } of await shared.snapshots.list()) {
      if (!kept.includes(name)) await shared.snapshots.remove(name);
    }
    // Whoever is taking the one before can go on from there.
    if (before) await shared.stream.trim(before.place + 1);
  }
}
