import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { DIALECT, watchDoor } from "./door.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A stream with what the door uses of a socket. */
function knock(): { readonly socket: Socket; readonly found: string[]; write(text: string): Promise<void> } {
  const stream = new PassThrough({ allowHalfOpen: true });
  const found: string[] = [];
  const socket = stream as unknown as Socket;
  watchDoor(socket, DIALECT, (what, first) => found.push(`${what}: ${first.toString()}`));
  const write = (text: string): Promise<void> => new Promise((done) => stream.write(text, () => setImmediate(done)));
  return { socket, found, write };
}

it("closes a connection that says nothing that can be told apart, after a minute", async () => {
  const { socket, found, write } = knock();
  await write("PRI");
  vi.advanceTimersByTime(LIMITS.sniffMs - 1);
  expect(socket.destroyed).toBe(false);
  vi.advanceTimersByTime(1);
  expect(socket.destroyed).toBe(true);
  expect(found).toEqual([]);
});

it("hands over all that came, once it is clear what it is, and watches no longer", async () => {
  const { socket, found, write } = knock();
  for (const byte of "NICK a") await write(byte);
  expect(found).toEqual(["irc: NICK "]);
  vi.advanceTimersByTime(LIMITS.sniffMs);
  expect(socket.destroyed).toBe(false);
});
