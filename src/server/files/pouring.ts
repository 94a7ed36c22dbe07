import type { ServerResponse } from "node:http";

/** Bytes that are given to the system at once: so much has to be read by the client before it counts as stalled. */
const GULP = 16_384;

/** How a file is sent. */
export interface Pouring {
  /** Exactly so many bytes belong to it. */
  readonly length: number;
  /** Milliseconds after which a client that reads nothing is left. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
}

/**
 * Sends pieces as the body of an answer, no faster than they are read at the other end. If that is gone, or reads nothing
 * for too long, the connection is ended, and no more pieces are asked for.
 *
 * @returns whether all was sent
 * @throws Error (rejects) whatever the pieces do, with the connection ended
 */
export async function pour(
  pieces: AsyncIterable<Uint8Array>,
  outgoing: ServerResponse,
  { length, stallMs, signal }: Pouring,
): Promise<boolean> {
  const end = (): void => void outgoing.destroy();
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  let left = length;
  try {
    for await (const gulp of gulps(pieces, length)) {
      left -= gulp.length;
      if (outgoing.destroyed) return false;
      if (!outgoing.write(gulp) && !(await drained(outgoing, stallMs))) return false;
    }
    // Less than was promised: the client sees that it is not whole.
    if (left > 0) end();
    else outgoing.end();
    return left === 0;
  } catch (cause) {
    end();
    throw cause;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

/** The first so many bytes of pieces, in smaller ones. */
async function* gulps(pieces: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array, void, undefined> {
  let left = length;
  for await (const piece of pieces) {
    const wanted = piece.subarray(0, left);
    left -= wanted.length;
    for (let at = 0; at < wanted.length; at += GULP) yield wanted.subarray(at, at + GULP);
    if (left === 0) return;
  }
}

/** Waits until there is room again; false if the connection ends before, as it does if nothing goes out for too long. */
function drained(outgoing: ServerResponse, stallMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const { socket } = outgoing.req;
    let written = socket.bytesWritten;
    const settle = (isDrained: boolean): void => {
      clearInterval(timer);
      outgoing.off("drain", onDrain).off("close", onClose);
      resolve(isDrained);
    };
    const onDrain = (): void => settle(true);
    const onClose = (): void => settle(false);
    // An answer that waits for the one before it has not stalled as long as that goes on.
    const timer = setInterval(() => {
      if (socket.bytesWritten === written) outgoing.req.socket.destroy();
      written = socket.bytesWritten;
    }, stallMs);
    outgoing.on("drain", onDrain).on("close", onClose);
    if (outgoing.destroyed) settle(false);
  });
}
