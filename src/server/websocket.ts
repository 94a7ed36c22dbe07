import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { LIMITS } from "../core/limits.ts";
import { rawAnswer } from "./answer-headers.ts";
import type { Channel, Connection } from "./connection.ts";
import { keepAlive } from "./keep-alive.ts";
import { isForeign } from "./origin.ts";
import type { Origin, Origins } from "./origins.ts";
import type { Path } from "./outbox.ts";
import { cookieName, cookieOf } from "./people/cookies.ts";
import { problemOf } from "./request-checks.ts";
import { plainAnswer } from "./tls/plain-by-proxy.ts";

const [LF, CR, SPACE] = [10, 13, 32];

/** What each WebSocket subprotocol speaks, and whether its messages are binary. Without one it is JSON. */
const SUBPROTOCOLS: Readonly<Record<string, { readonly dialect: "json" | "irc"; readonly binary: boolean }>> = {
  "parley.v1.json": { dialect: "json", binary: false },
  "text.ircv3.net": { dialect: "irc", binary: false },
  "binary.ircv3.net": { dialect: "irc", binary: true },
};

/** Who opens a WebSocket. */
export interface Caller extends Origin {
  /** As `Line.token`. */
  readonly token?: string;
}

/** Makes the connection of a WebSocket once it is open. */
export type OpenWebSocket = (
  dialect: "json" | "irc",
  channel: Channel,
  socket: Socket,
  caller: Caller,
) => Pick<Connection, "feed" | "closed">;

/** Turns HTTP upgrades into connections. */
export class WebSocketDoor {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.lineBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => [...offered].find((name) => Object.hasOwn(SUBPROTOCOLS, name)) ?? false,
  });
  readonly #origins: Pick<Origins, "of">;
  readonly #url: string | undefined;
  readonly #open: OpenWebSocket;

  /** @param url what the server is called from outside, if that was said */
  constructor(origins: Pick<Origins, "of">, url: string | undefined, open: OpenWebSocket) {
    this.#origins = origins;
    this.#url = url;
    this.#open = open;
    this.#server.on("wsClientError", (_cause, stream, { headers }) => {
      const isOther = headers["sec-websocket-version"] !== undefined && headers["sec-websocket-version"] !== "13";
      const version = isOther ? { "sec-websocket-version": "13" } : {};
      stream.end(rawAnswer(isOther ? 426 : 400, "That is not a WebSocket handshake of version 13.\n", version));
    });
  }

  /** Answers an upgrade request: with a connection, or with an HTTP error that says what is wrong. */
  upgrade(request: IncomingMessage, stream: Duplex, socket: Socket, head: Buffer): void {
    const origin = this.#origins.of(request);
    const problem =
      problemOf(request) ??
      plainAnswer(request, origin, this.#url) ??
      refusalOf(request, isForeign(request, origin, this.#url));
    if (problem) {
      stream.end(rawAnswer(problem.status, problem.text));
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (ws) => {
      const token = cookieOf(request.headers.cookie, cookieName(origin.encrypted));
      this.#bind(ws, socket, { ...origin, ...(token !== undefined && { token }) });
    });
  }

  #bind(ws: WebSocket, socket: Socket, caller: Caller): void {
    const spoken = SUBPROTOCOLS[ws.protocol] ?? { dialect: "json", binary: false };
    const connection = this.#open(spoken.dialect, webSocketChannel(ws, socket, spoken.binary), socket, caller);
    keepAlive(ws);
    ws.on("message", (data) => connection.feed(asLine(data)));
    ws.on("close", () => connection.closed("Connection closed"));
    // `ws` closes by itself with the right code; there is nothing to add, but an error must have a listener.
    ws.on("error", () => undefined);
  }
}

function webSocketChannel(ws: WebSocket, socket: Socket, binary: boolean): Channel {
  return {
    isMessages: true,
    get waiting(): number {
      return ws.bufferedAmount;
    },
    send(path: Path): void {
      socket.cork();
      for (const line of path.lines) ws.send(line, { binary });
      socket.uncork();
    },
    sendBytes(bytes: Uint8Array, sent: () => void): void {
      ws.send(bytes, { binary: true }, (error) => {
        if (!error) sent();
      });
    },
    end(): void {
      ws.close(1000);
    },
    destroy(): void {
      ws.terminate();
    },
    pause(): void {
      ws.pause();
    },
    resume(): void {
      ws.resume();
    },
  };
}

/** Why no WebSocket is opened for a request that can be read. */
function refusalOf({ headers }: IncomingMessage, isForeign: boolean): { status: number; text: string } | undefined {
  if (isForeign) return { status: 403, text: "This page comes from elsewhere.\n" };
  // What would be a body to others is the first message here.
  if (headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined) {
    return { status: 400, text: "A handshake has no body.\n" };
  }
  if (!isUnknown(headers["sec-websocket-protocol"])) return undefined;
  return { status: 400, text: `Known subprotocols: ${Object.keys(SUBPROTOCOLS).join(", ")}\n` };
}

/**
 * One message is one line. Clients that end it as on a socket are borne with; line ends inside it would make two, so they
 * are spaces.
 */
export function asLine(data: RawData): Buffer {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  let length = bytes.length;
  while (isLineEnd(bytes[length - 1])) length--;
  const line = Buffer.alloc(length + 1);
  line.set(bytes.subarray(0, length));
  for (let i = 0; i < length; i++) if (isLineEnd(line[i])) line[i] = SPACE;
  line[length] = LF;
  return line;
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}

function isUnknown(offered: string | undefined): boolean {
  return offered !== undefined && !offered.split(",").some((name) => Object.hasOwn(SUBPROTOCOLS, name.trim()));
}
