import type { Form } from "../../core/commands.ts";

/** Lines of the logs of IRC clients, bouncers and bots, as they write them without being told otherwise. */

/** What a line tells. */
export type LogEvent =
  | { readonly type: "message"; readonly nick: string; readonly form: Form; readonly text: string }
  | { readonly type: "join"; readonly nick: string }
  | { readonly type: "part" | "quit"; readonly nick: string; readonly reason: string }
  | { readonly type: "nick"; readonly nick: string; readonly to: string }
  | { readonly type: "kick"; readonly nick: string; readonly whom: string; readonly reason: string }
  | { readonly type: "topic"; readonly nick: string; readonly text: string }
  | { readonly type: "mode"; readonly nick: string; readonly modes: string };

/** A line that was understood. Times are as clocks showed them, as if they were times of UTC. */
export type LogLine =
  /** From now on it is this day; without a day the line says nothing that is to be kept. */
  | { readonly type: "mark"; readonly day?: number }
  /** What a program says of itself, or of what is not kept. */
  | { readonly type: "note" }
  | {
      readonly type: "event";
      /** The day, where the line says it, and the time of that day, both in milliseconds. */
      readonly day?: number;
      readonly time: number;
      readonly event: LogEvent;
    };

/** Characters of a line that is more than a text: it has names and a reason. */
const EVENT_CHARS = 2_000;

type Groups = Readonly<Record<string, string | undefined>>;
type Make = (groups: Groups) => LogEvent;

/** A nick with the sign of its standing in front of it. */
const NICK = "[ ~&@%+!]?(?<nick>[^\\s>]+)";

const message =
  (form: Form): Make =>
  ({ nick = "", text = "" }) => ({ type: "message", nick, form, text });
const join: Make = ({ nick = "" }) => ({ type: "join", nick });
const part: Make = ({ nick = "", reason = "" }) => ({ type: "part", nick, reason });
const quit: Make = ({ nick = "", reason = "" }) => ({ type: "quit", nick, reason });
const rename: Make = ({ nick = "", to = "" }) => ({ type: "nick", nick, to });
const kick: Make = ({ nick = "", whom = "", reason = "" }) => ({ type: "kick", nick, whom, reason });
const topic: Make = ({ nick = "", text = "" }) => ({ type: "topic", nick, text });
const mode: Make = ({ nick = "", modes = "" }) => ({ type: "mode", nick, modes });

/** What a line looks like, what it tells then, and whether a line of any length is looked at, since that is soon done. */
type Pattern = readonly [RegExp, Make, "any"?];

const SAID: Pattern = [new RegExp(`^<${NICK}> ?(?<text>.*)$`), message("message"), "any"];

/** irssi, behind the time. */
const IRSSI: readonly Pattern[] = [
  SAID,
  [/^ ?\* (?<nick>\S+) (?<text>.*)$/, message("action"), "any"],
  [/^-(?!!-)(?<nick>[^\s:(]+)(?::[^\s-]\S*?|\([^)]*\))?- (?<text>.*)$/, message("notice"), "any"],
  [/^-!- (?<nick>\S+) \[.*?\] has joined \S+$/, join],
  [/^-!- (?<nick>\S+) \[.*?\] has left \S+ \[(?<reason>.*)\]$/, part],
  [/^-!- (?<nick>\S+) \[.*?\] has quit \[(?<reason>.*)\]$/, quit],
  [/^-!- (?<whom>\S+) was kicked from \S+ by (?<nick>\S+) \[(?<reason>.*)\]$/, kick],
  [/^-!- (?<nick>\S+) is now known as (?<to>\S+)$/, rename],
  [/^-!- (?<nick>\S+) changed the topic of \S+ to: (?<text>.*)$/, topic],
  [/^-!- Topic unset by (?<nick>\S+) on \S+$/, topic],
  [/^-!- mode\/\S+ \[(?<modes>.*)\] by (?<nick>\S+)$/, mode],
];

