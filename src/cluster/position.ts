import * as v from "valibot";
import { LIMITS } from "../core/limits.ts";
import type { BatchId } from "./ports.ts";

/**
 * Where a replica stands in the stream. All nodes that have read up to one place of one stream have equal positions, and
 * the seq of each entry follows from that alone.
 */
export interface Position {
  /** Names the stream: another one has another order. */
  readonly log: string;
  /** The last place that was read; 0 before the first. */
  readonly place: number;
  /** The batch in that place, if one is there. */
  readonly last: BatchId | undefined;
  /** The greatest number that was read of each node's batches, the node that wrote last at the end. */
  readonly numbers: ReadonlyMap<string, number>;
}

/** Before the first place of a stream. */
export function startOf(log: string): Position {
  return { log, place: 0, last: undefined, numbers: new Map() };
}

/**
 * The position after the message of the next place.
 * @param batch nothing if what is there is none
 * @returns and whether its drafts are entries: not if they were read before, in an earlier place
 */
export function advance(
  position: Position,
  batch: BatchId | undefined,
): { readonly position: Position; readonly isNew: boolean } {
  const moved = {
    ...position,
    place: position.place + 1,
    last: batch && { node: batch.node, number: batch.number },
  };
  if (!batch || batch.number <= (position.numbers.get(batch.node) ?? 0)) {
    return { position: moved, isNew: false };
  }
  const numbers = new Map(position.numbers);
  numbers.delete(batch.node);
  numbers.set(batch.node, batch.number);
  for (const oldest of numbers.keys()) {
    if (numbers.size <= LIMITS.streamNodes) break;
    numbers.delete(oldest);
  }
  return { position: { ...moved, numbers }, isNew: true };
}

/** Whether both are the same batch. */
export function isSame(one: BatchId | undefined, other: BatchId): boolean {
  return one?.node === other.node && one.number === other.number;
}

/**
 * Whether all that was read up to one position of a log was read up to a later one too, as it is unless something was lost
 * in between. What can't be told, since more nodes have written than a position knows of, counts as read.
 */
export function includes(later: Position, earlier: Position): boolean {
  const knowsAll = later.numbers.size < LIMITS.streamNodes;
  return [...earlier.numbers].every(([node, number]) => (later.numbers.get(node) ?? (knowsAll ? 0 : number)) >= number);
}

const BATCH_ID = v.object({ node: v.string(), number: v.number() });

const MARK = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    log: v.string(),
    place: v.number(),
    last: v.optional(BATCH_ID),
    numbers: v.array(v.tuple([v.string(), v.number()])),
  }),
);

/** A position as text. */
export function markOf({ log, place, last, numbers }: Position): string {
  return JSON.stringify({ log, place, last, numbers: [...numbers] });
}

/**
 * The position that `markOf` gave this text for.
 * @throws Error if it gave none
 */
export function positionOf(mark: string): Position {
  const parsed = v.safeParse(MARK, mark);
  if (!parsed.success) throw new Error(`this is no position in a stream: ${mark.slice(0, 100)}`);
  const { log, place, last, numbers } = parsed.output;
  return { log, place, last, numbers: new Map(numbers) };
}
