import { statSync } from "node:fs";
import { NewFolder } from "../../store/new-folder.ts";
import { Attempt, type ImportOptions, type ImportResult } from "./attempt.ts";
import { Unsorted } from "./merge.ts";
import { SourceError } from "./source-error.ts";
import { openSource, type Source } from "./sources.ts";

/**
 * Makes a data folder of sources, merged by time. It gets its name when it is whole.
 * @throws SourceError or StoreError (rejects) with a sentence; the reason of the signal if that is aborted
 */
export async function importAll(options: ImportOptions): Promise<ImportResult> {
  if (options.files !== undefined) requireFolder(options.files);
  const folder = new NewFolder(options.dir);
  try {
    const sources: Source[] = [];
    for (const path of options.sources) sources.push(await openSource(path, options.stdin));
    const result = await build(sources, folder.path, options);
    if (result.messages + result.others + result.channels.length === 0) throw nothingIn(options, result);
    folder.finish();
    return result;
  } catch (error) {
    folder.abandon();
    throw error;
  }
}

/** Sources that turn out not to be in order are read again, and sorted. */
async function build(sources: readonly Source[], path: string, options: ImportOptions): Promise<ImportResult> {
  // What can't be read again is sorted at once, and so is all that comes with it.
  let sorted = sources.every(({ isLasting }) => isLasting) ? sources.filter(({ isSorted }) => isSorted) : [];
  for (;;) {
    const attempt = new Attempt(path, options);
    try {
      const unsorted = sources.filter((source) => !sorted.includes(source));
      return await attempt.run(sorted, unsorted);
    } catch (error) {
      if (!(error instanceof Unsorted)) throw error;
      const culprit = sorted[error.source];
      sorted = sorted.filter((source) => source !== culprit);
    } finally {
      attempt.close();
    }
  }
}

function requireFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new SourceError(`--files: ${path} is not a folder. It takes the one that has the contents of shared files.`);
}

function nothingIn({ sources }: ImportOptions, { skipped }: ImportResult): SourceError {
  const [most] = skipped;
  const why = most ? ` What is there was left out: ${most.count} × ${most.reason} (${most.example}).` : "";
  return new SourceError(`There is nothing to import in ${sources.join(", ")}.${why}`);
}