/** energymech, which ZNC and others write too, and eggdrop, behind the time in brackets. */
const BRACKETS: readonly Pattern[] = [
  SAID,
  [/^\*\*\* Joins: (?<nick>\S+) \(.*\)$/, join],
  [/^\*\*\* Parts: (?<nick>\S+) \([^)]*\)(?: \((?<reason>.*)\))?$/, part],
  [/^\*\*\* Quits: (?<nick>\S+) \([^)]*@[^)]*\)(?: \((?<reason>.*)\))?$/, quit],
  [/^\*\*\* Quits: (?<nick>\S+) \((?<reason>.*)\)$/, quit],
  [/^\*\*\* (?<whom>\S+) was kicked by (?<nick>\S+) \((?<reason>.*)\)$/, kick],
  [/^\*\*\* (?<nick>\S+) is now known as (?<to>\S+)$/, rename],
  [/^\*\*\* (?<nick>\S+) changes topic to '(?<text>.*)'$/, topic],
  [/^\*\*\* (?<nick>\S+) sets mode: (?<modes>.+)$/, mode],
  [/^\* (?<nick>\S+) (?<text>.*)$/, message("action"), "any"],
  [/^-(?<nick>[^\s:]+)(?::[^\s-]\S*?)?- (?<text>.*)$/, message("notice"), "any"],
  [/^Action: (?<nick>\S+) (?<text>.*)$/, message("action"), "any"],
  [/^(?<nick>\S+) \(\S+@\S+\) joined \S+\.$/, join],
  [/^(?<nick>\S+) \(\S+@\S+\) left irc: ?(?<reason>.*)$/, quit],
  [/^(?<nick>\S+) \(\S+@\S+\) left #\S+?(?: \((?<reason>.*)\))?\.$/, part],
  [/^(?<whom>\S+) kicked from \S+ by (?<nick>[^\s:!]+)\S*: ?(?<reason>.*)$/, kick],
  [/^Nick change: (?<nick>\S+) -> (?<to>\S+)$/, rename],
  [/^Topic changed on \S+ by (?<nick>[^\s!]+)\S*: ?(?<text>.*)$/, topic],
  [/^#\S*: mode change '(?<modes>.*)' by (?<nick>[^\s!]+)\S*$/, mode],
];

/** WeeChat: what stands in front of a message, and what the message is then. */
const WEECHAT: ReadonlyMap<string, readonly Pattern[]> = new Map<string, readonly Pattern[]>([
  ["*", [[/^(?<nick>\S+) (?<text>.*)$/, message("action"), "any"]]],
  ["-->", [[/^(?<nick>\S+) .*has joined \S+$/, join]]],
  [
    "<--",
    [
      [/^(?<nick>\S+) \([^)]*\) has left \S+(?: \((?<reason>.*)\))?$/, part],
      [/^(?<nick>\S+) \([^)]*\) has quit(?: \((?<reason>.*)\))?$/, quit],
      [/^(?<nick>\S+) has kicked (?<whom>\S+)(?: \((?<reason>.*)\))?$/, kick],
    ],
  ],
  [
    "--",
    [
      [/^(?<nick>\S+) is now known as (?<to>\S+)$/, rename],
      [/^(?<nick>\S+) has changed topic for \S+ (?:from ".*" )?to "(?<text>.*)"$/, topic],
      [/^(?<nick>\S+) has unset topic for \S+.*$/, topic],
      [/^Mode \S+ \[(?<modes>.*)\] by (?<nick>\S+)$/, mode],
      [/^(?:PvNotice|Notice)\((?<nick>\S+)\): (?<text>.*)$/, message("notice"), "any"],
    ],
  ],
]);

const MONTHS: readonly string[] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A date as programs in C print it, with or without the time: `Mon Jan 01 12:00:00 2024`. */
const C_DATE = /^\S+ (?<month>[A-Z][a-z]{2}) +(?<day>\d{1,2})(?: \d\d:\d\d:\d\d)? (?<year>\d{4})/;

/** Reads a line; nothing if it is none that is understood. */
export function readLogLine(line: string): LogLine | undefined {
  const weechat = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)\t([^\t]*)\t(.*)$/.exec(line);
  if (weechat) {
    const [, date = "", time = "", prefix = "", text = ""] = weechat;
    return eventLine(fromWeechat(prefix.trim(), text), time, dayOf(date)) ?? noteIf(WEECHAT.has(prefix.trim()));
  }
  const bracketed = /^\[(?:(\d{4}-\d\d-\d\d)[ T])?(\d\d:\d\d(?::\d\d)?)\] (.*)$/.exec(line);
  if (bracketed) {
    const [, date, time = "", text = ""] = bracketed;
    const mark = /^--- (.*)$/.exec(text);
    if (mark) return markOf(mark[1] ?? "");
    const day = date === undefined ? undefined : dayOf(date);
    return eventLine(firstOf(BRACKETS, text), time, day) ?? noteIf(text.startsWith("*** "));
  }
  const plain = /^(\d\d:\d\d(?::\d\d)?) (.*)$/.exec(line);
  if (plain) {
    const [, time = "", text = ""] = plain;
    return eventLine(firstOf(IRSSI, text), time, undefined) ?? noteIf(/^(?:-!-|!)/.test(text));
  }
  const mark = /^--- (?:Log opened|Log closed|Day changed) (.*)$/.exec(line);
  if (mark) return markOf(mark[1] ?? "");
  return line.trim() === "" ? { type: "mark" } : undefined;
}

/** The day of a date such as `2024-01-31`, in milliseconds since 1970; nothing if there is none. */
export function dayOf(date: string): number | undefined {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const at = Date.UTC(year, month - 1, day);
  const isReal = new Date(at).getUTCDate() === day && new Date(at).getUTCMonth() === month - 1;
  return isReal && year >= 1970 ? at : undefined;
}

/** The number of a month from 1, by the three letters that it begins with in English. */
export function monthOf(name: string): number {
  return MONTHS.indexOf(name) + 1;
}

function noteIf(isNote: boolean): LogLine | undefined {
  return isNote ? { type: "note" } : undefined;
}

function markOf(date: string): LogLine | undefined {
  const { year, month = "", day } = C_DATE.exec(date)?.groups ?? {};
  const at = dayOf(`${year}-${monthOf(month)}-${day}`);
  return at === undefined ? undefined : { type: "mark", day: at };
}

function eventLine(event: LogEvent | undefined, time: string, day: number | undefined): LogLine | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  if (!event || hours > 23 || minutes > 59 || seconds > 60) return undefined;
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return { type: "event", time: ms, event, ...(day !== undefined && { day }) };
}

function fromWeechat(prefix: string, text: string): LogEvent | undefined {
  const patterns = WEECHAT.get(prefix);
  if (patterns) return firstOf(patterns, text);
  const nick = prefix.replace(/^[~&@%+!]/, "");
  return /^[^\s<=>-][^\s<=>]*$/.test(nick) ? { type: "message", nick, form: "message", text } : undefined;
}

function firstOf(patterns: readonly Pattern[], text: string): LogEvent | undefined {
  for (const [pattern, make, length] of patterns) {
    const match = length === "any" || text.length <= EVENT_CHARS ? pattern.exec(text) : undefined;
    if (match) return make(match.groups ?? {});
  }
  return undefined;
}
