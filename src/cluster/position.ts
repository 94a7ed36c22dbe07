import { LIMITS } from "../core/limits.ts";
import type { StreamBatch } from "./ports.ts";

/**
 * Where a replica stands in the stream. All nodes that have read up to one place of one stream have equal positions, and
 * the seq of each entry follows from that alone.
 */
export interface Position {
  /** Names the stream: another one has another order. */
  readonly log: string;
  /** The last place that was read; 0 before the first. */
  readonly place: number;
  /** The greatest number that was read of each node's batches, the node that wrote last at the end. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** Before the first place of a stream. */
export function startOf(log: string): Position {
  return { log, place: 0, numbers: new Map() };
}

/**
 * The position after the message of the next place.
 * @param batch nothing if what is there is none
 * @returns and whether its drafts are entries: not if they were read before, in an earlier place
 */
export function advance(
  position: Position,
  batch: Pick<StreamBatch, "node" | "number"> | undefined,
): { readonly position: Position; readonly isNew: boolean } {
  const place = position.place + 1;
  if (!batch || batch.number <= (position.numbers.get(batch.node) ?? 0)) {
    return { position: { ...position, place }, isNew: false };
  }
  const numbers = new Map(position.numbers);
  numbers.delete(batch.node);
  numbers.set(batch.node, batch.number);
  for (const oldest of numbers.keys()) {
    if (numbers.size <= LIMITS.streamNodes) break;
    numbers.delete(oldest);
  }
  return { position: { ...position, place, numbers }, isNew: true };
}

/** A position as text. */
export function markOf({ log, place, numbers }: Position): string {
  return JSON.stringify({ log, place, numbers: [...numbers] });
}

/**
 * The position that `markOf` gave this text for.
 * @throws Error if it gave none
 */
export function positionOf(mark: string): Position {
  const { log, place, numbers }: { log: unknown; place: unknown; numbers: unknown } = JSON.parse(mark);
  if (typeof log !== "string" || typeof place !== "number" || !Array.isArray(numbers)) {
    throw new Error(`this is no position in a stream: ${mark.slice(0, 100)}`);
  }
  return { log, place, numbers: new Map(numbers) };
}
