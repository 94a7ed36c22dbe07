import type { Socket } from "node:net";
import { LIMITS } from "../core/limits.ts";
import { type Sniffed, sniff } from "../wire/sniff.ts";

/** What is done with a connection once it is known what it speaks; `first` is all that has come of it. */
export type Enter = (found: Sniffed, first: Buffer) => void;

/**
 * Waits for a connection's first bytes and tells what it speaks. Nothing is sent meanwhile: a browser may open a
 * connection long before it uses it. One that stays silent is closed.
 */
export function watchDoor(socket: Socket, enter: Enter): void {
  let first: Buffer = Buffer.alloc(0);
  const giveUp = (): void => {
    socket.destroy();
  };
  const timer = setTimeout(giveUp, LIMITS.sniffMs).unref();
  const onData = (bytes: Buffer): void => {
    first = first.length === 0 ? bytes : Buffer.concat([first, bytes]);
    const found = sniff(first);
    if (found) leave(found);
  };
  // Who stops speaking before it is clear what they speak has still said something.
  const onEnd = (): void => {
    if (first.length > 0) leave("relay");
    else socket.end();
  };
  const onClose = (): void => clearTimeout(timer);
  const leave = (found: Sniffed): void => {
    clearTimeout(timer);
    socket.off("data", onData).off("end", onEnd).off("close", onClose);
    socket.pause();
    enter(found, first);
  };
  socket.on("data", onData).on("end", onEnd).on("close", onClose);
}
