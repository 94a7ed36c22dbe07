import type { Timers } from "../../client/ports.ts";

/** The browser's timers. */
export const browserTimers: Timers = {
  after(ms, run) {
    const timer = window.setTimeout(run, ms);
    return () => window.clearTimeout(timer);
  },
};

/** Runs something with the next picture; a page that is not shown has none, so there it is done soon. */
export function withNextPicture(run: () => void): void {
  if (document.hidden) window.setTimeout(run, 0);
  else window.requestAnimationFrame(run);
}

/** Where the server's WebSocket is. */
export function socketUrl(): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/`;
}

/** A secret that nobody can guess. */
export function newSecret(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
