import type { Session } from "../../core/session.ts";
import type { NodeRun } from "./node.fixture.ts";

/** A message that a client wants to be said. */
export interface Said {
  readonly text: string;
  readonly to: string;
  /** With it the client says it again until it is answered. */
  readonly ref?: string;
  /** How often it was asked for, and how often the answer was no. */
  asked: number;
  refused: number;
  /** The seq with which it was acknowledged. */
  seq?: number;
}

/** A connection of a client; the client has one at a time. */
export interface Connection {
  readonly run: NodeRun;
  session?: Session;
  isOpen: boolean;
  isOver: boolean;
  /** What the client has sent comes in that order. */
  lastAt: number;
  /** How many answers are missing, and since when it waits for one. */
  missing: number;
  since: number;
  /** The seq of what it was told last. */
  toldSeq: number;
}
