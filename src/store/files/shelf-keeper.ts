import type { FileRef } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Clock } from "../../core/ports.ts";
import type { Contents } from "./contents.ts";
import { Digest } from "./digest.ts";
import type { FileRows } from "./file-rows.ts";
import type { RecentHashes } from "./recent.ts";
import { isHash } from "./record.ts";
import type { SharedShelf } from "./shared-shelf.ts";
import { Stop } from "./stop.ts";
import type { UnsharedFiles } from "./unshared.ts";

/** What keeps a shelf in order. */
export interface ShelfKeeperParts {
  readonly shared: SharedShelf;
  readonly unshared: UnsharedFiles;
  readonly recent: RecentHashes;
  readonly rows: FileRows;
  readonly contents: Contents;
  readonly clock: Clock;
}

/** For so long after a content was put on the shelf an unshared file may need it, on whichever node. */
const UNSHARED_MS = LIMITS.unsharedMs + LIMITS.shelfSpareMs;

/** A content here has other bytes than its hash says. */
class Rotten extends Error {}

/**
 * This node's part in what is on the shelf: that all is there that it needs and has, and nothing that nobody needs. What
 * an unshared file of another node needs can't be known here. So a content goes only if no row has it, nothing here needs
 * it, both for `LIMITS.shelfWaitMs`, and
 *
 * - either it was put there longer ago than any node keeps an unshared file: each upload puts its content anew;
 * - or it was taken back then, and nobody has put it there since: half of that time after, each node with an unshared file
 *   of that content does.
 *
 * Whatever goes wrong with that, a node still has the contents of its own unshared files, and puts them there again.
 */
export class ShelfKeeper {
  readonly #parts: ShelfKeeperParts;
  readonly #stop = new Stop();
  #last: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  /** Contents that were taken back, and when. */
  readonly #takenBack = new Map<string, number>();
  /** Contents that nobody needs as far as this node knows, and since when it does. */
  #unneeded: ReadonlyMap<string, number> = new Map();
  #swept = Number.NEGATIVE_INFINITY;

  constructor(parts: ShelfKeeperParts) {
    this.#parts = parts;
  }

  /** Looks after it from now on. */
  start(): void {
    this.#arm(LIMITS.sweepSoonMs);
  }

