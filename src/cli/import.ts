import type { ImportResult } from "../app/import/attempt.ts";
import { importAll } from "../app/import/import.ts";
import { fold } from "../core/names.ts";
import { counted } from "./counted.ts";
import { EXIT } from "./exit.ts";
import { explainFailure } from "./failure.ts";
import { complain, type Io } from "./io.ts";

/** What is imported, and how. */
export interface ImportFlags {
  /** The data folder to make. */
  readonly data: string;
  readonly sources: readonly string[];
  readonly channel?: string;
  readonly zone?: string;
  readonly files?: string;
  readonly open: readonly string[];
  readonly accounts: boolean;
}

/**
 * Makes a data folder of other people's archives.
 * @returns an exit status
 */
export async function runImport(flags: ImportFlags, io: Io): Promise<number> {
  const { data, sources, channel, zone, files, open, accounts } = flags;
  const start = performance.now();
  try {
    const result = await importAll({
      dir: data,
      sources,
      stdin: io.stdin,
      opened: new Set(open.map((name) => fold(marked(name)))),
      accounts,
      signal: io.signal,
      ...(channel !== undefined && { channel: marked(channel) }),
      ...(zone !== undefined && { zone }),
      ...(files !== undefined && { files }),
    });
    io.stdout.write(sayImport(result, data, performance.now() - start));
    return EXIT.ok;
  } catch (cause) {
    if (!io.signal.aborted) return explainFailure(cause, io);
    complain(io, "interrupted; nothing was made.");
    return EXIT.tempFail;
  }
}

/** A channel's name with its mark, which shells make it hard to write. */
function marked(name: string): string {
  return name.startsWith("#") ? name : `#${name}`;
}

function sayImport(result: ImportResult, data: string, ms: number): string {
  const { messages, others, channels, files, first, last, skipped } = result;
  const besides = others > 0 ? ` and ${counted(others, "other event")}` : "";
  const shared = files > 0 ? `, with ${counted(files, "shared file")}` : "";
  const days = messages + others > 0 ? `, from ${dayOf(first)} to ${dayOf(last)}` : "";
  const lines = [
    `imported ${counted(messages, "message")}${besides} of ${counted(channels, "channel")}${days}${shared}, ` +
      `in ${(ms / 1000).toFixed(1)} s; start it with: parley serve --data ${data}`,
  ];
  if (skipped.length > 0) lines.push("left out:");
  for (const { reason, count, example } of skipped)
    lines.push(`  ${count.toLocaleString("en-US")} × ${reason}`, `    ${example}`);
  return `${lines.join("\n")}\n`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
