import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { LIMITS } from "../core/limits.ts";
import { text } from "./columns.ts";
import type { ReadAnswer, ReadJob, ToReader } from "./history-reads.ts";

/** The thread that reads the history. It can't change anything. */

const file: string = workerData;
const port = parentPort;
const db = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });

// The conditions are those of the index `history_said`, word by word, so that a page costs the same however much there is.
const between = `SELECT body FROM history
  WHERE channel = ? AND channel IS NOT NULL AND type = 'message' AND form <> 'tags' AND seq > ? AND seq < ?`;
const earliest = db.prepare(`${between} ORDER BY seq ASC LIMIT ?`);
const latest = db.prepare(`${between} ORDER BY seq DESC LIMIT ?`);

function read(job: ReadJob): ReadAnswer {
  const statement = job.earliest ? earliest : latest;
  const bodies: string[] = [];
  let bytes = 0;
  let more = false;
  // One more than asked for tells whether there are more.
  for (const row of statement.iterate(job.channel, job.after, job.before, job.limit + 1)) {
    const body = text(row, "body");
    bytes += body.length;
    more = bodies.length === job.limit || (bodies.length > 0 && bytes > LIMITS.historyPageBytes);
    if (more) break;
    bodies.push(body);
  }
  if (!job.earliest) bodies.reverse();
  return { id: job.id, messages: `[${bodies.join(",")}]`, more };
}

function tryRead(job: ReadJob): ReadAnswer {
  try {
    return read(job);
  } catch (error) {
    return { id: job.id, failure: error instanceof Error ? error.message : String(error) };
  }
}

port?.on("message", (message: ToReader) => {
  if (message !== "close") return port.postMessage(tryRead(message));
  db.close();
  port.close();
});
