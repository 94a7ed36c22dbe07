import type { User } from "../../../core/state.ts";
import type { Call } from "../call.ts";
import type { Cap } from "../caps.ts";

/** What all commands have. */
interface BaseRow {
  readonly name: string;
  /** Parameters without which it is answered with 461. */
  readonly minParams: number;
  /** What may be written, for HELP. */
  readonly usage: string;
  /** What it does, for HELP. */
  readonly text: string;
}

/** A command that concerns the connection itself. It may come before registration, and is carried out at once. */
interface ConnectionRow extends BaseRow {
  readonly turn: "at-once";
  run(call: Call): void;
}

/** A command that does something: it goes to the core at once, so that many can be on their way. */
interface ActingRow extends BaseRow {
  readonly turn: "acts";
  /** The capability with which it may come before registration too, or several of which any will do. */
  readonly early?: Cap | readonly Cap[];
  run(call: Call): void;
}

/** A question: it is answered when all that the client asked before is done. */
interface AskingRow extends BaseRow {
  readonly turn: "asks";
  run(call: Call, user: User): void;
}

/** One command. */
export type Row = ConnectionRow | ActingRow | AskingRow;
