import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { GOODBYES } from "../core/answers.ts";
import { LIMITS } from "../core/limits.ts";
import { registeringOf } from "../wire/registrations.ts";
import { rawAnswer, setAnswerHeaders } from "./answer-headers.ts";
import { builtPage } from "./built-page.ts";
import type { FilesHttp } from "./files/files-http.ts";
import { METRICS_PATH, type MetricsHttp } from "./monitoring/metrics-http.ts";
import { STYLE, STYLE_PATH } from "./page.ts";
import { OIDC_PATH, type PeopleParts, peopleRoutes, signedInAs } from "./people/people-http.ts";
import { problemOf, type RequestProblem } from "./request-checks.ts";
import type { PlainAnswer } from "./tls/plain-by-proxy.ts";
import { type Door, welcomePage } from "./welcome.ts";

/** What the HTTP side tells of the server. */
export interface HttpFacts {
  readonly version: string;
  /** What the server is called, from outside if that was said; a URL without a slash at the end. */
  readonly base: () => string;
  /** Who gets in by the one port; without it, everybody. */
  readonly door?: Door;
  /** The folder that the page was built into; without it, `/` only says how to join. */
  readonly page?: string;
  readonly sessions: () => number;
  /** Whether what is said can be made durable at the moment. */
  readonly isWritable: () => boolean;
  /** Whether nobody may ask from where a request comes from; a proxy brings many over one connection. */
  readonly isBanned?: (request: IncomingMessage) => boolean;
  /** How a request is answered that a proxy should not have taken without TLS; nothing if it may be served. */
  readonly plainAnswer?: (request: IncomingMessage) => PlainAnswer | undefined;
  /** Tells figures to programs that watch the server. */
  readonly metrics?: Pick<MetricsHttp, "answer">;
  /** Tells whoever runs the server that something broke. */
  readonly bug?: (cause: unknown) => void;
}

/**
 * HTTP on the one port: the page, how else to join, health, and files. It is given its sockets; it listens to none.
 */
export function makeHttp(facts: HttpFacts, files?: FilesHttp, people?: PeopleParts): Server {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const { version, base, door = OPEN, page } = facts;
  const signIn = people?.provider ? { signIn: OIDC_PATH } : {};
  if (page !== undefined) app.route("/", builtPage(page));
  const waysIn = (context: Context): Response | Promise<Response> =>
    context.html(welcomePage({ version, base: base(), door, ...signIn }));
  app.get("/", waysIn).get("/ways-in", waysIn);
  app.get("/door", (context) => {
    const { access, guests } = door;
    const account = people && signedInAs(people, context.env.incoming);
    return context.json({ version, access, guests, registration: registeringOf(door), ...signIn, account });
  });
  app.get(STYLE_PATH, (context) => context.body(STYLE, 200, { "Content-Type": "text/css; charset=utf-8" }));
  app.get("/health", (context) => {
    const ok = facts.isWritable();
    return context.json({ ok, version: facts.version, sessions: facts.sessions() }, ok ? 200 : 503);
  });
  const { metrics } = facts;
  if (metrics) {
    app.get(METRICS_PATH, async (context) => {
      const { text, status, headers } = await metrics.answer(context.env.incoming);
      return context.body(text, status, headers);
    });
  }
  if (people) app.route("/", peopleRoutes(people));
  app.onError((cause, context) => {
    // An answer that was thrown, such as that a body is too long.
    if (cause instanceof HTTPException) return cause.getResponse();
    // Who goes away in the middle of a request has broken nothing.
    if (!context.env.incoming.errored) facts.bug?.(cause);
    return context.text("The server could not do that just now; it has been logged.\n", 500);
  });
  app.notFound((context) => context.text("There is nothing here. The way in is at /\n", 404));
  // Who speaks HTTP/1.0 need not say what the server is called.
  const listener = getRequestListener(app.fetch, { hostname: "localhost" });
  // A file may take as long as it takes; who sends nothing at all is left by whoever waits for it.
  const sockets = new Sockets();
  const shouldUpgradeCallback = (request: IncomingMessage): boolean =>
    isWebSocket(request) && sockets.mayUpgrade(request.socket);
  const server = createServer({ ...HTTP, shouldUpgradeCallback });
  server.on("request", (request, response) => {
    if (!sockets.begin(request, response)) return;
    setAnswerHeaders(response);
    const problem = problemOf(request) ?? tooSoon(request);
    if (problem) sockets.refuse(request.socket);
    // Behind what could have become another protocol Node does not read on.
    if (problem || request.headers.upgrade !== undefined) response.setHeader("connection", "close");
    const instead = problem ?? insteadOf(facts, request);
    // The others answer their own errors; nothing is left to catch.
    if (instead) tell(response, instead);
    else if (files?.takes(request)) void files.handle(request, response);
    else void listener(request, response);
  });
  // Whether a body is wanted is for those to say who read it.
  server.on("checkContinue", (request, response) => server.emit("request", request, response));
  server.on("checkExpectation", (_request, response) => {
    setAnswerHeaders(response);
    response.writeHead(417, { connection: "close" }).end();
  });
  server.on("clientError", (cause, stream) => sockets.unreadable(cause, stream));
  return server;
}

