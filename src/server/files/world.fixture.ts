import { once } from "node:events";
import {
  Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
} from "node:http";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { GuestRights } from "../../core/account-commands.ts";
import type { Session } from "../../core/session.ts";
import type { Dialect } from "../../wire/conversation.ts";
import { createWorld, type World } from "../../wire/testing.ts";
import { testPasswords } from "../../wire/testing-passwords.ts";
import { WrongPasswords } from "../../wire/wrong-passwords.ts";
import type { TlsMode } from "../entrance.ts";
import { makeHttp } from "../http.ts";
import { Origins } from "../origins.ts";
import { Proxies } from "../proxies.ts";
import { Server } from "../server.ts";
import { Tickets } from "../tickets.ts";
import { plainAnswer } from "../tls/plain-by-proxy.ts";
import { FilesHttp, type FilesHttpParts } from "./files-http.ts";
import { type StoreOptions, TestStore } from "./store.fixture.ts";

/** A whole answer to a request. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly content: Buffer;
  /** The content as JSON, if it is that. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The interim answers before it. */
  readonly interim: readonly { readonly status: number; readonly headers: IncomingHttpHeaders }[];
}

/** The one port of a server that takes files, over a store in memory. */
export interface FilesWorld {
  readonly world: World;
  readonly store: TestStore;
  readonly server: Server;
  readonly files: FilesHttp;
  readonly tickets: Tickets;
  readonly port: number;
  /** What went wrong in the server. */
  readonly bugs: unknown[];
  /** How long it waited before it answered, in milliseconds. */
  readonly waits: number[];
  /** Lets somebody come, and gives their session. */
  come(
    nick: string,
    more?: { readonly channel?: string; readonly account?: string; readonly guests?: GuestRights },
  ): Session;
  /** The header by which somebody who is there is known. */
  bearer(session: Session): { readonly authorization: string };
  /** Begins a request on a connection of its own. */
  open(method: string, path: string, headers?: OutgoingHttpHeaders): ClientRequest;
  /** Makes a request, and gives the answer. */
  ask(method: string, path: string, headers?: OutgoingHttpHeaders, body?: string | Uint8Array): Promise<Answer>;
  /** A connection over which nothing has been said. */
  dial(): Socket;
}

/** What may be other than usual. */
export type FilesWorldOptions = StoreOptions &
  Partial<Pick<FilesHttpParts, "links" | "url" | "rateLimits" | "stallMs" | "taking">> & {
    /** Whether TLS is needed; from this machine it never is. */
    readonly tls?: TlsMode;
    /** The same, where this machine is a proxy that may say for whom it asks. */
    readonly proxied?: TlsMode;
  };

/** Starts a server for one test. */
export async function startFiles(options: FilesWorldOptions = {}): Promise<FilesWorld> {
  const { links = "all", rateLimits = true, taking = { size: 1_000_000_000, types: [] } } = options;
  const world = createWorld();
  const store = new TestStore(options);
  const tickets = new Tickets(() => world.clock.now());
  const bugs: unknown[] = [];
  const waits: number[] = [];
  const { proxied, tls = proxied ?? "off", url } = options;
  const proxies = new Proxies();
  if (proxied) proxies.add("127.0.0.1");
  const origins = new Origins(proxies);
  const files = new FilesHttp({
    hub: world.hub,
    tickets,
    passwords: testPasswords(),
    wrong: new WrongPasswords(rateLimits),
    clock: () => world.clock.now(),
    wait: async (ms) => waits.push(ms),
    files: store,
    taking,
    links,
    rateLimits,
    address: () => "http://parley.test:1",
    origins,
    bug: (cause) => bugs.push(cause),
    ...(url !== undefined && { url }),
    ...(options.stallMs !== undefined && { stallMs: options.stallMs }),
  });
  const facts = {
    version: "0",
    base: () => "",
    sessions: () => 0,
    isWritable: () => true,
    plainAnswer: (request: IncomingMessage) => plainAnswer(request, origins.of(request), url),
  };
  const server = new Server({
    hub: world.hub,
    http: makeHttp(facts, files),
    console: {
      connected: () => {},
      disconnected: () => {},
      turnedAway: () => {},
      note: () => {},
      bug: (cause) => bugs.push(cause),
    },
    rateLimits,
    disguise: (address) => address,
    origins,
    proxies,
    files: { tickets, endFor: (isMeant) => files.endFor(isMeant), close: () => files.close() },
  });
  const speaks = { auto: { json: SILENT, irc: SILENT, framed: SILENT, relay: SILENT } };
  const port = await server.listen({ host: "127.0.0.1", port: 0, speaks, tls, cloak: false });
  onTestFinished(() => server.close());

  const open: FilesWorld["open"] = (method, path, headers = {}) =>
    request({ host: "127.0.0.1", port, method, path, headers, agent: new Agent({ keepAlive: false }) });
  return {
    world,
    store,
    server,
    files,
    tickets,
    port,
    bugs,
    waits,
    come(nick, { channel, account, guests } = {}) {
      const session = world.hub.connect(() => NOBODY);
      const ident = { ident: nick, realname: nick, host: "host", made: false, dialect: "test" };
      session.submit({ type: "open", nick, ...ident, ...(guests && { guests }) }, () => {});
      if (channel !== undefined) session.submit({ type: "join", channel }, () => {});
      world.commit();
      if (account !== undefined && session.user) session.user.account = account;
      return session;
    },
    bearer: ({ id }) => ({ authorization: `Bearer ${tickets.issue(id)}` }),
    open,
    ask(method, path, headers = {}, body = "") {
      const isEmpty = body.length === 0 && ["GET", "HEAD", "OPTIONS", "DELETE"].includes(method);
      const length = isEmpty || headers["transfer-encoding"] ? {} : { "content-length": Buffer.byteLength(body) };
      const asked = open(method, path, { ...length, ...headers });
      const answer = answerOf(asked);
      asked.end(body);
      return answer;
    },
    dial() {
      const socket = connect({ host: "127.0.0.1", port });
      // What is cut off is looked at by other means.
      socket.on("error", () => undefined);
      onTestFinished(() => void socket.destroy());
      return socket;
    },
  };
}

/** The answer to a request that was begun. @throws Error (rejects) if the connection ends before it is whole */
export async function answerOf(asked: ClientRequest): Promise<Answer> {
  const interim: { status: number; headers: IncomingHttpHeaders }[] = [];
  asked.on("information", ({ statusCode, headers }) => interim.push({ status: statusCode, headers }));
  return new Promise((resolve, reject) => {
    asked.on("error", reject);
    asked.on("response", (response) => {
      const pieces: Buffer[] = [];
      response.on("error", reject);
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("end", () => {
        const content = Buffer.concat(pieces);
        const { statusCode = 0, headers } = response;
        const json = /json$/.test(headers["content-type"] ?? "") && content.length > 0 ? JSON.parse(`${content}`) : {};
        resolve({ status: statusCode, headers, content, json, interim });
      });
    });
  });
}

/** Waits until something is so; it becomes so by itself, or the test runs out of time. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** All that comes over a connection until it is closed. */
export async function allOf(socket: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  socket.on("data", (piece: Buffer) => pieces.push(piece));
  await once(socket, "close");
  return Buffer.concat(pieces).toString("latin1");
}

const NOBODY = { kind: { render: () => "" }, deliver: () => {}, goodbye: () => {} };

const SILENT: Dialect = {
  name: "silent",
  open: () => ({ ...NOBODY, feed: () => {}, end: () => {} }),
};
