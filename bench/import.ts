import { mkdtempSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setImmediate } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Exported, exportLines } from "../src/app/export.ts";
import { importAll } from "../src/app/import/import.ts";
import { Backup } from "../src/store/backup.ts";
import { openPast } from "../src/store/past-reader.ts";
import { Talk } from "./talk.ts";

/** Imports what a seeded generator says, in each of some formats, then exports it and backs it up. Prints a table. */

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
  },
});

const count = Number(values.messages);
const START = 1_600_000_000_000;
const CHANNELS = Array.from({ length: 50 }, (_, i) => `#channel-${i}`);

/** Lines of a message, in the format that is measured. */
type Format = (talk: Talk, number: number) => string;

const exportLine: Format = (talk, number) => {
  const nick = `talker${Math.floor(talk.chance() ** 2 * 100)}`;
  const line = {
    type: "message",
    seq: number,
    at: START + number * 997,
    id: `0123456789ab-${number.toString(36)}`,
    from: { nick, user: "u", account: nick },
    to: CHANNELS[Math.floor(talk.chance() ** 2 * CHANNELS.length)] ?? "",
    form: "message",
    text: talk.message(),
  };
  return `${JSON.stringify(line)}\n`;
};

const weechatLine: Format = (talk, number) => {
  const time = new Date(START + number * 997).toISOString().slice(0, 19).replace("T", " ");
  return `${time}\ttalker${Math.floor(talk.chance() ** 2 * 100)}\t${talk.message()}\n`;
};

async function generate(file: string, format: Format, head: string): Promise<void> {
  const talk = new Talk(Number(values.seed));
  await using handle = await open(file, "w");
  let text = head;
  for (let number = 1; number <= count; number++) {
    text += format(talk, number);
    if (text.length < 1_000_000) continue;
    await handle.write(text);
    text = "";
  }
  await handle.write(text);
}

/** Does something, and says how long it took, and how much memory the process had at most while it did. */
async function measure(name: string, bytes: () => number, run: () => Promise<void> | void): Promise<void> {
  let peak = process.memoryUsage.rss();
  const before = peak;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1000;
  clearInterval(timer);
  row(name, [
    seconds.toFixed(1),
    Math.round(count / seconds).toLocaleString("en-US"),
    `+${((peak - before) / 1e6).toFixed(0)}`,
    (peak / 1e6).toFixed(0),
    (bytes() / count).toFixed(0),
  ]);
}

function row(name: string, cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(28)}${cells.map((cell) => cell.padStart(14)).join("")}\n`);
}

function importFile(source: string, dir: string): Promise<unknown> {
  return importAll({
    dir,
    sources: [source],
    stdin: process.stdin,
    opened: new Set(),
    accounts: false,
    signal: new AbortController().signal,
  });
}

const dir = mkdtempSync(join(tmpdir(), "parley-bench-"));
const sizeOf = (name: string) => (): number => statSync(join(dir, name)).size;
row(`${count.toLocaleString("en-US")} messages`, ["seconds", "messages/s", "MB more", "MB at most", "bytes each"]);

const source = join(dir, "all.jsonl");
await generate(source, exportLine, '{"type":"export","version":1}\n');
await measure("import of an export", sizeOf("data/parley.db"), async () => {
  await importFile(source, join(dir, "data"));
});
const log = join(dir, "#channel.weechatlog");
await generate(log, weechatLine, "");
await measure("import of an IRC log", sizeOf("log-data/parley.db"), async () => {
  await importFile(log, join(dir, "log-data"));
});
await measure("backup", sizeOf("backup.db"), async () => {
  await new Backup(join(dir, "data"), join(dir, "backup.db"), false, false).make();
});
let exported = 0;
await measure(
  "export",
  () => exported,
  async () => {
    const past = openPast(join(dir, "data"));
    const counted: Exported = { messages: 0, others: 0, channels: 0 };
    const all = { channels: [], talks: false, events: false, hosts: false };
    let lines = 0;
    for (const line of exportLines(past, all, Date.now(), counted)) {
      exported += Buffer.byteLength(line);
      if (++lines % 1_000 === 0) await setImmediate();
    }
    past.close();
  },
);
rmSync(dir, { recursive: true });
