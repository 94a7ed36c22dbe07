import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from "node:tls";
import { onTestFinished } from "vitest";
import type { Address } from "../core/commands.ts";
import { type Arrival, Entrance, type Way } from "./entrance.ts";
import { Proxies } from "./proxies.ts";
import type { Pair } from "./tls/pair.ts";
import { TlsLayer } from "./tls/tls-layer.ts";

/** Entrances for tests, with real sockets that seem to come from elsewhere. */

/** An address that is nobody's, and one of a proxy that is configured. */
export const STRANGER = "192.0.2.1";
export const PROXY = "10.0.0.1";

/** An entrance that connections come to which seem to be from `host`. */
export class Door {
  readonly turnedAway: string[] = [];
  readonly stood: Address[] = [];
  readonly layer: TlsLayer;
  full: string | undefined;
  #port = 0;
  #arrivals: Arrival[] = [];
  #wake: () => void = () => undefined;

  constructor(pair: Pair) {
    this.layer = new TlsLayer(pair);
  }

  async open(way: Way, host = STRANGER): Promise<this> {
    const proxies = new Proxies();
    proxies.add(PROXY);
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => undefined);
      onTestFinished(() => void socket.destroy());
      const parts = {
        proxies,
        tls: this.layer,
        stands: (_socket: Socket, peer: Address) => {
          this.stood.push(peer);
          return this.full;
        },
        begins: (_socket: Socket, run: () => void) => run(),
        turnedAway: (peer: Address, why: string) => {
          this.turnedAway.push(`${peer.host}: ${why}`);
        },
      };
      new Entrance(parts, way, socket, { host, port: 7 }, (arrival) => {
        this.#arrivals.push(arrival);
        this.#wake();
      }).look();
    });
    server.listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const address = server.address();
    this.#port = typeof address === "object" && address ? address.port : 0;
    return this;
  }

  plain(): Socket {
    const socket = connect({ port: this.#port, host: "127.0.0.1" });
    socket.on("error", () => undefined).setNoDelay(true);
    onTestFinished(() => void socket.destroy());
    return socket;
  }

  tls(options: ConnectionOptions = {}): TLSSocket {
    const socket = tlsConnect({ port: this.#port, host: "127.0.0.1", rejectUnauthorized: false, ...options });
    socket.on("error", () => undefined);
    onTestFinished(() => void socket.destroy());
    return socket;
  }

  /** The next that comes through, and all that it has said once that ends with `end`. */
  async next(end = ""): Promise<Arrival & { readonly said: string }> {
    while (this.#arrivals.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const [arrival] = this.#arrivals.splice(0, 1);
    if (!arrival) throw new Error("nobody came");
    let said = arrival.first.toString("latin1");
    const done = new Promise<void>((resolve) => {
      const look = (): void => {
        if (said.endsWith(end)) resolve();
      };
      arrival.socket.on("data", (bytes: Buffer) => {
        said += bytes.toString("latin1");
        look();
      });
      look();
    });
    arrival.socket.resume();
    await done;
    return { ...arrival, said };
  }

  /** Waits until somebody was sent away, and why. */
  async refusal(socket: Socket): Promise<string | undefined> {
    await closed(socket);
    return this.turnedAway.at(-1);
  }
}

/** Waits for the end of a connection, however that comes. */
export function closed(socket: Socket): Promise<void> {
  socket.resume();
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

/** A way over a connection on which whatever is written goes out a byte at a time. */
export function byteByByte(socket: Socket): Duplex {
  const way = new Duplex({
    read: () => undefined,
    write(bytes: Buffer, _encoding, done) {
      const next = (at: number): void => {
        if (at >= bytes.length) done();
        else socket.write(bytes.subarray(at, at + 1), () => setImmediate(next, at + 1));
      };
      next(0);
    },
  });
  socket.on("data", (bytes: Buffer) => way.push(bytes));
  return way;
}
