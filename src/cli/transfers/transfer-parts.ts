import { persist } from "../../client/persist.ts";
import { causeOf } from "../connect/tcp.ts";
import { EXIT } from "../exit.ts";
import { UntrustedError } from "../trust/tls-error.ts";
import type { Trust } from "../trust/trust.ts";
import { PassingError, TransferError } from "./transfer-error.ts";

/** What HTTP requests show, so that the server knows who asks. */
export interface Tickets {
  /**
   * A ticket. It waits while there is no connection.
   * @throws TransferError (rejects) if the server gives none
   */
  get(): Promise<string>;
  /** The one that was given is not good any more. */
  renew(): void;
}

/** What a transfer needs of whoever wants it. */
export interface TransferParts {
  /** The server, such as `http://localhost:5050`. */
  readonly server: URL;
  readonly tickets: Tickets;
  /** Which servers are the right ones. */
  readonly trust: Trust;
  /** Tells how many bytes are through, of how many, if that is known. */
  readonly progress: (done: number, total: number | undefined) => void;
  /** Tells, in a clause, why it does not get on and is tried again; once for each time that it got on before. */
  readonly trouble: (why: string) => void;
  /** Waits for so many milliseconds, or until `signal` is aborted. */
  readonly wait: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Does one step after the other until one gives an outcome. One that fails in passing is done again after a while.
 *
 * @param mark how far it is: failures are counted from when it was last farther than ever
 * @throws TransferError (rejects) if a step does, or if too many were in vain
 */
export function persistIn<T>(
  { signal, trouble, wait }: TransferParts,
  step: () => Promise<T | undefined>,
  mark: () => number,
): Promise<T> {
  return persist(
    {
      passing: (cause) => passingCause(cause, signal),
      inVain: (why) => new TransferError(`It does not get on: ${why}.`, EXIT.tempFail),
      trouble,
      wait,
      chance: Math.random,
    },
    async () => {
      signal.throwIfAborted();
      return step();
    },
    mark,
  );
}

/** Why a step failed that may be done again, as a clause. @throws what it failed of, if it may not */
function passingCause(cause: unknown, signal: AbortSignal): string {
  if (signal.aborted) throw new TransferError("It was broken off.", EXIT.tempFail);
  if (!(cause instanceof Error) || cause instanceof TransferError) throw cause;
  if (cause instanceof UntrustedError) throw new TransferError(cause.message, EXIT.noPermission);
  if (cause instanceof PassingError) return cause.message.replace(/\.$/, "");
  // Only what sockets fail of has such a code, or none at all.
  if (
    "code" in cause &&
    typeof cause.code === "string" &&
    /^E(?:NOENT|ACCES|ISDIR|NOSPC|IO|ROFS|DQUOT)$/.test(cause.code)
  ) {
    throw new TransferError(`${cause.message}.`, EXIT.io);
  }
  return causeOf(cause);
}
