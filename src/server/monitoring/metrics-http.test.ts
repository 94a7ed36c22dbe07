import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, it } from "vitest";
import { emptyState } from "../../core/state.ts";
import { testPasswords } from "../../wire/testing-passwords.ts";
import { WrongPasswords } from "../../wire/wrong-passwords.ts";
import type { Origin } from "../origins.ts";
import { MetricsHttp } from "./metrics-http.ts";

const HERE: Origin = { peer: { host: "127.0.0.1", port: 1 }, secure: true, encrypted: false, proxied: false };

/** The status with which a request is answered that has these headers. */
async function status(
  headers: Readonly<Record<string, string>>,
  origin: Partial<Origin> = {},
  isReached = false,
): Promise<number> {
  const waits: number[] = [];
  const metrics = new MetricsHttp({
    metrics: { read: async () => ({ text: "", type: "text/plain" }) },
    origins: { of: () => ({ ...HERE, ...origin }) },
    isReached,
    state: emptyState(),
    passwords: testPasswords(),
    wrong: new WrongPasswords(true),
    digest: (secret) => secret,
    now: () => 0,
    wait: async (ms) => waits.push(ms),
  });
  const request = new IncomingMessage(new Socket());
  Object.assign(request.headers, headers);
  return (await metrics.answer(request)).status;
}

it.each([
  [{ host: "localhost:5050" }],
  [{ host: "127.0.0.1:5050" }],
  [{ host: "[::1]:5050" }],
  // HTTP/1.0 need not say what the server is called.
  [{}],
  [{ host: "localhost:5050", "sec-fetch-site": "none" }],
])("metrics are told to who asks on this machine with %j", async (headers) => {
  expect(await status(headers)).toBe(200);
});

it.each([
  ["a name of somebody else's DNS", { host: "rebound.example:5050" }],
  ["a page of another site", { host: "localhost:5050", "sec-fetch-site": "cross-site" }],
  ["a proxy that nobody configured", { host: "localhost:5050", "x-forwarded-for": "192.0.2.1" }],
  ["a proxy that says so in the standard's way", { host: "localhost:5050", forwarded: "for=192.0.2.1" }],
])("metrics are not told to %s", async (_who, headers) => {
  expect(await status(headers)).toBe(401);
});

it("metrics are not told on this machine if others come by it, nor to other machines", async () => {
  expect(await status({ host: "localhost" }, {}, true)).toBe(401);
  expect(await status({ host: "localhost" }, { proxied: true })).toBe(401);
  expect(await status({ host: "localhost" }, { peer: { host: "192.0.2.1", port: 1 } })).toBe(401);
});

it("a token that is nobody's is no way in", async () => {
  expect(await status({ authorization: "Bearer parley-nobody" }, { proxied: true })).toBe(401);
  expect(await status({ authorization: `Basic ${btoa("eve:wrong")}` }, { proxied: true })).toBe(401);
  expect(await status({ cookie: "parley=parley-nobody" }, { proxied: true })).toBe(401);
});
