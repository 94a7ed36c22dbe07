import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { LIMITS } from "../core/limits.ts";
import { number, text } from "./columns.ts";
import type { FindQuestion, PageQuestion, ReadAnswer, ReadJob, ToReader } from "./history-reads.ts";

/** The thread that reads the history. It can't change anything. */

const file: string = workerData;
const port = parentPort;
const db = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });

// The conditions are those of the indexes `history_said` and `history_message`, word by word, so that a page or a message
// costs the same however much there is.
const between = `SELECT seq, body FROM history
  WHERE channel = ? AND channel IS NOT NULL AND type = 'message' AND form <> 'tags' AND seq > ? AND seq < ?`;
const earliest = db.prepare(`${between} ORDER BY seq ASC LIMIT ?`);
const latest = db.prepare(`${between} ORDER BY seq DESC LIMIT ?`);
const message = db.prepare("SELECT channel, author, body FROM history WHERE seq = ? AND type = 'message'");

function page(question: PageQuestion): string {
  const { channel, after, before, limit } = question;
  const statement = question.earliest ? earliest : latest;
  const redacted = new Set(question.redacted);
  const bodies: string[] = [];
  let bytes = 0;
  let more = false;
  // One more than asked for tells whether there are more.
  for (const row of statement.iterate(channel, after, before, limit + redacted.size + 1)) {
    if (redacted.has(number(row, "seq"))) continue;
    const body = text(row, "body");
    bytes += body.length;
    more = bodies.length === limit || (bodies.length > 0 && bytes > LIMITS.historyPageBytes);
    if (more) break;
    bodies.push(body);
  }
  if (!question.earliest) bodies.reverse();
  return `{"messages":[${bodies.join(",")}],"more":${more}}`;
}

function find(question: FindQuestion): string {
  const row = message.get(question.find);
  if (!row) return "null";
  const { channel, author } = row;
  const place = { ...(channel !== null && { channel }), ...(author !== null && { author }) };
  return JSON.stringify({ event: JSON.parse(text(row, "body")), ...place });
}

function read({ id, question }: ReadJob): ReadAnswer {
  try {
    return { id, found: "find" in question ? find(question) : page(question) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

port?.on("message", (asked: ToReader) => {
  if (asked !== "close") return port.postMessage(read(asked));
  db.close();
  port.close();
});
