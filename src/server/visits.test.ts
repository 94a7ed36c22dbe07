import { Socket } from "node:net";
import { expect, it, vi } from "vitest";
import { RATES } from "../core/rates.ts";
import type { Reception } from "./admissions.ts";
import type { Channel } from "./connection.ts";
import { type Visit, Visits } from "./visits.ts";

/** All who come to a server, and what its console is told. */
class World {
  readonly told: string[] = [];
  readonly visits: Visits;

  constructor() {
    const console = {
      turnedAway: ({ host }: Visit["peer"], why: string) => void this.told.push(`${host} turned away: ${why}`),
      disconnected: ({ host }: Visit["peer"], active: number) =>
        void this.told.push(`${host} left, ${active} are here`),
    };
    this.visits = new Visits(console, true, () => 0);
  }

  /** Somebody comes. @returns their socket, and what is known of them if they have a place */
  readonly come = (
    host: string,
    isProxy = false,
    reception: Reception = this.visits.listen(undefined),
  ): [Socket, Visit | undefined] => {
    const socket = new Socket();
    return [
      socket,
      this.visits.take(socket, { host, port: 1 }, reception, isProxy, { cloak: false, via: "auto://here" }),
    ];
  };
}

const closed = (socket: Socket): Promise<void> => new Promise((done) => socket.once("close", () => done()));

it("have places until their sockets are closed", async () => {
  const { visits, told, come } = new World();
  const small = visits.listen(1);
  const [first, visit] = come("192.0.2.1", false, small);
  expect(visit).toMatchObject({ peer: { host: "192.0.2.1", port: 1 }, listener: small.name });
  visit?.place.settled();
  const [second, none] = come("192.0.2.2", false, small);
  expect([none, second.destroyed, visits.size, visits.sockets()]).toEqual([undefined, true, 1, [first]]);
  const gone = closed(first);
  first.destroy();
  await gone;
  expect(come("192.0.2.3", false, small)[1]).toBeDefined();
  expect(told).toEqual([
    "192.0.2.2 turned away: its listener has as many connections as it takes",
    "192.0.2.1 left, 0 are here",
  ]);
});

it("have to go if their places are needed, which the console is told", async () => {
  const { told, come } = new World();
  const [first] = come("192.0.2.1");
  for (let i = 0; i < RATES.waitingPerAddress.most; i++) come("192.0.2.1");
  await closed(first);
  expect(told).toEqual([
    "192.0.2.1 turned away: it had not said who it is, and its place was needed",
    `192.0.2.1 left, ${RATES.waitingPerAddress.most} are here`,
  ]);
});

it("count for whom their proxy brings, unless that one has too many", async () => {
  const { visits, told, come } = new World();
  for (let i = 0; i < RATES.connectionsPerAddress.most; i++) come("192.0.2.1")[1]?.place.settled();
  const [socket] = come("127.0.0.1", true);
  expect(visits.standsFor(socket, { host: "192.0.2.1", port: 2 })).toContain("as many connections");
  expect(visits.standsFor(socket, { host: "192.0.2.2", port: 2 })).toBeUndefined();
  const run = vi.fn();
  visits.begin(socket, run);
  expect(run).toHaveBeenCalledTimes(1);
  const gone = closed(socket);
  socket.destroy();
  await gone;
  expect(told).toEqual([`192.0.2.2 left, ${RATES.connectionsPerAddress.most} are here`]);
  visits.begin(socket, run);
  expect(run).toHaveBeenCalledTimes(1);
  expect(visits.standsFor(socket, { host: "192.0.2.3", port: 2 })).toBeDefined();
});

it("are ended where a WebSocket that a proxy brings is one too many", () => {
  const { visits, told } = new World();
  const destroy = vi.fn();
  const channel: Channel = {
    waiting: 0,
    send: () => undefined,
    sendBytes: () => undefined,
    end: () => undefined,
    destroy,
    pause: () => undefined,
    resume: () => undefined,
  };
  const connection = visits.endOneTooMany(channel, { host: "192.0.2.1", port: 1 });
  connection.feed(new Uint8Array());
  connection.closed("gone");
  expect(destroy).toHaveBeenCalledTimes(1);
  expect(told).toEqual(["192.0.2.1 turned away: its address has as many connections as one address may have"]);
});
