import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { LIMITS } from "../core/limits.ts";
import { PageFill } from "../core/page-fill.ts";
import type { Bound, Latest } from "../core/ports.ts";
import { keptFrom } from "../core/retention.ts";
import { number, type Row, text } from "./columns.ts";
import { fileAnswerer } from "./file-queries.ts";
import type { FindQuestion, LatestQuestion, PageQuestion, ReadAnswer, ReadJob, ToReader } from "./history-reads.ts";
import { HAPPENED, MESSAGE, SAID } from "./history-row.ts";
import { inWindow } from "./kept.ts";
import { seqFinder } from "./seq-of-time.ts";

/** The thread that reads the history. It can't change anything. */

const file: string = workerData;
const port = parentPort;
const db = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });

// The conditions are those of indexes, so that a page or a message costs the same however much there is. The rows of a
// page are looked up as they are asked for.
const columns = "SELECT seq, at, type, about, body FROM history";
const said = `${columns} WHERE ${SAID}`;
const all = `${said} UNION ALL ${columns} WHERE ${HAPPENED}`;
const pages = {
  said: {
    earliest: db.prepare(`${said} ORDER BY seq ASC`),
    latest: db.prepare(`${said} ORDER BY seq DESC`),
  },
  all: {
    earliest: db.prepare(`${all} ORDER BY seq ASC`),
    latest: db.prepare(`${all} ORDER BY seq DESC`),
  },
} as const;
const message = db.prepare(`SELECT place, author, body FROM history WHERE ${MESSAGE}`);
const last = db.prepare(`SELECT seq, at FROM history WHERE ${SAID} ORDER BY seq DESC LIMIT ?`);
const inTalks = "SELECT place, seq, at FROM talk WHERE identity = ? AND at > ? AND at < ?";
const talks = {
  earliest: db.prepare(`${inTalks} ORDER BY at ASC, seq ASC LIMIT ?`),
  latest: db.prepare(`${inTalks} ORDER BY at DESC, seq DESC LIMIT ?`),
} as const;
const prunedOf = db.prepare("SELECT seq, at FROM pruned WHERE place = ?");
const firstSince = seqFinder(db);
const aboutFiles = fileAnswerer(db);

/** All of an answer is of one moment, though rows are removed meanwhile. */
function atOneMoment(read: () => string): string {
  db.exec("BEGIN");
  try {
    return read();
  } finally {
    db.exec("COMMIT");
  }
}

function page(question: PageQuestion): string {
  const { place, earliest = false, events = false } = question;
  const bounds = [place, lowerSeq(question), upperSeq(question)];
  const statement = pages[events ? "all" : "said"][earliest ? "earliest" : "latest"];
  const isLeftOut = leavingOut(question);
  const bodies: string[] = [];
  const fill = new PageFill(question);
  let more = false;
  let skipped = 0;
  for (const row of statement.iterate(...bounds, ...(events ? bounds : []))) {
    if (isLeftOut(row) && skipped++ < LIMITS.historySkipped) continue;
    const body = text(row, "body");
    more = skipped > LIMITS.historySkipped || !fill.takes(number(row, "at"), Buffer.byteLength(body));
    if (more) break;
    bodies.push(body);
  }
  if (!earliest) bodies.reverse();
  const kept = keptOf(question);
  return `{"events":[${bodies.join(",")}],"more":${more}${kept === undefined ? "" : `,"kept":${kept}`}}`;
}

/** What tells the rows that are no part of a page though they lie in it. */
function leavingOut({ events = false, except = [], redacted }: PageQuestion): (row: Row) => boolean {
  const types = new Set<unknown>(events ? except : []);
  const gone = new Set<unknown>(redacted);
  return ({ type, about, seq }) => {
    if (types.has(type)) return true;
    // What is about a message that was taken back went with it, but not that it was.
    return type !== "redact" && ((type === "message" && gone.has(seq)) || gone.has(about));
  };
}

/** `HistoryPage.kept`. */
function keptOf(question: PageQuestion): number | undefined {
  const row = prunedOf.get(question.place);
  return row && keptFrom({ seq: number(row, "seq"), at: number(row, "at") }, question);
}

/** The greatest seq that is too small. */
function lowerSeq({ after = { seq: 0 }, since = 0 }: PageQuestion): number {
  return Math.max("seq" in after ? after.seq : firstSince(after.at + 1) - 1, since - 1);
}

/** The smallest seq that is too great. */
function upperSeq({ before = { seq: Number.MAX_SAFE_INTEGER } }: { readonly before?: Bound }): number {
  return "seq" in before ? before.seq : firstSince(before.at);
}

function latest(question: LatestQuestion): string {
  const { channels, identity, after, before, earliest, limit } = question;
  const except = new Set(question.except);
  const redacted = new Set(question.redacted);
  const found: Latest[] = [];
  const add = (place: string, since: number): void => {
    if (except.has(place)) return;
    for (const row of last.iterate(place, since - 1, Number.MAX_SAFE_INTEGER, redacted.size + 1)) {
      const seq = number(row, "seq");
      if (redacted.has(seq)) continue;
      found.push({ place, seq, at: number(row, "at") });
      return;
    }
  };
  for (const { place, since } of channels) add(place, since);
  const statement = talks[earliest ? "earliest" : "latest"];
  for (const row of statement.all(identity, after, before, limit + except.size + redacted.size)) {
    const [place, seq] = [text(row, "place"), number(row, "seq")];
    if (redacted.has(seq)) add(place, 0);
    else if (!except.has(place)) found.push({ place, seq, at: number(row, "at") });
  }
  return JSON.stringify(inWindow(found, question));
}

function find({ seq }: FindQuestion): string {
  const row = message.get(seq);
  if (!row) return "null";
  const { place, author } = row;
  const where = { ...(place !== null && { place }), ...(author !== null && { author }) };
  return JSON.stringify({ event: JSON.parse(text(row, "body")), ...where });
}

function answerTo(question: ReadJob["question"]): string {
  switch (question.type) {
    case "page":
      return atOneMoment(() => page(question));
    case "latest":
      return latest(question);
    case "find":
      return find(question);
    case "since":
      return JSON.stringify(firstSince(question.at));
    case "shares":
    case "files":
    case "used":
    case "unused":
      return aboutFiles(question);
  }
}

function read({ id, question }: ReadJob): ReadAnswer {
  try {
    return { id, found: answerTo(question) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

port?.on("message", (asked: ToReader) => {
  if (asked !== "close") return port.postMessage(read(asked));
  db.close();
  port.close();
});
