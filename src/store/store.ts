import { dirname, join } from "node:path";
import type { Refusal } from "../core/answers.ts";
import type { Draft } from "../core/commands.ts";
import type { FileRef } from "../core/files.ts";
import { isSaid } from "../core/keeping.ts";
import { LIMITS } from "../core/limits.ts";
import type {
  Clock,
  EntrySource,
  Follower,
  FoundPage,
  History,
  HistoryPage,
  HistoryQuery,
  Kept,
  Latest,
  LatestQuery,
  Log,
  Replica,
  SearchQuery,
} from "../core/ports.ts";
import type { State } from "../core/state.ts";
import { Amendments, amendedEvents, amendedMessage, amendedRow, isLost, redactedBy } from "./amendments.ts";
import { type CommitFigures, Committer } from "./committer.ts";
import type { FileRows } from "./files/file-rows.ts";
import { HistoryReads } from "./history-reads.ts";
import { inWindow, isChange, KeptEvents, withKept } from "./kept.ts";
import { LogWriter } from "./log-writer.ts";
import { LoneLog } from "./lone-log.ts";
import { type Opened, openDatabase } from "./open-database.ts";
import { preallocateWal } from "./preallocate.ts";
import { type Recovered, recover } from "./recover.ts";
import { SearchThread } from "./search-thread.ts";
import { SharedFiles } from "./shared-files.ts";
import { Snapshots } from "./snapshots.ts";
import { Upkeep, type UpkeepOptions } from "./upkeep.ts";

/** SQLite's own bound, 16 TiB. */
const MAX_PAGES = 4_294_967_294;

/** How a store is opened. */
export interface StoreOptions extends UpkeepOptions {
  /** The folder of the database; made if it isn't there. It is this store's alone while the store is open. */
  readonly dir: string;
  readonly clock: Clock;
  /** Entries between two snapshots, at least: so many a restart may have to apply again. */
  readonly snapshotEvery?: number;
  /**
   * Called once if something broke that the store can't do without; nothing comes back from it then.
   * Without this, the cause is thrown where nobody catches it.
   */
  readonly onFatal?: (cause: unknown) => void;
  /**
   * Called when what is said can't be made findable any more; all else goes on. Called again only after it could. Without
   * this, nobody hears of it but who searches.
   */
  readonly onTrouble?: (cause: unknown) => void;
  /** Called after each commit: with the milliseconds that it took, or with nothing if it failed. It MUST NOT block. */
  readonly onCommit?: (ms: number | undefined) => void;
  /** Pages of 4 KiB that the database may have; more is as if the disk were full. */
  readonly maxPages?: number;
}

/** Figures for those who watch the server. */
export interface StoreFigures extends CommitFigures {
  /** Drafts that were taken and have not come back, and the bytes of their JSON; if this is the log itself. */
  readonly waiting: number;
  readonly waitingBytes: number;
  /** Events that are not in the history on disk yet. */
  readonly waitingEvents: number;
  /** Reads of history that have no answer yet. */
  readonly waitingReads: number;
  /** Searches that have no answer yet. */
  readonly waitingSearches: number;
  /** Events that were removed since the start because they were too old or too much, and files of messages likewise. */
  readonly pruned: number;
  /** How often all that was there of such was removed. */
  readonly prunePasses: number;
}

/**
 * Opens the store in a folder and brings its state up to the last entry that was committed.
 * @throws StoreError whose message is one sentence for the operator that says what is wrong and how to mend it
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const opened = openDatabase(options.dir);
  try {
    const recovered = await recoverAndClose(opened);
    const store = new Store(options, opened, recovered);
    await store.ready;
    return store;
  } catch (error) {
    opened.release();
    throw error;
  }
}

async function recoverAndClose({ db, file }: Opened): Promise<Recovered> {
  try {
    return await recover(db, file);
  } finally {
    // From now on each thread has a connection of its own.
    db.close();
    preallocateWal(file);
  }
}

/**
 * The log and the history of a lone server, in one SQLite file, with an index for searches beside it. Made by `openStore`.
 * Where the log is elsewhere, it keeps that one's entries instead (`replica`), and nothing is appended here.
 */
