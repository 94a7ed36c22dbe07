import type { Server as HttpServer } from "node:http";
import { createServer, type Socket, type Server as TcpServer } from "node:net";
import type { Duplex } from "node:stream";
import type { Address } from "../core/commands.ts";
import type { Hub } from "../core/hub.ts";
import { LIMITS } from "../core/limits.ts";
import type { Dialect } from "../wire/conversation.ts";
import type { Sniffed } from "../wire/sniff.ts";
import { normalAddress } from "./addresses.ts";
import { type Channel, Connection, type Seen, type Surroundings } from "./connection.ts";
import { Deadline } from "./deadline.ts";
import { watchDoor } from "./door.ts";
import { Flusher } from "./outbox.ts";
import { bindTcp, tcpChannel } from "./tcp.ts";
import type { Tickets } from "./tickets.ts";
import { WebSocketDoor } from "./websocket.ts";

/** The dialects of a listener that looks at the first bytes. */
export interface AutoDialects {
  readonly json: Dialect;
  readonly irc: Dialect;
  readonly framed: Dialect;
  readonly relay: Dialect;
}

/** One address to listen on. */
export interface ListenerSpec {
  readonly host: string;
  readonly port: number;
  readonly speaks: { readonly auto: AutoDialects } | { readonly one: Dialect };
  /** Whether users see each other's addresses only in disguise. */
  readonly cloak: boolean;
}

/** What the console is told. */
export interface ConsolePort {
  connected(peer: Address, dialect: string, active: number): void;
  disconnected(peer: Address, active: number): void;
  turnedAway(peer: Address, why: string): void;
  note(peer: Address, dialect: string, text: string): void;
  bug(cause: unknown, what: string): void;
}

/** What a server is made of. */
export interface ServerParts {
  readonly hub: Hub;
  readonly http: HttpServer;
  readonly console: ConsolePort;
  readonly rateLimits: boolean;
  /** What others see as the host of a connection from `address`, where addresses are cloaked. */
  readonly disguise: (address: string) => string;
  /** What takes and sends files, and the tickets by which sessions ask for them. */
  readonly files?: { readonly tickets: Tickets; close(): Promise<void> };
}

/** What is turned away, as the console names it. */
const FOREIGN = { tls: "TLS", proxy: "the PROXY protocol", ssh: "SSH" } as const;

/** All sockets of one node. */
export class Server {
  readonly #parts: ServerParts;
  readonly #flusher = new Flusher();
  readonly #surroundings: Surroundings;
  readonly #listeners: TcpServer[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #perAddress = new Map<string, number>();
  readonly #connections = new Map<string, Connection>();
  /** Sockets on which a conversation goes on. */
  readonly #talking = new WeakSet<Socket>();
  /** What is known of the sockets that HTTP has, until they are upgraded. */
  readonly #http = new Map<
    Duplex,
    { readonly socket: Socket; readonly auto: AutoDialects; readonly seen: Seen; readonly deadline: Deadline }
  >();

