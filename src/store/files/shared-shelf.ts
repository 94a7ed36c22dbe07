import type { Shelf } from "../../core/ports.ts";

/** What the nodes of a cluster share of contents, each under its hash, and what this one has to know for that. */
export interface SharedShelf {
  readonly shelf: Shelf;
  /** Whether the rows of this node are those of all messages that there are. */
  readonly isCaughtUp: () => boolean;
  /** Called when something could not be put there, got from there or removed there; it is tried again. */
  readonly onTrouble: (cause: unknown) => void;
}