export class Store implements Log, History {
  /** The state after the last entry that was committed before the start; whoever follows the log changes it. */
  readonly state: State;
  /** Files of messages that were taken back shortly before the start: a crash may have come before they were removed. */
  readonly takenBack: readonly FileRef[];
  /** As what a log that is elsewhere sees this. */
  readonly replica: Replica;
  readonly #log: LoneLog;
  readonly #committer: Committer;
  readonly #kept = new KeptEvents();
  readonly #amendments = new Amendments();
  /** Files that messages share. */
  readonly files: FileRows;
  readonly #writer: LogWriter;
  readonly #reads: HistoryReads;
  readonly #searches: SearchThread;
  readonly #upkeep: Upkeep;
  readonly #release: () => void;
  readonly #onFatal: (cause: unknown) => void;
  /** Whether anything was said since the start: until then nobody needs the thread that makes it findable. */
  #hasNews = false;
  #isBroken = false;
  /** Whether the log had more than the snapshot when it was opened: it was not closed then. */
  readonly #isRecovered: boolean;
  #closed: Promise<void> | undefined;

  constructor(options: StoreOptions, { file, release }: Pick<Opened, "file" | "release">, recovered: Recovered) {
    this.state = recovered.state;
    this.takenBack = recovered.takenBack;
    this.#isRecovered = recovered.state.seq > recovered.snapshotSeq;
    this.#release = release;
    this.#onFatal = options.onFatal ?? rethrow;
    const onFatal = (cause: unknown): void => this.#break(cause);
    this.#writer = new LogWriter({ file, maxPages: options.maxPages ?? MAX_PAGES }, onFatal);
    this.#reads = new HistoryReads(file, onFatal);
    this.files = new SharedFiles(this.#reads, this.#kept, this.#amendments);
    const indexFile = join(dirname(file), "search.db");
    this.#searches = new SearchThread({ file, indexFile }, options.onTrouble ?? (() => {}));
    this.#upkeep = new Upkeep(
      {
        file,
        clock: options.clock,
        state: this.state,
        writer: this.#writer,
        nudge: () => this.#committer.nudge(),
        onRemoved: () => {
          this.#hasNews = true;
        },
      },
      options,
    );
    this.#committer = new Committer({
      writer: this.#writer,
      kept: this.#kept,
      snapshots: new Snapshots(recovered, options.snapshotEvery ?? LIMITS.snapshotEvery),
      upkeep: this.#upkeep,
      onCommit: (ms) => {
        if (ms !== undefined && this.#hasNews) this.#searches.wake();
        options.onCommit?.(ms);
      },
    });
    const wake = (): void => this.#committer.wake();
    this.#log = new LoneLog({ wake, clock: options.clock, seq: this.state.seq, at: this.state.at });
    this.replica = { mark: recovered.mark, attach: (source) => this.#attachSource(source), wake };
  }

  /** Fulfilled when the store can take drafts. */
  get ready(): Promise<void> {
    return this.#writer.ready;
  }

  /** Whether the last commit succeeded. While commits fail, one is tried every now and then. */
  get isWritable(): boolean {
    return !this.#isBroken && this.#committer.figures.failure === undefined;
  }

  get figures(): StoreFigures {
    const { removed, passes } = this.#upkeep.figures;
    return {
      ...this.#committer.figures,
      ...this.#log.waiting,
      waitingEvents: this.#kept.size,
      waitingReads: this.#reads.waiting,
      waitingSearches: this.#searches.waiting,
      pruned: removed,
      prunePasses: passes,
    };
  }

  /** Names the one who follows the log: exactly once, before the first append. */
  attach(follower: Follower): void {
    this.#log.attach(follower);
    this.#attachSource(this.#log);
  }

