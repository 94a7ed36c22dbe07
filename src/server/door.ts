import type { Socket } from "node:net";
import { LIMITS } from "../core/limits.ts";
import { type Sniffed, sniff } from "../wire/sniff.ts";

/** What is waited for at the door. */
export interface Watch<T> {
  /** Tells what the first bytes are; nothing as long as that takes more of them. */
  look(first: Buffer): T | undefined;
  /** What it is if the other end stops speaking before that is clear, but has said something. */
  readonly ended: T;
  /** What it is if that is not clear in `ms` milliseconds; without it, the connection is closed then. */
  readonly late?: T;
  readonly ms: number;
}

/** What a listener of all dialects waits for. */
export const DIALECT: Watch<Sniffed> = { look: sniff, ended: "relay", ms: LIMITS.sniffMs };

/**
 * Waits for a connection's first bytes until they tell what they are. Nothing is sent meanwhile: a browser may open a
 * connection long before it uses it. One that stays silent is closed.
 *
 * @param enter is called once, with all that has come, while the socket is paused
 */
export function watchDoor<T>(socket: Socket, watch: Watch<T>, enter: (found: T, first: Buffer) => void): void {
  const { look, ended, late, ms } = watch;
  let first: Buffer = Buffer.alloc(0);
  const giveUp = (): void => {
    if (late === undefined) socket.destroy();
    else leave(late);
  };
  const timer = setTimeout(giveUp, ms).unref();
  const onData = (bytes: Buffer): void => {
    first = first.length === 0 ? bytes : Buffer.concat([first, bytes]);
    const found = look(first);
    if (found !== undefined) leave(found);
  };
  // Who stops speaking before it is clear what they speak has still said something.
  const onEnd = (): void => {
    if (first.length > 0) leave(ended);
    else socket.end();
  };
  const onClose = (): void => clearTimeout(timer);
  const leave = (found: T): void => {
    clearTimeout(timer);
    socket.off("data", onData).off("end", onEnd).off("close", onClose);
    socket.pause();
    enter(found, first);
  };
  socket.on("data", onData).on("end", onEnd).on("close", onClose);
  // It was paused if others had it before.
  socket.resume();
}
