import type { LastingEvent } from "../core/events.ts";
import { fold } from "../core/names.ts";

/** One value of a row. */
export type Cell = string | number | null;

/** Cells of one row of history. */
export const ROW_CELLS = 7;

/** Keeps one row; one that is there already stays. */
export const INSERT_HISTORY = `INSERT INTO history (seq, part, at, channel, type, form, body) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (seq, part) DO NOTHING`;

/** An event, with what finds it again. */
export interface Kept {
  readonly event: LastingEvent;
  /** Tells the events of one entry apart: 0, 1, … */
  readonly part: number;
  /** The folded name of the channel in which it happened. */
  readonly channel: string | null;
}

/**
 * Gives events their parts.
 * @returns a function that takes all events in the order of the log
 */
export function numberParts(): (event: LastingEvent) => Kept {
  let seq = 0;
  let part = 0;
  return (event) => {
    part = event.seq === seq ? part + 1 : 0;
    seq = event.seq;
    return { event, part, channel: channelOf(event) };
  };
}

/** Adds the row of an event to `cells`. */
export function pushRow(cells: Cell[], { event, part, channel }: Kept): void {
  const form = event.type === "message" ? event.form : null;
  cells.push(event.seq, part, event.at, channel, event.type, form, JSON.stringify(event));
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
