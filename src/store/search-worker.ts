import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import type { FoundPage } from "../core/ports.ts";
import { text } from "./columns.ts";
import { SearchIndex } from "./search-index.ts";
import { type SearchJob, searcher } from "./search-query.ts";
import { newIndex, openIndex } from "./search-schema.ts";
import type { FromSearch, SearchData, ToSearch } from "./search-thread.ts";
import { isDamage } from "./store-error.ts";

/** The thread that keeps the index and searches in it. It can't change the history. */

const { file, indexFile }: SearchData = workerData;
const port = parentPort;
const history = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
let { index, follow, search } = begin();

/** Who wants to be told when all that is there is in the index. */
let waiting: number[] = [];
/** Whether the index was kept up when that was last tried; nothing before the first try. */
let isWell: boolean | undefined;
let isBusy = false;
let isClosing = false;

function answer(message: FromSearch): void {
  port?.postMessage(message);
}

/** Tells how it goes with the index, if it went otherwise before. */
function tell(trouble: Error | undefined): void {
  const isNews = isWell !== (trouble === undefined);
  isWell = trouble === undefined;
  if (isNews) answer({ trouble });
}

function failureOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An index in use. */
interface InUse {
  readonly index: DatabaseSync;
  readonly follow: SearchIndex;
  readonly search: (job: SearchJob) => FoundPage;
}

/** Opens the index that is there, or makes a new one if it is of no use: damaged, or of another history. */
function begin(): InUse {
  const index = openIndex(indexFile);
  try {
    const inUse = useOf(index);
    // Another history is there when a backup was put back.
    if (inUse.follow.isOf(history)) return inUse;
  } catch (error) {
    if (!isDamage(error)) throw error;
  }
  index.close();
  return useOf(newIndex(indexFile));
}

function useOf(index: DatabaseSync): InUse {
  return { index, follow: new SearchIndex(index, history), search: searcher(index, history) };
}

/** Makes the index anew if the error says that it is damaged; false if it says something else, or of the history. */
function mend(error: unknown): boolean {
  if (!isDamage(error) || isSound(index)) return false;
  index.close();
  ({ index, follow, search } = useOf(newIndex(indexFile)));
  return true;
}

function isSound(db: DatabaseSync): boolean {
  try {
    return text(db.prepare("PRAGMA quick_check(1)").get(), "quick_check") === "ok";
  } catch {
    return false;
  }
}

/** Looks at what is new, rests as long as it worked, and goes on until there is nothing new. */
async function work(): Promise<void> {
  if (isBusy) return;
  isBusy = true;
  for (;;) {
    const asked = waiting;
    waiting = [];
    const start = performance.now();
    const isMore = advance(asked);
    if (isMore) waiting = [...asked, ...waiting];
    else for (const id of asked) answer({ id, found: "" });
    if (isClosing || (!isMore && waiting.length === 0)) break;
    await setTimeout(isMore ? performance.now() - start : 0);
  }
  isBusy = false;
  if (isClosing) close();
}

/** Whether there may be more. What fails is tried again when it is next asked for. */
function advance(asked: number[]): boolean {
  try {
    const isMore = !isClosing && follow.advance();
    tell(undefined);
    return isMore;
  } catch (error) {
    for (const id of asked.splice(0)) answer({ id, failure: failureOf(error) });
    if (mend(error)) return true;
    tell(error instanceof Error ? error : new Error(String(error)));
    return false;
  }
}

function close(): void {
  index.close();
  history.close();
  port?.close();
}

port?.on("message", (message: ToSearch) => {
  if (message === "close") {
    isClosing = true;
    if (!isBusy) close();
  } else if (message.query === undefined) {
    if (message.id !== undefined) waiting.push(message.id);
    void work();
  } else {
    void work();
    try {
      answer({ id: message.id, found: JSON.stringify(search(message.query)) });
    } catch (error) {
      answer({ id: message.id, failure: failureOf(error) });
      if (mend(error)) void work();
    }
  }
});
void work();
