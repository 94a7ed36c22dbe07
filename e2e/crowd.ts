import { expect } from "vitest";
import { Peer, type TestServer } from "./harness.ts";

/** Many people in one channel, each with an IRC client of their own. */

const CHANNEL = "#everybody";
/** So many come at the same time. */
const WAVE = 250;

/** What filling a channel cost. */
export interface Cost {
  /** Bytes that each of the later ones was sent, on average, until it was in: of the first half of them, and of the rest. */
  readonly perArrival: readonly [number, number];
  /** Bytes that those who were there already were sent, on average, while the last half of all came. */
  readonly perWitness: number;
}

/**
 * Lets so many people come into one channel, and one of the last of them speak.
 *
 * @param quietFrom those who come later are not shown to the others
 * @throws AssertionError if somebody is cut off, or misses the message, or sees it before its author
 */
export async function fillChannel(server: TestServer, people: number, quietFrom: number): Promise<Cost> {
  const crowd: Peer[] = [];
  try {
    await come(server, crowd, quietFrom);
    const first = await come(server, crowd, people / 2);
    const seen = total(crowd);
    const witnesses = crowd.length;
    const second = await come(server, crowd, people);
    const told = total(crowd.slice(0, witnesses)) - seen;
    await speak(crowd);
    for (const peer of crowd) expect(peer.isOver).toBe(false);
    return { perArrival: [first, second], perWitness: told / witnesses };
  } finally {
    for (const peer of crowd) peer.close();
  }
}

/** Lets people come until there are so many. @returns how many bytes each of them was sent, on average */
async function come(server: TestServer, crowd: Peer[], until: number): Promise<number> {
  const before = crowd.length;
  while (crowd.length < until) {
    const numbers = Array.from({ length: Math.min(WAVE, until - crowd.length) }, (_, i) => crowd.length + i);
    crowd.push(...(await Promise.all(numbers.map((number) => enter(server, number)))));
  }
  await fence(crowd);
  return total(crowd.slice(before)) / (crowd.length - before);
}

async function enter({ port }: TestServer, number: number): Promise<Peer> {
  const peer = await Peer.to(port);
  const nick = nickOf(number);
  peer.send(`NICK ${nick}\r\nUSER ${nick} 0 * :Somebody\r\nJOIN ${CHANNEL}\r\n`);
  await peer.until(` 366 ${nick} ${CHANNEL} `);
  return peer;
}

/** Waits until everybody has been sent all that was for them. */
async function fence(crowd: readonly Peer[]): Promise<void> {
  for (const peer of crowd) peer.send("PING fence\r\n");
  await Promise.all(crowd.map((peer) => peer.until(/ PONG .*fence\r\n/)));
}

/** One who was not shown yet says something; all others see who it is, and then what it says, and nothing besides. */
async function speak(crowd: readonly Peer[]): Promise<void> {
  const last = crowd.length - 1;
  const nick = nickOf(last);
  crowd[last]?.send(`PRIVMSG ${CHANNEL} :so many people\r\n`);
  const others = crowd.slice(0, last);
  const told = await Promise.all(others.map((peer) => peer.until("so many people\r\n")));
  const source = `:${nick}!~${nick}@127.0.0.1`;
  const all = `${source} JOIN ${CHANNEL}\r\n${source} PRIVMSG ${CHANNEL} :so many people\r\n`;
  expect(new Set(told)).toEqual(new Set([all]));
}

function nickOf(number: number): string {
  return `n${String(number).padStart(5, "0")}`;
}

function total(crowd: readonly Peer[]): number {
  return crowd.reduce((bytes, { socket }) => bytes + socket.bytesRead, 0);
}
