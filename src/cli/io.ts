import type { Readable, Writable } from "node:stream";

/** What a verb has of the world. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable;
  /** Aborted when somebody wants the verb to stop: it then says goodbye where it has to, and returns. */
  readonly signal: AbortSignal;
}

/** Says one thing to the person, as every verb does. */
export function complain(io: Pick<Io, "stderr">, text: string): void {
  io.stderr.write(`parley: ${text}\n`);
}
