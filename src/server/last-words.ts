import type { Socket } from "node:net";
import { LIMITS } from "../core/limits.ts";

/** A socket that came, with the one inside it that is talked on: the same one without TLS. */
export interface Leaving {
  readonly outer: Socket;
  readonly inner: Socket;
}

/**
 * Waits until sockets are closed on which the last words are written, but not for long: those that are left then are
 * destroyed.
 */
export async function letGo(sockets: readonly Leaving[]): Promise<void> {
  const destroyAll = (): void => {
    for (const { outer } of sockets) outer.destroy();
  };
  const gone = Promise.all(sockets.map(({ outer }) => happened(outer, "close")));
  const patience = setTimeout(destroyAll, LIMITS.goodbyeMs);
  // Once all last words are with the system, little is left to wait for: that what was under way to us is read.
  await Promise.race([gone, Promise.all(sockets.map(({ inner }) => happened(inner, "finish")))]);
  const haste = setTimeout(destroyAll, LIMITS.lingerMs);
  await gone;
  clearTimeout(patience);
  clearTimeout(haste);
}

/** Waits for an event, or for the end of the socket, after which there are none. */
function happened(socket: Socket, event: "close" | "finish"): Promise<void> {
  if (socket.closed || (event === "finish" && socket.writableFinished)) return Promise.resolve();
  return new Promise((done) => {
    socket.once(event, () => done());
    socket.once("close", () => done());
  });
}
