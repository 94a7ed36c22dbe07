import { isChannel } from "./checks.ts";
import { dayOf, monthOf } from "./log-line.ts";

/** What the path of a log says of it. */
export interface LogName {
  /** The channel. */
  readonly channel?: string;
  /** The day of its first line, in milliseconds since 1970, as if clocks there showed UTC. */
  readonly day?: number;
}

/** Dates in names, with what stands between them and the rest. */
const DATES: readonly RegExp[] = [
  /[._ -]?(?<year>\d{4})[._-](?<month>\d\d)[._-](?<day>\d\d)/,
  /[._ -]?(?<year>(?:19|20)\d\d)(?<month>\d\d)(?<day>\d\d)/,
  /[._ -]?(?<day>\d\d)(?<name>[A-Z][a-z]{2})(?<year>\d{4})/,
  // A month or a year has many days, so nothing follows from it.
  /[._-](?:19|20)\d\d(?:[._-]\d\d)?(?=$|\.)/,
];

/**
 * What a path says: the channel is what begins with `#` in the name of the file or of a folder that it is in.
 * @param isNamed - whether somebody has named this very file: then its name is a channel's even without `#`
 */
export function readLogName(path: string, isNamed: boolean): LogName {
  const parts = path.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  const { rest, day } = withoutDate(parts.pop() ?? "");
  const stem = rest.replace(/(?:\.(?:log|txt|weechatlog|irclog))+$/i, "");
  const names = [stem, ...parts.toReversed()];
  const marked = names.find((name) => name.includes("#"));
  const name = marked?.slice(marked.indexOf("#")) ?? (isNamed ? `#${stem === "" ? (parts.at(-1) ?? "") : stem}` : "");
  return { ...(isChannel(name) && { channel: name }), ...(day !== undefined && { day }) };
}

function withoutDate(name: string): { readonly rest: string; readonly day: number | undefined } {
  for (const pattern of DATES) {
    const match = pattern.exec(name);
    if (!match) continue;
    const { year = "", month, name: letters = "", day = "" } = match.groups ?? {};
    const rest = name.replace(pattern, "");
    return { rest, day: dayOf(`${year}-${month ?? monthOf(letters)}-${day}`) };
  }
  return { rest: name, day: undefined };
}
