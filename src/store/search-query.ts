import type { DatabaseSync } from "node:sqlite";
import { talkersOf } from "../core/keeping.ts";
import { LIMITS } from "../core/limits.ts";
import type { Found, FoundPage, SearchQuery, SearchTerm } from "../core/ports.ts";
import { number, text } from "./columns.ts";
import { MESSAGE } from "./history-row.ts";
import { FILE, LINK } from "./search-index.ts";
import { nameOf } from "./search-names.ts";
import { seqFinder } from "./seq-of-time.ts";
import { wordsOf } from "./words.ts";

/** A query, and the seqs of messages that are not part of the answer though they may be on disk. */
export interface SearchJob extends SearchQuery {
  readonly redacted: readonly number[];
}

/**
 * What answers searches from an index and the history to which it belongs. The index says where to look; what is shown
 * is what the history says now.
 */
export function searcher(index: DatabaseSync, history: DatabaseSync): (job: SearchJob) => FoundPage {
  const matchOf = matcher(index);
  const firstSince = seqFinder(history);
  // While the index forgets much that was removed from the history, nothing is sought among that.
  const oldestKept = history.prepare("SELECT ifnull((SELECT seq FROM history ORDER BY rowid LIMIT 1), 0) AS seq");
  const message = history.prepare(`SELECT place, body FROM history WHERE ${MESSAGE}`);
  const fits = "said MATCH ? AND rowid BETWEEN ? AND ?";
  const newest = index.prepare(`SELECT rowid AS seq FROM said WHERE ${fits} ORDER BY rowid DESC`);
  const oldest = index.prepare(`SELECT rowid AS seq FROM said WHERE ${fits} ORDER BY rowid ASC`);
  const candidates = index.prepare(
    `SELECT rowid AS seq, words FROM said WHERE ${fits} ORDER BY rowid DESC LIMIT ${LIMITS.searchCandidates}`,
  );

  function* seqsOf(job: SearchJob, match: string): Iterable<number> {
    const first = job.after === undefined ? number(oldestKept.get(), "seq") : firstSince(job.after);
    const last = job.before === undefined ? Number.MAX_SAFE_INTEGER : firstSince(job.before + 1) - 1;
    if (job.order === "best") yield* bestOf(candidates.all(match, first, last), job.terms);
    else {
      const rows = job.order === "oldest" ? oldest : newest;
      for (const row of rows.iterate(match, first, last)) yield number(row, "seq");
    }
  }

  return (job) => {
    const match = matchOf(job);
    return match === undefined ? { found: [], more: false } : pageOf(job, seqsOf(job, match));
  };

  function pageOf(job: SearchJob, seqs: Iterable<number>): FoundPage {
    const found: Found[] = [];
    const redacted = new Set(job.redacted);
    const mayRead = reading(job);
    let bytes = 0;
    for (const seq of seqs) {
      const row = redacted.has(seq) ? undefined : message.get(seq);
      if (!row || !mayRead(text(row, "place"), seq)) continue;
      const body = text(row, "body");
      bytes += body.length;
      if (found.length === job.limit || (bytes > LIMITS.historyPageBytes && found.length > 0)) {
        return { found, more: true };
      }
      found.push({ event: JSON.parse(body), place: text(row, "place") });
    }
    return { found, more: false };
  }
}

/** Whether the asker may read what was said in a place. */
function reading({ places, identity }: SearchQuery): (place: string, seq: number) => boolean {
  const since = new Map(places.map((one) => [one.place, one.since]));
  return (place, seq) => {
    const first = since.get(place);
    if (first !== undefined) return seq >= first;
    return identity !== undefined && talkersOf(place).includes(identity);
  };
}

/** What makes the text that FTS5 understands; nothing if nothing can fit. Words have no signs, so nothing is escaped. */
function matcher(index: DatabaseSync): (query: SearchQuery) => string | undefined {
  const numberOf = index.prepare("SELECT id FROM name WHERE name = ?");
  const containing = index.prepare(`SELECT word FROM piece WHERE piece MATCH ? ORDER BY rowid LIMIT ?`);
  const marksOf = (names: readonly string[]): string[] =>
    names.flatMap((name) => {
      const row = numberOf.get(name);
      return row ? [`m${number(row, "id")}`] : [];
    });
  const anyWord = (term: SearchTerm): readonly string[] => {
    const words = wordsOf(term.text);
    const [word = ""] = words;
    if (words.length !== 1 || term.exact || word.length < 3) return [words.join(" ")];
    const longer = containing.all(`"${word}"`, LIMITS.searchWords).map((row) => text(row, "word"));
    return [...new Set([word, ...longer])];
  };
  return ({ terms, places, identity, from, link, file }) => {
    const meant = terms.map(anyWord).filter(([first]) => first !== "");
    // Signs alone are nothing that is searched for.
    if (terms.length > 0 && meant.length === 0) return undefined;
    const talks = identity === undefined ? [] : [nameOf.talker(identity)];
    const marks = [marksOf([...places.map(({ place }) => nameOf.place(place)), ...talks])];
    if (from !== undefined) marks.push(marksOf([nameOf.nick(from)]));
    if (link) marks.push([LINK]);
    if (file) marks.push([FILE]);
    if (marks.some((any) => any.length === 0)) return undefined;
    const all = [...meant.map((any) => `words : ${anyOf(any)}`), ...marks.map((any) => `marks : ${anyOf(any)}`)];
    return all.join(" AND ");
  };
}

function anyOf(phrases: readonly string[]): string {
  return `(${phrases.map((phrase) => `"${phrase}"`).join(" OR ")})`;
}

interface Candidate {
  readonly seq: number;
  readonly score: number;
}

/** The candidates with those first that fit best: whole words before parts, near each other, in few words, newer. */
function bestOf(rows: readonly Parameters<typeof text>[0][], terms: readonly SearchTerm[]): number[] {
  const wanted = terms.map((term) => wordsOf(term.text).join(" ")).filter((phrase) => phrase !== "");
  const together = ` ${wanted.join(" ")} `;
  const scored = rows.map((row): Candidate => {
    const words = ` ${text(row, "words")} `;
    const whole = wanted.filter((phrase) => words.includes(` ${phrase} `)).length;
    const near = words.includes(together) ? 1 : 0;
    return { seq: number(row, "seq"), score: whole + near + 1 / (1 + words.length / 100) };
  });
  return scored.sort((one, other) => other.score - one.score || other.seq - one.seq).map(({ seq }) => seq);
}
