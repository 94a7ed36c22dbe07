import { once } from "node:events";
import { closeSync, openSync, writeSync } from "node:fs";
import { type Exported, type ExportOptions, exportLines } from "../../app/export.ts";
import { cannotWrite, PartFile } from "../../store/part-file.ts";
import { openPast, type WholePast } from "../../store/past-reader.ts";
import { counted } from "../counted.ts";
import { EXIT } from "../exit.ts";
import { explainFailure } from "../failure.ts";
import type { Io } from "../io.ts";

/** What is exported, and where to. */
export interface ExportFlags extends ExportOptions {
  /** The data folder. */
  readonly data: string;
  /** Nothing for the standard output. */
  readonly file?: string;
  /** Whether a file that is there already is to be replaced. */
  readonly force: boolean;
}

/** Characters that are written at once. */
const CHUNK = 65_536;

/** Takes what is exported, as fast as it can. */
interface Sink {
  write(text: string): Promise<void> | void;
  /** All was written. */
  finish(): void;
  /** It is given up. */
  abandon(): void;
}

/**
 * Writes an export.
 * @returns an exit status
 */
export async function runExport(flags: ExportFlags, io: Io): Promise<number> {
  let past: WholePast | undefined;
  let sink: Sink | undefined;
  try {
    past = openPast(flags.data);
    sink = flags.file === undefined ? outputSink(io) : fileSink(flags.file, flags.force);
    const count: Exported = { messages: 0, others: 0, channels: 0 };
    await writeAll(exportLines(past, flags, Date.now(), count), sink, io.signal);
    sink.finish();
    // The standard output is for the export.
    io.stderr.write(`${sayExport(count, flags.file)}\n`);
    return EXIT.ok;
  } catch (cause) {
    sink?.abandon();
    // Whoever stopped it knows.
    return io.signal.aborted ? EXIT.io : explainFailure(cause, io);
  } finally {
    past?.close();
  }
}

async function writeAll(lines: Iterable<string>, sink: Sink, signal: AbortSignal): Promise<void> {
  let text = "";
  for (const line of lines) {
    text += line;
    if (text.length < CHUNK) continue;
    await sink.write(text);
    signal.throwIfAborted();
    text = "";
  }
  await sink.write(text);
}

function outputSink({ stdout, signal }: Io): Sink {
  return {
    async write(text) {
      if (!stdout.write(text)) await once(stdout, "drain", { signal });
    },
    finish: () => undefined,
    abandon: () => undefined,
  };
}

function fileSink(file: string, force: boolean): Sink {
  const part = new PartFile(file, force);
  const descriptor = openSync(part.path, "w");
  return {
    write(text) {
      const bytes = Buffer.from(text);
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
      } catch (cause) {
        throw cannotWrite(file, cause);
      }
    },
    finish() {
      closeSync(descriptor);
      part.finish();
    },
    abandon: () => part.abandon(),
  };
}

function sayExport({ messages, others, channels }: Exported, file: string | undefined): string {
  const besides = others > 0 ? ` and ${counted(others, "other event")}` : "";
  const to = file === undefined ? "" : ` to ${file}`;
  return `exported ${counted(messages, "message")}${besides} of ${counted(channels, "channel")}${to}`;
}
