import type { BatchId, Bounds } from "./ports.ts";
import { includes, isSame, type Position, positionOf, startOf } from "./position.ts";

/** What a node has, and from where on it follows its cluster's log. */

/** With what a cluster's log began. */
export interface Origin {
  /** Names the log. */
  readonly log: string;
  /** The seq of the last entry before the stream, and the state's epoch then: a lone server's data may become a cluster's. */
  readonly seq: number;
  readonly epoch: string;
}

/** A copy of a node's database. */
export interface SnapshotFact {
  readonly name: string;
  /** The seq of its last entry, and up to where in the stream it stands. */
  readonly seq: number;
  readonly place: number;
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  /** Its position in the stream, as `markOf` says it. */
  readonly mark?: string;
}

/** The name of the fact that says which is the last copy of the database of a node of that log. */
export function snapshotKey(log: string): string {
  return `snapshot-${log}`;
}

/** What there is to decide by. */
export interface Findings {
  /** Of the node's own database. */
  readonly mark: string | undefined;
  readonly seq: number;
  readonly epoch: string;
  /** Of the cluster; nothing if it is new. */
  readonly origin: Origin | undefined;
  readonly snapshot: SnapshotFact | undefined;
  readonly bounds: Bounds;
  /** What the stream has in the place up to which the node has read, if it is there. */
  readonly there: BatchId | undefined;
}

/** How a node begins: the cluster is founded with its data; it follows; it takes a snapshot first; or it can't. */
export type Beginning =
  | { readonly type: "found" }
  | { readonly type: "follow"; readonly position: Position }
  | { readonly type: "snapshot"; readonly snapshot: SnapshotFact }
  | { readonly type: "refuse"; readonly why: WhyNot };

/**
 * Why a node can't begin: its data are another log's; the cluster has forgotten its log; the log lacks what the node has;
 * what the node misses is not there any more; there is a log and nothing that says which.
 */
export type WhyNot = "other" | "forgotten" | "short" | "missing" | "nameless";

/** Decides how a node begins. */
export function beginningOf(found: Findings): Beginning {
  const { mark, origin } = found;
  if (!origin) return withoutOrigin(found);
  return mark === undefined ? withoutMark(found, origin) : withMark(found, origin, positionOf(mark));
}

function withoutOrigin({ mark, bounds }: Findings): Beginning {
  if (mark !== undefined) return { type: "refuse", why: "forgotten" };
  // Else those whose log that is would be turned away for ever.
  return bounds.last > 0 ? { type: "refuse", why: "nameless" } : { type: "found" };
}

function withoutMark({ seq, epoch, snapshot, bounds }: Findings, origin: Origin): Beginning {
  const isOrigin = seq === origin.seq && epoch === origin.epoch;
  if (isOrigin && bounds.first <= 1) return { type: "follow", position: startOf(origin.log) };
  if (seq > 0 && !isOrigin) return { type: "refuse", why: "other" };
  return snapshot ? { type: "snapshot", snapshot } : { type: "refuse", why: "missing" };
}

function withMark({ seq, snapshot, bounds, there }: Findings, origin: Origin, position: Position): Beginning {
  if (position.log !== origin.log) return { type: "refuse", why: "other" };
  const { place, last } = position;
  if (place > bounds.last || (there && last && !isSame(there, last))) return { type: "refuse", why: "short" };
  if (place + 1 >= bounds.first) return { type: "follow", position };
  if (!snapshot || snapshot.seq <= seq) return { type: "refuse", why: "missing" };
  // It would be put in the place of what may be nowhere else.
  const isLess = snapshot.mark !== undefined && !includes(positionOf(snapshot.mark), position);
  return isLess ? { type: "refuse", why: "short" } : { type: "snapshot", snapshot };
}
