import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { html } from "hono/html";
import { GOODBYES } from "../core/answers.ts";
import { LIMITS } from "../core/limits.ts";
import { rawAnswer, setAnswerHeaders } from "./answer-headers.ts";
import type { FilesHttp } from "./files/files-http.ts";
import { page, STYLE, STYLE_PATH } from "./page.ts";
import { type PeopleParts, peopleRoutes } from "./people/people-http.ts";
import { problemOf } from "./request-checks.ts";

/** What the HTTP side tells of the server. */
export interface HttpFacts {
  readonly version: string;
  /** What the one port is called by who knows no better; a URL without a slash at the end. */
  readonly base: () => string;
  readonly sessions: () => number;
  /** Whether what is said can be made durable at the moment. */
  readonly isWritable: () => boolean;
  /** Whether nobody may ask from where a request comes from; a proxy brings many over one connection. */
  readonly isBanned?: (request: IncomingMessage) => boolean;
}

/**
 * HTTP on the one port: a page that says how to join, health, and files. It is given its sockets; it listens to none.
 */
export function makeHttp(facts: HttpFacts, files?: FilesHttp, people?: PeopleParts): Server {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.get("/", (context) => {
    return context.html(welcome(facts.version, facts.base()));
  });
  app.get(STYLE_PATH, (context) => context.body(STYLE, 200, { "Content-Type": "text/css; charset=utf-8" }));
  app.get("/health", (context) => {
    const ok = facts.isWritable();
    return context.json({ ok, version: facts.version, sessions: facts.sessions() }, ok ? 200 : 503);
  });
  if (people) app.route("/", peopleRoutes(people));
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
    const problem = problemOf(request);
    if (problem) {
      sockets.refuse(request.socket);
      response.writeHead(problem.status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
      response.end(problem.text);
      return;
    }
    if (facts.isBanned?.(request)) {
      response.writeHead(403, { "content-type": "text/plain; charset=utf-8" }).end(`${GOODBYES.banned}\n`);
      return;
    }
    // Both answer their own errors; nothing is left to catch.
    if (files?.takes(request)) void files.handle(request, response);
    else void listener(request, response);
  });
  // Whether a body is wanted is for those to say who read it.
  server.on("checkContinue", (request, response) => server.emit("request", request, response));
  server.on("checkExpectation", (_request, response) => {
    setAnswerHeaders(response);
    response.writeHead(417, { connection: "close" }).end();
  });
  server.on("clientError", (cause, stream) => {
    // What comes behind the last request of a connection is nothing to the answer to that.
    if (codeOf(cause) === "HPE_CLOSED_CONNECTION" && sockets.isAnswering(stream)) return;
    // In the middle of another answer nothing can be said.
    if (!stream.writable || sockets.isAnswering(stream)) stream.destroy();
    else stream.end(rawAnswer(...unreadable(cause)));
  });
  return server;
}

/** That there is a host is looked at together with what else has to be so. */
const HTTP = { maxHeaderSize: LIMITS.httpHeaderBytes, requestTimeout: 0, requireHostHeader: false } as const;

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

  /** Nothing that comes over it any more counts: it is not known where it begins. */
  refuse(socket: Duplex): void {
    this.#refused.add(socket);
  }
}

function codeOf(cause: Error): unknown {
  return "code" in cause ? cause.code : undefined;
}

/** What is said to bytes that are no request of HTTP/1. */
function unreadable(cause: Error): [status: number, text: string] {
  return codeOf(cause) === "HPE_HEADER_OVERFLOW"
    ? [431, "Those are too many headers.\n"]
    : [400, "That is not a request of HTTP/1.1.\n"];
}

/** Other protocols that a client would like better, such as h2c, are none of ours: it gets HTTP (RFC 9110, 7.8). */
function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === "websocket";
}

function welcome(version: string, base: string): ReturnType<typeof html> {
  const [, scheme = "http", host = "localhost", port = ""] = /^(https?):\/\/(.*):(\d+)$/.exec(base) ?? [];
  const isTls = scheme === "https";
  const irc = isTls ? `/connect -tls ${host} ${port}` : `irssi -c ${host} -p ${port}`;
  const netcat = isTls ? `openssl s_client -quiet -connect ${host}:${port}` : `nc ${host} ${port}`;
  const body = html`<h1>Parley</h1>
<p class="lead">A chat server that anything with a socket can join. You found its one port; come in by whichever way you like.</p>
<table>
<tr><th>terminal</th><td><code>npx parley join ${host}:${port}</code></td></tr>
<tr><th>IRC</th><td><code>${irc}</code>, then <code>/join #lobby</code></td></tr>
<tr><th>netcat</th><td><code>${netcat}</code>, then press Enter</td></tr>
<tr><th>WebSocket</th><td><code>${isTls ? "wss" : "ws"}://${host}:${port}</code>, subprotocol <code>parley.v1.json</code> or <code>text.ircv3.net</code></td></tr>
<tr><th>a script</th><td>one JSON object a line:
<code>{"type":"hello","nick":"bot"}</code></td></tr>
</table>
<footer>parley ${version}</footer>`;
  return page("Parley", body);
}
