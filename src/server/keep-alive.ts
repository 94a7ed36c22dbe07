import { LIMITS } from "../core/limits.ts";

/** What is needed of a WebSocket to see whether its other end is there. */
export interface Pingable {
  ping(): void;
  terminate(): void;
  on(event: "pong" | "close", listener: () => void): unknown;
}

/** Ends a WebSocket whose other end has not answered a ping by the time of the next. */
export function keepAlive(ws: Pingable): void {
  let isAlive = true;
  const timer = setInterval(() => {
    if (!isAlive) {
      ws.terminate();
      return;
    }
    isAlive = false;
    ws.ping();
  }, LIMITS.pingAfterMs);
  timer.unref();
  ws.on("pong", () => {
    isAlive = true;
  });
  ws.on("close", () => clearInterval(timer));
}
