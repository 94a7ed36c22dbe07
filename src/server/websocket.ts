import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { LIMITS } from "../core/limits.ts";
import type { Channel, Connection } from "./connection.ts";
import { keepAlive } from "./keep-alive.ts";
import { isForeign, isLoopback } from "./origin.ts";
import type { Path } from "./outbox.ts";

const [LF, CR, SPACE] = [10, 13, 32];

/** What each WebSocket subprotocol speaks, and whether its messages are binary. Without one it is JSON. */
const SUBPROTOCOLS: Readonly<Record<string, { readonly dialect: "json" | "irc"; readonly binary: boolean }>> = {
  "parley.v1.json": { dialect: "json", binary: false },
  "text.ircv3.net": { dialect: "irc", binary: false },
  "binary.ircv3.net": { dialect: "irc", binary: true },
};

/** Makes the connection of a WebSocket once it is open. */
export type OpenWebSocket = (
  dialect: "json" | "irc",
  channel: Channel,
  socket: Socket,
) => Pick<Connection, "feed" | "closed">;

/** Turns HTTP upgrades into connections. */
export class WebSocketDoor {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.lineBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => [...offered].find((name) => Object.hasOwn(SUBPROTOCOLS, name)) ?? false,
  });
  readonly #open: OpenWebSocket;

  constructor(open: OpenWebSocket) {
    this.#open = open;
  }

  /** Answers an upgrade request: with a connection, or with an HTTP error that says what is wrong. */
  upgrade(request: IncomingMessage, stream: Duplex, socket: Socket, head: Buffer): void {
    const problem = isForeign(request, isLoopback(socket.localAddress ?? ""))
      ? "403 Forbidden\r\n\r\nThis page comes from elsewhere.\n"
      : isUnknown(request.headers["sec-websocket-protocol"])
        ? `400 Bad Request\r\n\r\nKnown subprotocols: ${Object.keys(SUBPROTOCOLS).join(", ")}\n`
        : undefined;
    if (problem !== undefined) {
      stream.end(
        `HTTP/1.1 ${problem.replace("\r\n\r\n", "\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n")}`,
      );
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (ws) => this.#bind(ws, socket));
  }

  #bind(ws: WebSocket, socket: Socket): void {
    const spoken = SUBPROTOCOLS[ws.protocol] ?? { dialect: "json", binary: false };
    const connection = this.#open(spoken.dialect, webSocketChannel(ws, socket, spoken.binary), socket);
    keepAlive(ws);
    ws.on("message", (data) => connection.feed(asLine(data)));
    ws.on("close", () => connection.closed("Connection closed"));
    // `ws` closes by itself with the right code; there is nothing to add, but an error must have a listener.
    ws.on("error", () => undefined);
  }
}

function webSocketChannel(ws: WebSocket, socket: Socket, binary: boolean): Channel {
  return {
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
