import { amend, reactionOf } from "../core/amending.ts";
import type { LastingEvent, MessageEvent } from "../core/events.ts";
import { isPast } from "../core/keeping.ts";
import type { Kept, PastEvent } from "../core/ports.ts";

/** Something that changes more than itself (`isChange`), and the next such thing. */
interface Amendment {
  readonly kept?: Kept;
  next?: Amendment;
}

/**
 * Tells reads what happened to messages that they may have found as they were before. Nothing is kept that no read can
 * ask for.
 */
export class Amendments {
  #last: Amendment = {};

  /** A message was taken back, edited, or reacted to, or shares files. */
  add(kept: Kept): void {
    const amendment = { kept };
    this.#last.next = amendment;
    this.#last = amendment;
  }

  /** A read begins: what it gets tells all that happened since now, in that order. */
  watch(): () => readonly Kept[] {
    const now = this.#last;
    return () => {
      const since: Kept[] = [];
      for (let at = now.next; at; at = at.next) if (at.kept) since.push(at.kept);
      return since;
    };
  }
}

/** The seqs of the messages that were taken back by some of these. */
export function redactedBy(amendments: readonly Kept[]): number[] {
  return amendments.flatMap(({ redacts }) => redacts ?? []);
}

/** A message of a place as it is once these have happened. */
export function amendedMessage(
  message: MessageEvent,
  place: string | undefined,
  amendments: readonly Kept[],
): MessageEvent {
  let now = message;
  for (const { event, amends, place: where } of amendments) {
    if (amends === message.seq && where === place && isPast(event)) now = amend(now, event);
  }
  return now;
}

/** The same of a message with what finds it again. */
export function amendedRow(row: Kept, amendments: readonly Kept[]): Kept {
  const { event, place } = row;
  return event.type === "message" ? { ...row, event: amendedMessage(event, place, amendments) } : row;
}

/** Whether an event is in no past any more once these have happened: a message that was taken back, and what is about it. */
export function isLost(event: LastingEvent, amendments: readonly Kept[]): boolean {
  const about = aboutOf(event);
  return amendments.some(({ event: by, redacts }) => {
    if (by.type !== "redact") return false;
    return (event.type === "message" && event.seq === redacts) || (about !== undefined && about === by.msgid);
  });
}

/** The id of the message that an event amends. */
function aboutOf(event: LastingEvent): string | undefined {
  if (event.type === "edit") return event.msgid;
  return event.type === "message" && event.form === "tags" ? reactionOf(event)?.msgid : undefined;
}

/** Events of a place as they are once these have happened, none of which takes away one of them. */
export function amendedEvents(events: readonly PastEvent[], place: string, amendments: readonly Kept[]): PastEvent[] {
  const bySeq = Map.groupBy(amendments, ({ amends }) => amends);
  return events.map((event) =>
    event.type === "message" ? amendedMessage(event, place, bySeq.get(event.seq) ?? []) : event,
  );
}
