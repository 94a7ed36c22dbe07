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
 * @param signal calls it off
 * @throws StoreError or Error (rejects); then it is not there
 */
export async function putSnapshot(
  data: string,
  { snapshots, facts }: Pick<Shared, "snapshots" | "facts">,
  { mark, signal }: { readonly mark?: string; readonly signal?: AbortSignal } = {},
): Promise<SnapshotFact> {
  const part = new PartFile(join(data, "snapshot.db"), true);
  try {
    const forNode = mark === undefined ? {} : { mark };
    await copyDatabase({ dir: data, to: part.path, secrets: true, forNode }, "the snapshot for other nodes");
    const { seq, mark: copied } = readMark(part.path);
    const { log, place } = positionOf(copied);
    const fact: SnapshotFact = { name: `${seq}-${Date.now().toString(36)}`, seq, place, at: Date.now(), mark: copied };
    await snapshots.put(fact.name, () => createReadStream(part.path, signal && { signal }));
    // It may have been called off when all of it was read.
    signal?.throwIfAborted();
    await writeSnapshot(facts, log, fact);
    return fact;
  } finally {
    part.abandon();
    rmSync(join(data, "snapshot.db"), { force: true });
  }
}

/** Those whose turn it is not wait so much longer: whose it is may not be able to. */
const OTHERS_WAIT = 1.5;

/** What a keeper of snapshots is made of. */
export interface SnapshotKeeperParts {
  /** Names the log. */
  readonly log: string;
  readonly data: string;
  readonly shared: Pick<Shared, "snapshots" | "facts" | "stream">;
  /** Whether it is this node's turn: one node is enough. Where one is long due anybody may try. */
  readonly isTurn: () => boolean;
  /** The seq of the last entry. */
  readonly seq: () => number;
  readonly trouble: (cause: unknown) => void;
}

/**
 * Sees to it that a node that comes has not to read the whole stream: now and then one node puts a copy of its database
 * where others can get it, and removes from the stream what is older than the copy before. So what was taken back leaves
 * the stream too, after twice the time between two copies.
 */
export class SnapshotKeeper {
  readonly #parts: SnapshotKeeperParts;
  #last: SnapshotFact | undefined;
  /** From which seq on one is due, and from which time on if anything has happened since the last. */
  #dueAt: number;
  #dueSince: number;
  #running: Promise<void> | undefined;
  readonly #closed = new AbortController();

  /** @param last the snapshot that there is */
  constructor(parts: SnapshotKeeperParts, last: SnapshotFact | undefined) {
    this.#parts = parts;
    this.#last = last;
    this.#dueAt = (last?.seq ?? 0) + LIMITS.clusterSnapshotEvery;
    this.#dueSince = (last?.at ?? Date.now()) + LIMITS.clusterSnapshotMs;
  }

  /** Entries were applied: it may be time. */
  followed(): void {
    const { isTurn, trouble } = this.#parts;
    if (this.#running || !(isTurn() ? this.#isDue(1) : this.#isDue(OTHERS_WAIT))) return;
    this.#running = this.#keep()
      .catch((cause: unknown) => {
        if (this.#closed.signal.aborted) return;
        this.#dueAt = this.#parts.seq() + LIMITS.clusterSnapshotEvery / 10;
        this.#dueSince = Date.now() + LIMITS.clusterSnapshotMs / 10;
        trouble(cause);
      })
      .finally(() => {
        this.#running = undefined;
      });
  }

  /** Calls off what is being done, and waits for its end; no other is made. */
  async close(): Promise<void> {
    this.#closed.abort(new Error("The server is stopping."));
    await this.#running;
  }

  /** @param times how much is to be waited for, in what there is between two copies */
  #isDue(times: number): boolean {
    const seq = this.#parts.seq();
    if (this.#closed.signal.aborted || seq <= (this.#last?.seq ?? 0)) return false;
    const more = times - 1;
    const isMany = seq >= this.#dueAt + more * LIMITS.clusterSnapshotEvery;
    return isMany || Date.now() >= this.#dueSince + more * LIMITS.clusterSnapshotMs;
  }

  #took(fact: SnapshotFact): void {
    this.#last = fact;
    this.#dueAt = fact.seq + LIMITS.clusterSnapshotEvery;
    this.#dueSince = fact.at + LIMITS.clusterSnapshotMs;
  }

  async #keep(): Promise<void> {
    const { data, shared } = this.#parts;
    const before = await readSnapshot(shared.facts, this.#parts.log);
    if (before && before.seq > (this.#last?.seq ?? 0)) {
      // Another node had its turn meanwhile.
      this.#took(before);
      if (!this.#isDue(1)) return;
    }
    const fact = await putSnapshot(data, shared, { signal: this.#closed.signal });
    this.#took(fact);
    const kept = [fact.name, before?.name];
    for (const { name, at } of await shared.snapshots.list()) {
      // One that is younger may be another node's, which is about to say so.
      if (!kept.includes(name) && at < fact.at - LIMITS.clusterSpareMs) await shared.snapshots.remove(name);
    }
    // Whoever is taking the one before can go on from there.
    if (before) await shared.stream.trim(before.place + 1);
  }
}
