import type { ImportResult } from "../../app/import/attempt.ts";
import { importAll } from "../../app/import/import.ts";
import { fold } from "../../core/names.ts";
import { counted } from "../counted.ts";
import { EXIT } from "../exit.ts";
import { explainFailure } from "../failure.ts";
import { complain, type Io } from "../io.ts";

/** Channels that are named. */
const LISTED = 20;

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
    for (const name of open) sayOpened(marked(name), result, io);
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
    `imported ${counted(messages, "message")}${besides} of ${counted(channels.length, "channel")}${days}${shared}, ` +
      `in ${(ms / 1000).toFixed(1)} s; start it with: parley serve --data ${data}`,
  ];
  const closed = channels.filter(({ isClosed }) => isClosed);
  if (channels.length > 0) lines.push(`channels: ${listed(channels)}`);
  if (closed.length > 0) lines.push(sayClosed(closed));
  if (skipped.length > 0) lines.push("left out:");
  for (const { reason, count, example } of skipped)
    lines.push(`  ${count.toLocaleString("en-US")} × ${reason}`, `    ${example}`);
  return `${lines.join("\n")}\n`;
}

/** What became of the past of channels that not everybody could enter. */
function sayClosed(closed: ImportResult["channels"]): string {
  const [them, they] = closed.length === 1 ? ["it", "it is"] : ["them", "they are"];
  return `closed: ${listed(closed)}: nobody can read what was said in ${them}, unless ${they} imported with --open`;
}

function listed(channels: ImportResult["channels"]): string {
  const names = channels.slice(0, LISTED).map(({ name }) => name);
  const more = channels.length - names.length;
  return `${names.join(", ")}${more > 0 ? `, and ${more.toLocaleString("en-US")} more` : ""}`;
}

/** Says of a channel that was to be let open if there was nothing to open. */
function sayOpened(name: string, { channels }: ImportResult, io: Io): void {
  const channel = channels.find((one) => fold(one.name) === fold(name));
  if (!channel) complain(io, `--open: there is no channel ${name} in what was imported.`);
  else if (!channel.wasClosed) complain(io, `--open: ${channel.name} was not closed; everybody can enter it anyway.`);
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