const OPEN: Door = { access: "open", registration: "none" };

/** That there is a host is looked at together with what else has to be so. */
const HTTP = { maxHeaderSize: LIMITS.httpHeaderBytes, requestTimeout: 0, requireHostHeader: false } as const;

/** A handshake comes when all that was asked before is answered; then it is no request any more. */
function tooSoon(request: IncomingMessage): RequestProblem | undefined {
  return isWebSocket(request) ? { status: 400, text: "Wait for the answer before you open a WebSocket.\n" } : undefined;
}

/** What goes on on each socket. */
class Sockets {
  readonly #answering = new WeakMap<Duplex, number>();
  readonly #refused = new WeakSet<Duplex>();

  /** Whether a request is to be answered: not if it comes behind one that could not be understood. */
  begin({ socket }: IncomingMessage, response: ServerResponse): boolean {
    if (this.#refused.has(socket)) return false;
    this.#answering.set(socket, (this.#answering.get(socket) ?? 0) + 1);
    response.once("close", () => this.#answering.set(socket, (this.#answering.get(socket) ?? 1) - 1));
    return true;
  }

  /** Whether an answer is on its way. */
  isAnswering(socket: Duplex): boolean {
    return (this.#answering.get(socket) ?? 0) > 0;
  }

  /** Whether it may become something else than HTTP: not before all that was asked is answered. */
  mayUpgrade(socket: Duplex): boolean {
    return !this.isAnswering(socket) && !this.#refused.has(socket);
  }

  /** Answers bytes that are no request of HTTP/1, if that can be. */
  unreadable(cause: Error, stream: Duplex): void {
    const code = "code" in cause ? cause.code : undefined;
    // What comes behind the last request of a connection is nothing to the answer to that.
    if (code === "HPE_CLOSED_CONNECTION" && this.isAnswering(stream)) return;
    // In the middle of another answer nothing can be said.
    if (!stream.writable || this.isAnswering(stream)) stream.destroy();
    else if (code === "HPE_HEADER_OVERFLOW") stream.end(rawAnswer(431, "Those are too many headers.\n"));
    else stream.end(rawAnswer(400, "That is not a request of HTTP/1.1.\n"));
  }

  /** Nothing that comes over it any more counts: it is not known where it begins. */
  refuse(socket: Duplex): void {
    this.#refused.add(socket);
  }
}

/** A short answer for people. */
type Told = Pick<PlainAnswer, "location" | "text"> & { readonly status: number };

/** What is answered in place of what was asked for; nothing if that is to be served. */
function insteadOf({ isBanned, plainAnswer }: HttpFacts, request: IncomingMessage): PlainAnswer | undefined {
  return isBanned?.(request) ? { status: 403, text: `${GOODBYES.banned}\n` } : plainAnswer?.(request);
}

function tell(response: ServerResponse, { status, location, text }: Told): void {
  const to = location === undefined ? {} : { location };
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...to }).end(text);
}

/** Other protocols that a client would like better, such as h2c, are none of ours: it gets HTTP (RFC 9110, 7.8). */
function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}
