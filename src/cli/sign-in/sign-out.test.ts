import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import { expect, it, onTestFinished } from "vitest";
import { cookieFrom, startPeople } from "../../server/people/people.fixture.ts";
import { EXIT } from "../exit.ts";
import { fakeIo, listening } from "../fake-io.fixture.ts";
import { runJoin } from "../join/join.ts";
import { Devices } from "../trust/devices.ts";
import { KnownServers } from "../trust/known-servers.ts";
import { type Pair, selfSigned } from "../trust/tls-server.fixture.ts";
import { targetOf, tempFolder } from "../trust/trust.fixture.ts";

/** A server over HTTPS, and somebody who is signed in there. */
async function signedIn(pair: Pair, listener: RequestListener) {
  const server = createServer({ ...pair }, listener);
  const url = `https://localhost:${await listening(server)}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const configFolder = tempFolder();
  const devices = new Devices(configFolder);
  devices.keep(targetOf(url), { account: "ada", token: "t-1", tls: true });
  const signOut = async () => {
    const io = fakeIo("");
    const status = await runJoin({ url, configFolder, signOut: true }, io);
    return { status, out: io.out(), err: io.err() };
  };
  return { signOut, kept: () => devices.find(targetOf(url)), server, configFolder, url };
}

const pair = await selfSigned();

/** Forgets a token when it is told to, and answers otherwise whether it knows one. */
function forgetful(seen: unknown[] = []): RequestListener {
  let isKnown = true;
  return ({ method, url, headers }, response) => {
    seen.push([method, url, headers.cookie]);
    if (method === "DELETE") isKnown = false;
    response.writeHead(method === "DELETE" ? 204 : isKnown ? 200 : 401).end();
  };
}

it("signing out has server and client forget the token", async () => {
  const seen: unknown[] = [];
  const { signOut, kept, url } = await signedIn(pair, forgetful(seen));
  expect(await signOut()).toMatchObject({
    status: EXIT.ok,
    out: `ada is signed out of ${url.replace("https://", "")}.\n`,
  });
  const cookie = "__Host-parley=t-1; parley=t-1";
  expect(seen).toEqual([
    ["DELETE", "/session", cookie],
    ["GET", "/session", cookie],
  ]);
  expect(kept()).toBeUndefined();
  expect(await signOut()).toMatchObject({ status: EXIT.data, err: expect.stringContaining("nothing is kept here") });
  expect(seen).toHaveLength(2);
});

it.each([200, 404, 500])("signing out keeps the token while the server may know it (%i)", async (code) => {
  const { signOut, kept } = await signedIn(pair, (_, response) => void response.writeHead(code).end());
  expect(await signOut()).toMatchObject({ status: EXIT.tempFail, err: expect.stringContaining(`(${code})`) });
  expect(kept()).toBeDefined();
});

it("signing out keeps the token while the server can't be reached", async () => {
  const { signOut, kept, server } = await signedIn(pair, forgetful());
  await new Promise((resolve) => server.close(resolve));
  expect(await signOut()).toMatchObject({
    status: EXIT.unavailable,
    err: expect.stringContaining("nothing listens at"),
  });
  expect(kept()).toBeDefined();
});

it("signing out shows the token to no other server than the one that is known", async () => {
  const seen: unknown[] = [];
  const { signOut, kept, server, configFolder, url } = await signedIn(pair, forgetful(seen));
  new KnownServers(configFolder).add(targetOf(url), pair.fingerprint);
  server.setSecureContext(await selfSigned());
  expect(await signOut()).toMatchObject({
    status: EXIT.noPermission,
    err: expect.stringContaining("has another certificate than before"),
  });
  expect(seen).toEqual([]);
  expect(kept()).toBeDefined();
});

it("signing out is understood by Parley's own server", async () => {
  const people = await startPeople();
  await people.addAccount("ada", "sesame");
  const json = { account: "ada", password: "sesame" };
  const signedInThere = await people.ask("/session", { method: "POST", json });
  const [, token = ""] = cookieFrom(signedInThere).split("=");
  const configFolder = tempFolder();
  new Devices(configFolder).keep(targetOf(people.url), { account: "ada", token, tls: false });
  const known = (): Promise<Response> => people.ask("/session", { headers: { cookie: `parley=${token}` } });
  expect((await known()).status).toBe(200);
  expect(await runJoin({ url: people.url, configFolder, signOut: true }, fakeIo(""))).toBe(EXIT.ok);
  expect((await known()).status).toBe(401);
});