  #attachSource(source: EntrySource): void {
    this.#committer.attach(source);
    this.#upkeep.start();
    // A crash may have come before what was taken back was gone from everywhere.
    if (this.#isRecovered) this.#upkeep.deleted();
  }

  append(draft: Draft): Refusal | undefined {
    return this.#log.append(draft);
  }

  keep(kept: Kept): void {
    this.#kept.add(kept);
    this.#hasNews ||= isSaid(kept.event) || isChange(kept);
    if (isChange(kept)) this.#amendments.add(kept);
    if (kept.redacts !== undefined) this.#upkeep.deleted();
    this.#committer.keepSoon();
  }

  async read(asked: HistoryQuery): Promise<HistoryPage> {
    const query = { ...asked, limit: Math.min(asked.limit, LIMITS.historyPage) };
    const amendmentsSince = this.#amendments.watch();
    const pending = this.#kept.changes();
    const kept = this.#kept.events(query);
    const page = withKept(await this.#reads.read({ ...query, redacted: redactedBy(pending) }), kept, query);
    const later = amendmentsSince();
    // Asked for again without what was taken back meanwhile, so that the page is full.
    if (page.events.some((event) => isLost(event, later))) return this.read(asked);
    return { ...page, events: amendedEvents(page.events, query.place, [...pending, ...later]) };
  }

  async latest(query: LatestQuery): Promise<readonly Latest[]> {
    const amendmentsSince = this.#amendments.watch();
    const kept = this.#kept.latest(query);
    const redacted = redactedBy(this.#kept.changes());
    const except = kept.map(({ place }) => place);
    const found = inWindow([...(await this.#reads.latest({ ...query, redacted, except })), ...kept], query);
    const gone = redactedBy(amendmentsSince());
    return found.some(({ seq }) => gone.includes(seq)) ? this.latest(query) : found;
  }

  async find(seq: number): Promise<Kept | undefined> {
    const pending = this.#kept.changes();
    const kept = this.#kept.find(seq);
    if (kept) return amendedRow(kept, pending);
    const amendmentsSince = this.#amendments.watch();
    const found = await this.#reads.find(seq);
    const all = [...pending, ...amendmentsSince()];
    return found && !isLost(found.event, all) ? amendedRow(found, all) : undefined;
  }

  async seqSince(at: number): Promise<number> {
    const kept = this.#kept.seqSince(at);
    return Math.min(kept, await this.#reads.seqSince(at));
  }

  async search(query: SearchQuery): Promise<FoundPage> {
    const amendmentsSince = this.#amendments.watch();
    const pending = this.#kept.changes();
    const page = await this.#searches.search({ ...query, redacted: redactedBy(pending) });
    const later = amendmentsSince();
    const gone = redactedBy(later);
    if (page.found.some(({ event }) => gone.includes(event.seq))) return this.search(query);
    const all = [...pending, ...later];
    return {
      ...page,
      found: page.found.map(({ event, place }) => ({ event: amendedMessage(event, place, all), place })),
    };
  }

  /**
   * Fulfilled when all that is in the history on disk now can be found by `search`.
   * @throws Error (rejects) if the index can't be written
   */
  searchable(): Promise<void> {
    return this.#searches.caughtUp();
  }

  /** Commits all that waits, writes a last snapshot of the state, closes. Called any number of times. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#upkeep.stop();
    await this.#committer.close(() => this.#log.close());
    // The writer is the last one out, as that moves the WAL into the database.
    await Promise.all([this.#reads.close(), this.#searches.close(), this.#upkeep.close()]);
    await this.#writer.close();
    this.#release();
  }

  #break(cause: unknown): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#log.close();
    this.#committer.stop();
    this.#upkeep.stop();
    this.#reads.stop();
    this.#searches.stop();
    this.#onFatal(cause);
  }
}

function rethrow(cause: unknown): void {
  queueMicrotask(() => {
    throw cause;
  });
}
