import { LIMITS } from "../src/core/limits.ts";
import { type Count, type Per, RATES, type Rate } from "../src/core/rates.ts";
import { table } from "./markdown.ts";

const ROWS: readonly (Rate | Count)[] = Object.values(RATES);

const EACH: Readonly<Record<Per, string>> = {
  connection: "one connection",
  address: "one address",
  account: "one account",
  listener: "one listener",
  server: "the server",
};

/** The text of docs/limits.md, made from the table that the server goes by. */
export function limitsDoc(): string {
  return [
    "# Limits",
    "",
    "Made by `npm run docs` from `src/core/rates.ts`; a test compares.",
    "",
    ...ABOUT,
    "## Rates",
    "",
    "So many at once, and then so many a second. What goes beyond is done all the same, later: the connection is not read",
    "until its share has come. The longest wait counts that one of the connection itself, its address, its account or its",
    "listener asks for. Where many share what one of them uses up, each waits for no more than their even part: who writes a",
    "line hardly notices who writes thousands. New connections that come too fast are not read yet either; then those of",
    "different addresses take turns.",
    "",
    ...table(
      ["of", "all of", "at once", "then a second", "why"],
      ROWS.filter(isRate).map((row) => [row.what, EACH[row.per], shown(row.burst), shown(row.perSecond), row.text]),
    ),
    "## Counts",
    "",
    "So many at a time, or in some time. What goes beyond is turned away.",
    "",
    ...table(
      ["of", "all of", "at most", "why"],
      ROWS.filter((row) => !isRate(row)).map((row) => [row.what, EACH[row.per], most(row), row.text]),
    ),
    ...WAITING,
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

const ABOUT: readonly string[] = [
  "They are made for a classroom: 200 people behind one address, who all come in the same moment and write in the same",
  "moment, notice none of them.",
  "",
  "- An IPv6 address counts by its first half (/64), for one person has all of that.",
  "- Behind a proxy that is configured, people count by their own addresses; behind any other, by the proxy's.",
  "- `--no-rate-limits` lifts all but those of the server, which bound its memory, and those that say so.",
  "- How long texts, names and lists may be is in [irc.md](irc.md) and [protocol.md](protocol.md).",
  "",
];

const WAITING: readonly string[] = [
  "## Connections of nobody yet",
  "",
  "A connection that has not said what it speaks is nobody's yet. Neither is one in the middle of a TLS handshake, an HTTP",
  "connection of which no whole request waits for its answer (an upload of a file may take its time), a JSON client that",
  "has not said `hello`, and an IRC client that has not registered.",
  `Each of these states ends by itself, after ${LIMITS.sniffMs / 1000} seconds or sooner. When there are too many, or when a newcomer finds no`,
  "other place, the one goes that has waited longest, of the address that has most of them: whoever comes with thousands",
  "pushes out their own. Who is somebody never has to go for them.",
  "",
];

function isRate(row: Rate | Count): row is Rate {
  return "burst" in row;
}

function most(row: Rate | Count): string {
  if (isRate(row)) return shown(row.burst);
  if (row.ms === undefined) return shown(row.most);
  const minutes = row.ms / 60_000;
  return `${shown(row.most)} in ${SPANS.get(minutes) ?? `${minutes} minutes`}`;
}

const SPANS: ReadonlyMap<number, string> = new Map([
  [1, "a minute"],
  [60, "an hour"],
]);

function shown(count: number): string {
  return count.toLocaleString("en-US");
}
