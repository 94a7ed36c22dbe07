import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Ports of loopback for who has to know one before anybody listens there, or to come back to it. */

/** Where ports are sought: below those that the system gives to whoever connects somewhere, which may be taken at any moment. */
const FIRST_PORT = 10_000;
const LAST_PORT = 32_000;

/** Ports of loopback in a row that nobody listened on. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const offsets = Array.from({ length: count }, (_, i) => i);
  const first = await freePortBefore(offsets);
  return offsets.map((offset) => first + offset);
}

/** A port, so that nobody listened on any that is so far behind it. */
export async function freePortBefore(offsets: readonly number[]): Promise<number> {
  for (;;) {
    const first = randomInt(FIRST_PORT, LAST_PORT - Math.max(...offsets));
    const free = await Promise.all(offsets.map((offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const holder = createServer().listen(port, "127.0.0.1");
  const { promise, resolve } = Promise.withResolvers<boolean>();
  holder.once("listening", () => holder.close(() => resolve(true)));
  holder.once("error", () => resolve(false));
  return promise;
}
