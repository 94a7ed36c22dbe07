import { expect, it } from "vitest";
import { RATES } from "../src/core/rates.ts";
import { Peer } from "./harness.ts";
import { join, scene } from "./scene.ts";

/**
 * Tries of each kind, by turns, so that what else the machine does befalls both. It makes some of them longer and none
 * shorter: of enough, the shortest tell. There are no more than one account may have from one address.
 */
const TRIES = 5;
const TRIES_MAX = RATES.wrongPerAccountFromAddress.most - 2;

const PASSWORD = "a long password";

/** How long a wrong password takes until it is answered, in milliseconds. */
type Try = (port: number, account: string) => Promise<number>;

const overHttp: Try = async (port, account) => {
  const began = performance.now();
  const answer = await fetch(`http://127.0.0.1:${port}/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account, password: "a wrong one" }),
  });
  expect(answer.status).toBe(401);
  return performance.now() - began;
};

const overIrc: Try = async (port, account) => {
  const peer = await Peer.to(port);
  peer.send("CAP REQ sasl\r\nNICK guest\r\nUSER guest 0 * :guest\r\nAUTHENTICATE PLAIN\r\n");
  await peer.until("AUTHENTICATE +");
  const began = performance.now();
  peer.send(`AUTHENTICATE ${Buffer.from(`\0${account}\0a wrong one`).toString("base64")}\r\n`);
  await peer.until(" 904 ");
  peer.close();
  return performance.now() - began;
};

const overJson: Try = async (port, account) => {
  const peer = await Peer.to(port);
  const began = performance.now();
  peer.command({ type: "hello", account, password: "a wrong one" });
  await peer.until("wrong-password");
  peer.close();
  return performance.now() - began;
};

it.each([
  ["HTTP", overHttp],
  ["IRC", overIrc],
  ["JSON", overJson],
])(
  "over %s, how long a wrong password takes does not tell whether there is such an account",
  async (_way, attempt) => {
    const { port, ...server } = await scene("--no-rate-limits");
    const maker = await join({ port, ...server }, "alice");
    await maker.ask({ type: "register", account: "alice", password: PASSWORD });
    const known: number[] = [];
    const unknown: number[] = [];
    const ratio = (): number => Math.min(...unknown) / Math.min(...known);
    const isAlike = (): boolean => ratio() > 0.8 && ratio() < 1.25;
    for (let i = 0; i < TRIES || (i < TRIES_MAX && !isAlike()); i++) {
      known.push(await attempt(port, "alice"));
      unknown.push(await attempt(port, `nobody${i}`));
    }
    expect(ratio()).toBeGreaterThan(0.8);
    expect(ratio()).toBeLessThan(1.25);
  },
  60_000,
);
