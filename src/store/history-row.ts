import type { LastingEvent } from "../core/events.ts";
import { fold } from "../core/names.ts";

/** One value of a row. */
export type Cell = string | number | null;

/** Cells of one row of history. */
export const ROW_CELLS = 6;

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

/** Adds the row of an event to `cells`. */
export function pushRow(cells: Cell[], { event, channel }: Kept): void {
  const form = event.type === "message" ? event.form : null;
  cells.push(event.seq, event.at, channel, event.type, form, JSON.stringify(event));
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
