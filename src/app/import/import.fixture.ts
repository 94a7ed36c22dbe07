import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPast } from "../../store/past-reader.ts";
import { type Exported, type ExportOptions, exportLines } from "../export.ts";
import type { ImportOptions, ImportResult } from "./attempt.ts";
import { importAll } from "./import.ts";

/** What tests import, and from where. */

/** A folder of a test's own. */
export function testFolder(): string {
  return mkdtempSync(join(tmpdir(), "parley-import-"));
}

/** Imports files into the folder `data` in a folder, as somebody would who says nothing else. */
export function importFiles(
  base: string,
  sources: readonly string[],
  options: Partial<ImportOptions> = {},
): Promise<ImportResult> {
  return importAll({
    dir: join(base, "data"),
    sources: sources.map((source) => (source === "-" ? source : join(base, source))),
    stdin: pieces(""),
    opened: new Set(),
    accounts: false,
    zone: "UTC",
    signal: new AbortController().signal,
    ...options,
  });
}

/** Writes a file of these lines. */
export function writeLines(base: string, name: string, lines: readonly (object | string)[]): string {
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  writeFileSync(join(base, name), `${texts.join("\n")}\n`);
  return name;
}

/** Bytes of a text, in pieces of a few. */
export async function* pieces(text: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array, void, undefined> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A line of an export. */
export type ExportLine = Readonly<Record<string, unknown>>;

/** All lines of an export of a data folder, without the first. */
export function exported(dir: string, options: Partial<ExportOptions> = {}): ExportLine[] {
  const past = openPast(dir);
  try {
    const count: Exported = { messages: 0, others: 0, channels: 0 };
    const all = { channels: [], talks: false, events: false, hosts: false, ...options };
    return [...exportLines(past, all, 1, count)].slice(1).map((line) => JSON.parse(line));
  } finally {
    past.close();
  }
}

/** The same without what another log calls otherwise: seqs and ids. What refers to an id says which line it is. */
export function comparable(lines: readonly ExportLine[]): unknown[] {
  const numbers = new Map(lines.map((line, i) => [line["id"], `line ${i}`]));
  const text = JSON.stringify(lines.map(({ seq: _seq, id: _id, reacted: _reacted, ...line }) => line));
  const plain: unknown[] = JSON.parse(text, (key, value: unknown) => {
    if (key === "seq") return undefined;
    return typeof value === "string" ? (numbers.get(value) ?? value) : value;
  });
  return plain;
}

/** An export as Parley writes it, of events with these texts a second apart. */
export function exportOf(channel: string, texts: readonly string[], first = 1_000_000): object[] {
  const events = texts.map((text, i) => ({
    type: "message",
    seq: i + 1,
    at: first + i * 1_000,
    id: `${channel.slice(1)}-${i + 1}`,
    from: { nick: "ada", user: "ada" },
    to: channel,
    form: "message",
    text,
  }));
  return [{ type: "export", version: 1, server: "parley", at: 1 }, ...events];
}

/** What was said, by its order. */
export function textsIn(dir: string, options: Partial<ExportOptions> = {}): unknown[] {
  return exported(dir, options).flatMap((line) => (line["type"] === "message" ? [line["text"]] : []));
}
