import type { Channel, User } from "../../../core/state.ts";
import type { Call } from "../call.ts";
import { seconds, shownSigns } from "./channel-view.ts";

/** A user as an answer to WHO shows them: with a channel, if they are shown as a member of it. */
export interface Found {
  readonly user: User;
  readonly channel?: Channel;
  /** The letters of their standing in it. */
  readonly modes: string;
}

/** What a WHO asks for (IRCv3 whox). */
export interface Fields {
  readonly letters: ReadonlySet<string>;
  /** What the client knows its answer by. */
  readonly token: string;
}

/** Reads `cuhnar` or `tuhna,42`, what stands behind the `%`. */
export function parseFields(text: string): Fields {
  const [letters = "", token = ""] = text.split(",", 2);
  return { letters: new Set(letters), token: /^\d{1,3}$/.test(token) ? token : "0" };
}

/** The fields that are wanted, in the order in which the specification has them. */
export function formatFields(call: Call, found: Found, { letters, token }: Fields): string[] {
  const { user, channel } = found;
  const { line, server } = call.client;
  const all: readonly (readonly [string, () => string])[] = [
    ["t", () => token],
    ["c", () => channel?.name ?? "*"],
    ["u", () => user.ident],
    // Addresses are not shown.
    ["i", () => "255.255.255.255"],
    ["h", () => user.host],
    ["s", () => server.name],
    ["n", () => user.nick],
    ["f", () => flagsOf(call, found)],
    ["d", () => "0"],
    ["l", () => String(seconds(Math.max(0, line.now() - user.spoke)))],
    ["a", () => user.account ?? "0"],
    ["o", () => "n/a"],
    ["r", () => user.realname],
  ];
  return all.flatMap(([letter, value]) => (letters.has(letter) ? [value()] : []));
}

/** Here or gone, operator of the server, bot, and the signs in the channel: `H*B@`. */
export function flagsOf(call: Call, { user, modes }: Found): string {
  const here = user.away === undefined ? "H" : "G";
  const operator = user.modes.includes("o") ? "*" : "";
  const bot = user.modes.includes("B") ? "B" : "";
  return `${here}${operator}${bot}${shownSigns(call, modes)}`;
}
