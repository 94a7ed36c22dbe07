import { LIMITS } from "../core/limits.ts";
import type { Clock } from "../core/ports.ts";
import { keepsAll, type Retention, rulesByPlace } from "../core/retention.ts";
import type { State } from "../core/state.ts";
import { Cleaner } from "./cleaner.ts";
import type { LogWriter } from "./log-writer.ts";
import { Pruner } from "./pruner.ts";
import type { Prune, Verdict } from "./writer-job.ts";

/** How what is kept is looked after. */
export interface UpkeepOptions {
  /** What is kept; without this, everything for good. */
  readonly retention?: Retention;
  /** Milliseconds between two looks for what is too old or too much. */
  readonly pruneEvery?: number;
  /** Milliseconds until a text that was deleted is gone from the log and the WAL too. */
  readonly cleanAfter?: number;
  /** Called when something was removed because it was too old or too much, and all that there was. */
  readonly onPruned?: () => void;
  /** Called when that can't be looked for; it is tried again the next time. */
  readonly onPruneTrouble?: (cause: unknown) => void;
}

/** What an upkeep is made of. */
export interface UpkeepParts {
  readonly file: string;
  readonly clock: Clock;
  readonly state: State;
  readonly writer: LogWriter;
  /** Asks for a commit even if nothing waits. */
  nudge(): void;
  /** Some of the history was removed. */
  onRemoved(): void;
}

/** What a commit takes along besides. */
export interface TakenAlong {
  readonly prune: Prune | undefined;
  /** Whether a snapshot has to be among it. */
  readonly snapshot: boolean;
}

/** Removes what is too old or too much, and what is left of it and of texts that were taken back: little by little, with the commits. */
export class Upkeep {
  readonly #pruner: Pruner | undefined;
  readonly #cleaner: Cleaner;

  constructor({ file, clock, state, writer, nudge, onRemoved }: UpkeepParts, options: UpkeepOptions) {
    const { retention, pruneEvery = LIMITS.pruneMs, cleanAfter = LIMITS.redactedSnapshotMs } = options;
    this.#cleaner = new Cleaner({ afterMs: cleanAfter, nudge, clean: (settle) => writer.clean(settle) });
    if (!retention || isForGood(retention)) return;
    this.#pruner = new Pruner({
      file,
      clock,
      everyMs: pruneEvery,
      rules: () => ({ rules: rulesByPlace(retention, state), seq: state.seq }),
      nudge,
      onRemoved: (isAll) => {
        onRemoved();
        if (!isAll) return;
        this.#cleaner.soon();
        options.onPruned?.();
      },
      onTrouble: options.onPruneTrouble ?? (() => {}),
    });
  }

  /** How much was removed so far, and how often all that had to be was. */
  get figures(): { readonly removed: number; readonly passes: number } {
    return { removed: this.#pruner?.removed ?? 0, passes: this.#pruner?.passes ?? 0 };
  }

  /** From now on what is too old or too much is removed. */
  start(): void {
    this.#pruner?.start();
  }

  /** A text was deleted from the history; soon it is gone from everywhere. */
  deleted(): void {
    this.#cleaner.soon();
  }

  /** What the commit that is about to go takes along. */
  take(): TakenAlong {
    const next = this.#pruner?.take();
    const isWanted = this.#cleaner.take();
    return next === "snapshot" ? { prune: undefined, snapshot: true } : { prune: next, snapshot: isWanted };
  }

  /** Takes what became of a commit. */
  settle(verdict: Verdict): void {
    this.#pruner?.settle(verdict);
    this.#cleaner.settle(verdict);
  }

  /** Nothing is done from now on. */
  stop(): void {
    this.#pruner?.stop();
    this.#cleaner.stop();
  }

  /** Ends the thread that belongs to it, too. */
  async close(): Promise<void> {
    this.stop();
    await this.#pruner?.close();
  }
}

function isForGood({ network, channels, filesMs }: Retention): boolean {
  return filesMs === undefined && keepsAll(network) && channels.values().every(keepsAll);
}
