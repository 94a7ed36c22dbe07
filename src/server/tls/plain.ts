import { createServer, type Server as HttpServer, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { goodbye } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Dialect } from "../../wire/conversation.ts";
import { watchDoor } from "../door.ts";
import { calledBy } from "../files/upload-headers.ts";
import { type Place, waysIn } from "../ways-in.ts";

/** How those are told to come back by TLS who came without, where that is not taken. */
export class PlainRefusal {
  readonly #http: HttpServer;
  readonly #url: string | undefined;

  /** @param url what the server is called from outside, without a slash at the end */
  constructor(url: string | undefined) {
    this.#url = url?.startsWith("https:") ? url : undefined;
    this.#http = createServer({ maxHeaderSize: 16_384, requestTimeout: 0 }, (request, response) => {
      const location = this.#locationOf(request);
      const type = "text/plain; charset=utf-8";
      response.writeHead(308, { location, connection: "close", "content-type": type }).end(`This is at ${location}\n`);
    });
    this.#http.on("clientError", (_cause, stream) => stream.destroy());
  }

  /** Answers HTTP with where the same is to be had by HTTPS (RFC 9110, 15.4.9). */
  redirect(socket: Socket, first: Buffer): void {
    endIn(socket, LIMITS.plainMs);
    socket.unshift(first);
    this.#http.emit("connection", socket);
    socket.resume();
  }

  /** Tells somebody in the words of their dialect, and hangs up. */
  tell(socket: Socket, dialect: Dialect, first: Buffer): void {
    endIn(socket, LIMITS.plainLineMs + LIMITS.goodbyeMs);
    const say = (all: Buffer): void => {
      const why = goodbye("insecure", sentenceFor(dialect, this.#placeOf(socket)));
      socket.end(dialect.turnAway?.(why, all) ?? `${why.text}\n`);
      // Unread, what comes would make the system take back our last words.
      socket.resume();
    };
    // Only what tells by the first line how to answer has to wait for it.
    if (!dialect.turnAway || first.includes(LF) || socket.readableEnded) say(first);
    else {
      if (first.length > 0) socket.unshift(first);
      const look = (all: Buffer): true | undefined => all.includes(LF) || all.length > LIMITS.ircLineBytes || undefined;
      watchDoor(socket, { look, ended: true, late: true, ms: LIMITS.plainLineMs }, (_found, all) => say(all));
    }
  }

  #locationOf(request: IncomingMessage): string {
    const { url = "/", socket } = request;
    const path = url.startsWith("/") ? url : "/";
    const called = calledBy(request, true);
    const base = this.#url ?? (called === undefined || hasPort(called) ? called : `${called}:${socket.localPort}`);
    const { host, port } = reachedBy(socket);
    return `${base ?? `https://${host}:${port}`}${path}`;
  }

  /** Where TLS is to be had: at the port that was reached, for that is not what goes without. */
  #placeOf(socket: Socket): Place {
    const reached = reachedBy(socket);
    return this.#url === undefined ? reached : { ...reached, host: new URL(this.#url).hostname };
  }
}

const LF = 10;

function hasPort(base: string): boolean {
  return /:\d+$/.test(base);
}

/** What is to be done by somebody who speaks like that. */
function sentenceFor({ name }: Pick<Dialect, "name">, place: Place): string {
  const { irc, terminal, netcat, webSocket } = waysIn(place);
  const how =
    name === "irc"
      ? `${irc} in irssi, -tls (before 4.0 -ssl) in WeeChat`
      : name === "json"
        ? `${webSocket} for a WebSocket, ${terminal} in a terminal`
        : netcat;
  return `This server talks to other machines only over TLS. Connect with TLS, to the same port: ${how}`;
}

/** The address that a connection has reached. */
function reachedBy({ localAddress = "", localPort = 0 }: Socket): Place {
  const host = localAddress.replace(/^::ffff:(?=\d+\.)/, "");
  return { host: host.includes(":") ? `[${host}]` : host, port: localPort, isTls: true };
}

function endIn(socket: Socket, ms: number): void {
  const timer = setTimeout(() => socket.destroy(), ms).unref();
  socket.once("close", () => clearTimeout(timer));
}