  constructor(parts: ServerParts) {
    this.#parts = parts;
    const { hub, rateLimits, console, files } = parts;
    this.#surroundings = {
      hub,
      rateLimits,
      ...(files && { tickets: files.tickets }),
      flusher: this.#flusher,
      note: (peer, dialect, text) => console.note(peer, dialect, text),
      bug: (cause, peer, dialect) => console.bug(cause, `${dialect} ${peer.host}:${peer.port}`),
    };
    this.#serveHttp();
  }

  /**
   * Listens on one address.
   * @returns the port, which the system chose if the spec's was 0
   * @throws Error (rejects) with the system's code, such as EADDRINUSE, if that can't be
   */
  listen(spec: ListenerSpec): Promise<number> {
    const listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket, spec));
    return new Promise((resolve, reject) => {
      listener.once("error", reject);
      listener.listen({ host: spec.host, port: spec.port, backlog: 4096 }, () => {
        listener.off("error", reject);
        listener.on("error", (cause) => this.#parts.console.bug(cause, "listener"));
        this.#listeners.push(listener);
        const address = listener.address();
        resolve(typeof address === "object" && address ? address.port : spec.port);
      });
    });
  }

  /** Writes at once what has been told to anybody, rather than at the end of this turn. */
  flush(): void {
    this.#flusher.flush();
  }

  /** Where a session's connection comes from, while it lasts. */
  peerOf(session: string): Address | undefined {
    return this.#connections.get(session)?.peer;
  }

  /** Takes no new connections, says goodbye to all, and waits until they are gone, but not for long. */
  async close(): Promise<void> {
    for (const listener of this.#listeners) listener.close();
    const filesOver = this.#parts.files?.close();
    // Who has said nothing yet is told nothing.
    for (const socket of this.#sockets) if (!this.#talking.has(socket)) socket.destroy();
    this.#parts.hub.goodbyeAll("shutdown");
    this.#flusher.flush();
    const destroyAll = (): void => {
      for (const socket of this.#sockets) socket.destroy();
    };
    const sockets = [...this.#sockets];
    const gone = Promise.all(sockets.map((socket) => happened(socket, "close")));
    const patience = setTimeout(destroyAll, LIMITS.goodbyeMs);
    // Once all last words are with the system, little is left to wait for: that what was under way to us is read.
    await Promise.race([gone, Promise.all(sockets.map((socket) => happened(socket, "finish")))]);
    const haste = setTimeout(destroyAll, LIMITS.lingerMs);
    await gone;
    await filesOver;
    clearTimeout(patience);
    clearTimeout(haste);
  }

  #accept(socket: Socket, spec: ListenerSpec): void {
    const { remoteAddress = "" } = socket;
    // One with a zone, such as fe80::1%eth0, stays as it is.
    const host = normalAddress(remoteAddress) ?? remoteAddress;
    const peer: Address = { host, port: socket.remotePort ?? 0 };
    // A connection that breaks is an everyday thing: `close` follows and says all that is to be said.
    socket.on("error", () => undefined);
    const full = this.#isFull(host);
    if (full) {
      this.#parts.console.turnedAway(peer, full);
      socket.destroy();
      return;
    }
    this.#count(socket, host, peer);
    const seen = this.#seen(peer, spec.cloak);
    if ("one" in spec.speaks) this.#enter(socket, spec.speaks.one, seen, Buffer.alloc(0));
    else {
      const { auto } = spec.speaks;
      watchDoor(socket, (found, first) => this.#found(socket, auto, seen, found, first));
    }
  }

  #seen(peer: Address, cloak: boolean): Seen {
    const from = (origin: Address): Seen => this.#seen(origin, cloak);
    if (cloak) return { peer, host: this.#parts.disguise(peer.host), from };
    return { peer, host: safeHost(peer.host), address: peer, from };
  }

  #found(socket: Socket, auto: AutoDialects, seen: Seen, found: Sniffed, first: Buffer): void {
    switch (found) {
      case "json":
      case "irc":
      case "framed":
      case "relay":
        this.#enter(socket, auto[found], seen, first);
        return;
      case "http":
        this.#parts.console.connected(seen.peer, "http", this.#sockets.size);
        this.#http.set(socket, { socket, auto, seen, deadline: new Deadline(socket) });
        socket.once("close", () => this.#http.delete(socket));
        socket.unshift(first);
        this.#parts.http.emit("connection", socket);
        socket.resume();
        return;
      case "tls":
      case "proxy":
      case "ssh":
        this.#parts.console.turnedAway(seen.peer, `it speaks ${FOREIGN[found]}, which is not on here`);
        socket.destroy();
    }
  }

  #enter(socket: Socket, dialect: Dialect, seen: Seen, first: Buffer): void {
    this.#parts.console.connected(seen.peer, dialect.name, this.#sockets.size);
    try {
      bindTcp(socket, this.#connect(tcpChannel(socket), socket, dialect, seen), first);
      socket.resume();
    } catch (cause) {
      this.#surroundings.bug(cause, seen.peer, dialect.name);
      socket.destroy();
    }
  }

  #connect(channel: Channel, socket: Socket, dialect: Dialect, seen: Seen): Connection {
    const connection = new Connection(this.#surroundings, channel, dialect, seen);
    this.#talking.add(socket);
    this.#connections.set(connection.sessionId, connection);
    socket.once("close", () => this.#connections.delete(connection.sessionId));
    return connection;
  }

  #serveHttp(): void {
    const door = new WebSocketDoor((name, channel: Channel, socket) => {
      const known = this.#http.get(socket);
      if (!known) throw new Error("a WebSocket on a socket that did not come through the door");
      this.#http.delete(socket);
      known.deadline.stop();
      this.#parts.console.connected(known.seen.peer, `${name} over WebSocket`, this.#sockets.size);
      return this.#connect(channel, socket, known.auto[name], known.seen);
    });
    this.#parts.http.on("upgrade", (request, stream, head) => {
      const known = this.#http.get(stream);
      if (known) door.upgrade(request, stream, known.socket, head);
      else stream.destroy();
    });
    // Node looks after the time that requests take only for servers that listen, which this one does not.
    this.#parts.http.on("request", (request, response) => {
      const { socket } = request;
      this.#http.get(socket)?.deadline.begin();
      response.once("close", () => this.#http.get(socket)?.deadline.end());
    });
    this.#parts.http.on("clientError", (_cause, stream) => {
      if (stream.writable) stream.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    });
  }

  #isFull(host: string): string | undefined {
    if (this.#sockets.size >= LIMITS.connections) return "the server has as many connections as it takes";
    const limited = this.#parts.rateLimits && (this.#perAddress.get(host) ?? 0) >= LIMITS.connectionsPerAddress;
    return limited ? "its address has as many connections as one address may have" : undefined;
  }

  #count(socket: Socket, host: string, peer: Address): void {
    this.#sockets.add(socket);
    this.#perAddress.set(host, (this.#perAddress.get(host) ?? 0) + 1);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      const left = (this.#perAddress.get(host) ?? 1) - 1;
      if (left > 0) this.#perAddress.set(host, left);
      else this.#perAddress.delete(host);
      this.#parts.console.disconnected(peer, this.#sockets.size);
    });
  }
}

/** Waits for an event, or for the end of the socket, after which there are none. */
function happened(socket: Socket, event: "close" | "finish"): Promise<void> {
  if (socket.closed || (event === "finish" && socket.writableFinished)) return Promise.resolve();
  return new Promise((done) => {
    socket.once(event, () => done());
    socket.once("close", () => done());
  });
}

/** A host as it can stand in an IRC message, where nothing may begin with a colon. */
function safeHost(host: string): string {
  return host.startsWith(":") ? `0${host}` : host;
}
