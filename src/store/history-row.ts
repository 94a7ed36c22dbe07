import type { LastingEvent } from "../core/events.ts";
import { fold } from "../core/names.ts";

/** One value of a row. */
export type Cell = string | number | null;

/** Keeps one row, behind all that are there. */
export const INSERT_HISTORY = "INSERT INTO history (seq, at, channel, type, form, body) VALUES (?, ?, ?, ?, ?, ?)";

/** An event, with what finds it again. */
export interface Kept {
  readonly event: LastingEvent;
  /** The folded name of the channel in which it happened. */
  readonly channel: string | null;
}

/** An event with what finds it again. */
export function toKeep(event: LastingEvent): Kept {
  return { event, channel: channelOf(event) };
}

/** The row of an event as a line of text: cells between tabs. JSON has no tabs and no line ends of its own. */
export function rowLine({ event, channel }: Kept): string {
  const form = event.type === "message" ? event.form : "";
  return `${event.seq}\t${event.at}\t${channel ?? ""}\t${event.type}\t${form}\t${JSON.stringify(event)}\n`;
}

/** The cells of a row that `rowLine` wrote, as `INSERT_HISTORY` takes them. */
export function rowCells(line: string): Cell[] {
  const [seq = "", at = "", channel = "", type = "", form = "", body = ""] = line.split("\t");
  return [Number(seq), Number(at), channel || null, type, form || null, body];
}

function channelOf(event: LastingEvent): string | null {
  switch (event.type) {
    case "message":
      return event.to.startsWith("#") ? fold(event.to) : null;
    case "join":
    case "part":
    case "topic":
    case "mode":
    case "kick":
    case "invite":
      return fold(event.channel);
    case "quit":
    case "nick":
    case "usermode":
    case "away":
      return null;
  }
}
