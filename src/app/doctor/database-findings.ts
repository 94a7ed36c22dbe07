import { LIMITS } from "../../core/limits.ts";
import { shownSize } from "../../core/sizes.ts";
import type { DatabaseFacts, HistoryFacts, LogFacts } from "../../store/examine/examine-database.ts";
import type { FilesFacts } from "../../store/examine/examine-files.ts";
import type { SearchFacts } from "../../store/examine/examine-search.ts";
import { type Finding, mind, ok, wrong } from "./finding.ts";
import { shownCount, shownSpan } from "./shown.ts";

const RESTORE = "Put a backup in its place (docs/data.md says how), and keep the damaged file.";

/** What is to be said of the database of a data folder. @param now milliseconds since 1970 */
export function databaseFindings(facts: DatabaseFacts, now: number): readonly Finding[] {
  const { file, problem, damage = [], log, stateProblem, isDisturbed } = facts;
  if (isDisturbed) return [mind("database", "A server was started on it in the middle of this.", "Do it again.")];
  if (problem !== undefined) return [wrong("database", problem)];
  if (damage.length > 0) return [wrong("database", `${file} is damaged: ${damage.join("; ")}.`, RESTORE)];
  const schema = schemaFinding(facts);
  if (schema) return [schema];
  const gap = log?.missing === undefined ? [] : [wrong("log", `Entry ${log.missing} of the log is missing.`, RESTORE)];
  // What is said of the state would say of a gap again that it is there.
  const state = gap.length === 0 && stateProblem !== undefined ? [wrong("state", stateProblem)] : [];
  return [ok("database", `${file} is sound.`), ...gap, ...state, ...soundFindings(facts, now)];
}

function schemaFinding({ file, schema }: DatabaseFacts): Finding | undefined {
  if (!schema || schema.found === schema.known) return undefined;
  if (schema.found === 0) return ok("database", `${file} is empty, as before the first start.`);
  return mind(
    "database",
    `${file} has the schema ${schema.found} of an earlier Parley; this one brings it to ${schema.known} when it starts, and that one can't read it then.`,
    "Make a backup with the earlier one before.",
  );
}

function soundFindings({ log, state, history }: DatabaseFacts, now: number): readonly Finding[] {
  const found: Finding[] = [];
  if (log && state) found.push(ok("log", sayLog(log, state.seq)));
  if (history) found.push(historyFinding(history, state?.seq));
  if (state && state.at > now + LIMITS.doctorClockMs) {
    found.push(
      wrong(
        "clock",
        `The last entry of the log is from ${shownSpan(state.at - now)} in the future, so times stand still until then.`,
        "Set this machine's clock, and have it kept right (NTP). If it was wrong when that was written, it mends itself with time.",
      ),
    );
  }
  return found;
}

function sayLog({ entries, snapshot }: LogFacts, seq: number): string {
  if (seq === 0) return "Nothing has happened yet.";
  return `The log is whole up to entry ${seq}: a snapshot of entry ${snapshot}, and ${shownCount(entries, "entry", "entries")} kept.`;
}

function historyFinding({ events, last, unreadable }: HistoryFacts, seq: number | undefined): Finding {
  if (unreadable > 0) {
    return wrong("history", `${shownCount(unreadable, "event")} of the history can't be read.`, RESTORE);
  }
  if (seq !== undefined && last > seq) {
    return wrong(
      "history",
      `The history goes on to ${last} while the log ends at ${seq}: it is of another log.`,
      RESTORE,
    );
  }
  return ok("history", `The history has ${shownCount(events, "event")}.`);
}

/** What is to be said of the index of searches. @param events in the history */
export function searchFinding(facts: SearchFacts, events: number): Finding {
  if (facts.is === "usable") {
    const { behind } = facts;
    if (behind === 0) return ok("search", "The index of searches is in step.");
    return ok(
      "search",
      `The index of searches has ${shownCount(behind, "event")} to look at yet, and does so while a server runs.`,
    );
  }
  if (facts.is === "missing") {
    const text =
      events === 0 ? "There is nothing to search yet." : "There is no index of searches; the server makes one.";
    return ok("search", text);
  }
  return mind(
    "search",
    `The index of searches is ${facts.is}.`,
    "Nothing is to be done: the server makes it anew, and finds more and more meanwhile.",
  );
}

/** What is to be said of shared files. */
export function filesFindings(facts: FilesFacts): readonly Finding[] {
  const { shared, sharedBytes, missing, missingNames, unused, unusedBytes, leftovers } = facts;
  const found: Finding[] = [];
  if (missing > 0) {
    found.push(
      wrong(
        "files",
        `The contents of ${shownCount(missing, "shared file")} are not on the disk, or not whole: ${missingNames.join(", ")}${missing > missingNames.length ? ", …" : ""}.`,
        "Copy them from a backup's folder FILE.files into the folder files of the data folder.",
      ),
    );
  } else if (shared > 0) {
    found.push(
      ok("files", `The contents of all ${shownCount(shared, "shared file")} are there, ${shownSize(sharedBytes)}.`),
    );
  }
  if (unused + leftovers > 0) {
    const what = [
      ...(unused > 0 ? [`${shownCount(unused, "content")} (${shownSize(unusedBytes)}) that nobody needs`] : []),
      ...(leftovers > 0 ? [`${shownCount(leftovers, "piece")} of uploads that nobody goes on with`] : []),
    ];
    found.push(ok("files", `There are ${what.join(" and ")}; the server removes them from time to time.`));
  }
  return found;
}
