import type { Socket } from "node:net";
import { LIMITS } from "../core/limits.ts";
import type { Channel, Connection } from "./connection.ts";
import type { Path } from "./outbox.ts";

/** A TCP socket as a connection's channel. */
export function tcpChannel(socket: Socket): Channel {
  return {
    get waiting(): number {
      return socket.writableLength;
    },
    send(path: Path): void {
      socket.write(path.bytes);
    },
    sendBytes(bytes: Uint8Array, sent: () => void): void {
      socket.write(bytes, (error) => {
        if (!error) sent();
      });
    },
    end(): void {
      socket.end();
    },
    destroy(): void {
      socket.destroy();
    },
    pause(): void {
      socket.pause();
    },
    resume(): void {
      socket.resume();
    },
  };
}

/** Has a connection hear what comes over its socket, from `first` on. */
export function bindTcp(socket: Socket, connection: Connection, first: Uint8Array): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, LIMITS.pingAfterMs);
  socket.on("data", (bytes: Buffer) => connection.feed(bytes));
  socket.on("end", () => connection.peerEnded());
  socket.on("close", () => connection.closed("Connection closed"));
  if (first.length > 0) connection.feed(first);
  if (socket.readableEnded) connection.peerEnded();
}