  /** @param at when, as the log has it */
  takenBack(files: readonly FileRef[], at: number): void {
    for (const { hash } of files) {
      this.#takenBack.delete(hash);
      // What is too much goes with the other rule.
      if (this.#takenBack.size < LIMITS.sweepSoonFiles) this.#takenBack.set(hash, at);
    }
  }

  /** Fulfilled once nothing is under way. */
  kept(): Promise<void> {
    return this.#last;
  }

  /** Waits for what is under way, but not for the shelf; it is not looked after any more. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stop.now(new Error("The server is stopping."));
    await this.#last;
  }

  #arm(ms: number): void {
    if (this.#stop.isStopped) return;
    this.#timer = setTimeout(() => {
      this.#last = this.#keep();
    }, ms).unref();
  }

  async #keep(): Promise<void> {
    try {
      await this.#look();
      if (this.#parts.clock() - this.#swept >= LIMITS.sweepEveryMs) await this.#sweep();
    } catch (cause) {
      if (!this.#stop.isStopped) this.#parts.shared.onTrouble(cause);
    } finally {
      this.#arm(LIMITS.shelfLookMs);
    }
  }

  async #look(): Promise<void> {
    const { shared, unshared, clock } = this.#parts;
    for (const [hash, at] of this.#takenBack) {
      const age = clock() - at;
      if (age < LIMITS.shelfWaitMs / 2) continue;
      if (unshared.isClaimed(hash)) {
        await this.#put(hash);
        this.#takenBack.delete(hash);
      } else if (age >= LIMITS.shelfWaitMs && shared.isCaughtUp()) {
        const isUnused = (await this.#parts.rows.unused([hash])).length > 0;
        // Somebody is about to share it, perhaps.
        if (isUnused && this.#isNeeded(hash)) continue;
        if (isUnused) await this.#remove(hash, at + LIMITS.shelfWaitMs / 4);
        this.#takenBack.delete(hash);
      }
    }
  }

  async #sweep(): Promise<void> {
    const { shared, clock } = this.#parts;
    const isCaughtUp = shared.isCaughtUp();
    const before = clock() - UNSHARED_MS;
    const listed = await this.#stop.or(shared.shelf.list());
    await this.#putMissing(new Set(listed.map(({ name }) => name)), isCaughtUp);
    // Else its rows may be those of messages that were taken back, or not be there yet.
    if (!isCaughtUp) return;
    const old = listed.filter(({ name, at }) => isHash(name) && at < before).map(({ name }) => name);
    await this.#removeUnneeded(old, before);
    this.#swept = clock();
  }

  async #putMissing(there: ReadonlySet<string>, isCaughtUp: boolean): Promise<void> {
    const { contents } = this.#parts;
    for await (const missing of batchesOf(contents.hashes(), (hash) => !there.has(hash))) {
      const shared = isCaughtUp ? await this.#sharedOf(missing) : new Set<string>();
      for (const hash of missing) if (shared.has(hash) || this.#parts.unshared.isClaimed(hash)) await this.#put(hash);
    }
  }

  async #removeUnneeded(old: readonly string[], before: number): Promise<void> {
    const now = this.#parts.clock();
    const unneeded = new Map<string, number>();
    for (let i = 0; i < old.length; i += LIMITS.sweepBatch) {
      for (const hash of await this.#parts.rows.unused(old.slice(i, i + LIMITS.sweepBatch))) {
        if (this.#isNeeded(hash)) continue;
        const since = this.#unneeded.get(hash) ?? now;
        if (now - since >= LIMITS.shelfWaitMs) await this.#remove(hash, before);
        else if (unneeded.size < LIMITS.sweepSoonFiles) unneeded.set(hash, since);
      }
    }
    this.#unneeded = unneeded;
  }

  /** Whether this node needs a content that no message shares. */
  #isNeeded(hash: string): boolean {
    const { unshared, recent, clock } = this.#parts;
    return unshared.isClaimed(hash) || recent.has(hash, clock());
  }

  async #sharedOf(hashes: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(hashes).difference(new Set(await this.#parts.rows.unused(hashes)));
  }

  async #remove(hash: string, before: number): Promise<void> {
    const { shelf, isCaughtUp } = this.#parts.shared;
    if (isCaughtUp()) await this.#stop.or(shelf.remove(hash, before));
  }

  /** Puts a content there that is here; one that is there already counts as put there just now. */
  async #put(hash: string): Promise<void> {
    const { shared, contents } = this.#parts;
    const size = await contents.sizeOf(hash);
    if (size === undefined) return;
    let rotten: Rotten | undefined;
    async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
      const digest = new Digest();
      for await (const piece of contents.read(hash, 0, size ?? 0)) {
        digest.update(piece);
        yield piece;
      }
      if (digest.hex() === hash) return;
      rotten = new Rotten(`the content ${hash} is damaged`);
      throw rotten;
    }
    try {
      await this.#stop.or(shared.shelf.put(hash, pieces));
    } catch (cause) {
      if (!rotten) throw cause;
      // The others are not to wait for it.
      shared.onTrouble(rotten);
    }
  }
}

/** Those of some hashes that are meant, at most `LIMITS.sweepBatch` at a time. */
async function* batchesOf(
  hashes: AsyncIterable<string>,
  isMeant: (hash: string) => boolean,
): AsyncGenerator<readonly string[], void, undefined> {
  let batch: string[] = [];
  for await (const hash of hashes) {
    if (!isMeant(hash)) continue;
    batch.push(hash);
    if (batch.length < LIMITS.sweepBatch) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
