import type { Socket } from "node:net";
import type { Address } from "../core/commands.ts";
import type { Dialect } from "../wire/conversation.ts";
import { type Channel, Connection, type Seen, type Surroundings } from "./connection.ts";
import type { Origin } from "./origins.ts";
import { Paces } from "./pace.ts";
import { bindTcp, tcpChannel } from "./tcp.ts";
import type { Visit } from "./visits.ts";
import type { Caller } from "./websocket.ts";

/** Who comes to speak. */
export type Comer = Pick<Origin, "peer" | "secure"> & Pick<Visit, "certificate"> & Pick<Caller, "token">;

/** What connections are made with. */
export interface ConnectionsParts {
  readonly surroundings: Surroundings;
  readonly rateLimits: boolean;
  /** What others see as the host of a connection from `address`, where addresses are cloaked. */
  readonly disguise: (address: string) => string;
  /** Milliseconds that never go back. */
  readonly clock: () => number;
}

/** All connections whose dialect is known, over whatever they came. */
export class Connections {
  readonly #parts: ConnectionsParts;
  readonly #paces: Paces | undefined;
  readonly #bySession = new Map<string, Connection>();
  /** Sockets on which a conversation goes on. */
  readonly #talking = new WeakSet<Socket>();

  constructor(parts: ConnectionsParts) {
    this.#parts = parts;
    this.#paces = parts.rateLimits ? new Paces(parts.clock) : undefined;
  }

  /** Those that there are, by the names of their sessions. */
  get bySession(): ReadonlyMap<string, Connection> {
    return this.#bySession;
  }

  /** Whether a conversation goes on, or went on, on a socket. */
  isOn(socket: Socket): boolean {
    return this.#talking.has(socket);
  }

  /** How others see who comes by a listener. @param cloak whether their address is disguised */
  seen({ peer, secure, certificate, token }: Comer, cloak: boolean): Seen {
    const { host } = peer;
    return {
      peer,
      secure,
      ...(certificate !== undefined && { certificate }),
      ...(token !== undefined && { token }),
      ...(cloak ? { host: this.#parts.disguise(host) } : { host: safeHost(host), address: peer }),
      from: (origin: Address, isSecure) =>
        this.seen({ peer: origin, secure: secure && isSecure, certificate: undefined }, cloak),
    };
  }

  /** Has a dialect spoken on a socket on which `first` has come. A bug in that ends this socket alone. */
  enter(socket: Socket, dialect: Dialect, seen: Seen, visit: Visit, first: Buffer): void {
    try {
      bindTcp(socket, this.open(tcpChannel(socket), socket, dialect, seen, visit), first);
      socket.resume();
    } catch (cause) {
      this.#parts.surroundings.bug(cause, seen.peer, dialect.name);
      socket.destroy();
    }
  }

  /** Begins a connection over a channel, which lasts no longer than its socket. */
  open(channel: Channel, socket: Socket, dialect: Dialect, seen: Seen, { place, listener, via }: Visit): Connection {
    const pace = this.#paces?.begin(seen.peer.host, listener);
    socket.once("close", () => pace?.leave());
    const connection = new Connection(this.#parts.surroundings, channel, dialect, seen, { pace, place, via });
    this.#talking.add(socket);
    this.#bySession.set(connection.sessionId, connection);
    socket.once("close", () => this.#bySession.delete(connection.sessionId));
    return connection;
  }
}

/** A host as it can stand in an IRC message, where nothing may begin with a colon. */
function safeHost(host: string): string {
  return host.startsWith(":") ? `0${host}` : host;
}
