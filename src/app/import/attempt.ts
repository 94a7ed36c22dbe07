import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { HistoryBuilder } from "../../store/builder.ts";
import { putContent, syncContents } from "../../store/file-copies.ts";
import { SeqKeys } from "../../store/seq-keys.ts";
import { TimeSorter } from "../../store/time-sorter.ts";
import { type Imported, Importer } from "./importer.ts";
import type { Found } from "./item.ts";
import { merge } from "./merge.ts";
import { Nicks } from "./nicks.ts";
import { Report, type Skipped } from "./report.ts";
import type { Source, SourceWorld } from "./sources.ts";
import { Zone } from "./zone.ts";

/** What is to be imported, and how. */
export interface ImportOptions {
  /** The data folder to make. */
  readonly dir: string;
  /** Paths; `-` is the standard input. */
  readonly sources: readonly string[];
  readonly stdin: AsyncIterable<Uint8Array>;
  /** The channel of all logs, whatever they are called. */
  readonly channel?: string;
  /** The time zone of logs; nothing for that of this machine. */
  readonly zone?: string;
  /** Folded names of channels that were closed, and are to be open. */
  readonly opened: ReadonlySet<string>;
  /** Whether the accounts of sources are accounts here. */
  readonly accounts: boolean;
  /** Where the contents of shared files are. */
  readonly files?: string;
  /** Aborted when it is to be given up. */
  readonly signal: AbortSignal;
}

/** What came of an import. */
export interface ImportResult extends Imported {
  readonly skipped: readonly Skipped[];
}

/** Items that are taken from the sorter at once. */
const BATCH = 1_000;

/** One try to fill a folder that is in the making. */
export class Attempt {
  readonly #path: string;
  readonly #report: Report = new Report();
  readonly #world: SourceWorld;
  readonly #signal: AbortSignal;
  readonly #builder: HistoryBuilder;
  readonly #keys: SeqKeys;
  readonly #sorter: TimeSorter;
  readonly #importer: Importer;

  /**
   * Begins anew in a folder in which there may have been a try before.
   * @throws SourceError, StoreError
   */
  constructor(path: string, { zone, channel, accounts, opened, files, signal }: ImportOptions) {
    this.#path = path;
    this.#signal = signal;
    const report = this.#report;
    const named = channel === undefined ? {} : { channel };
    this.#world = { report, accounts, zone: new Zone(zone), nicks: new Nicks(), ...named };
    this.#clear(["parley.db", ...OWN]);
    this.#builder = new HistoryBuilder(join(path, "parley.db"));
    this.#keys = new SeqKeys(join(path, "keys.db"));
    this.#sorter = new TimeSorter(join(path, "items.db"));
    const contents = join(path, "files");
    this.#importer = new Importer({
      builder: this.#builder,
      keys: this.#keys,
      report,
      epoch: randomBytes(6).toString("hex"),
      now: Date.now(),
      opened,
      accounts,
      ...(files !== undefined && { bring: ({ hash, size }) => putContent(hash, files, contents, size) }),
    });
  }

  /**
   * Reads all sources, and leaves in the folder only what belongs there.
   * @param sorted - those that ought to be in the order of time
   * @throws Unsorted (rejects) if one of them is not; SourceError, StoreError; the reason of the signal
   */
  async run(sorted: readonly Source[], unsorted: readonly Source[]): Promise<ImportResult> {
    for (const source of unsorted) {
      for await (const batch of source.read(this.#world)) {
        this.#signal.throwIfAborted();
        for (const found of batch) this.#sort(found);
      }
    }
    const streams = sorted.map((source) => this.#heeding(source));
    await merge([...streams, this.#sorted()], (found) => this.#importer.add(found));
    const imported = this.#importer.finish();
    this.close();
    this.#clear(OWN);
    const contents = join(this.#path, "files");
    if (existsSync(contents)) syncContents(contents);
    return { ...imported, skipped: this.#report.skipped };
  }

  /** Lets go of all that is open. */
  close(): void {
    this.#builder.close();
    this.#keys.close();
    this.#sorter.close();
  }

  #sort(found: Found): void {
    if (found.told) this.#sorter.add(found.at, JSON.stringify(found));
    else this.#importer.add(found);
  }

  async *#heeding(source: Source): AsyncGenerator<readonly Found[], void, undefined> {
    for await (const batch of source.read(this.#world)) {
      this.#signal.throwIfAborted();
      yield batch;
    }
  }

  async *#sorted(): AsyncGenerator<readonly Found[], void, undefined> {
    if (this.#sorter.size === 0) return;
    let batch: Found[] = [];
    for (const text of this.#sorter.sorted()) {
      batch.push(JSON.parse(text));
      if (batch.length < BATCH) continue;
      this.#signal.throwIfAborted();
      yield batch;
      batch = [];
      // Who interrupts this is heard.
      await setImmediate();
    }
    yield batch;
  }

  #clear(names: readonly string[]): void {
    for (const name of names) rmSync(join(this.#path, name), { force: true });
  }
}

/** Files that are of use only as long as it goes on. */
const OWN: readonly string[] = ["keys.db", "items.db"];
