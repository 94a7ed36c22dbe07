import type { Server as HttpServer } from "node:http";
import { createServer, type Socket, type Server as TcpServer } from "node:net";
import type { Address } from "../core/commands.ts";
import type { Hub } from "../core/hub.ts";
import { LIMITS } from "../core/limits.ts";
import type { Dialect } from "../wire/conversation.ts";
import { normalAddress } from "./addresses.ts";
import type { Reception } from "./admissions.ts";
import { type Channel, Connection, type Seen, type Surroundings } from "./connection.ts";
import { dismissBanned } from "./dismissing.ts";
import { type Arrival, Entrance, type EntranceParts, type TlsMode } from "./entrance.ts";
import { HttpDoor } from "./http-door.ts";
import type { Origin, Origins } from "./origins.ts";
import { Flusher } from "./outbox.ts";
import { Paces } from "./pace.ts";
import { Proxies } from "./proxies.ts";
import type { RangeBans } from "./range-bans.ts";
import { bindTcp, tcpChannel } from "./tcp.ts";
import type { Tickets } from "./tickets.ts";
import { PlainRefusal } from "./tls/plain.ts";
import type { TlsLayer } from "./tls/tls-layer.ts";
import { type Visit, Visits } from "./visits.ts";
import type { Caller } from "./websocket.ts";

/** The dialects of a listener that looks at the first bytes. */
export interface AutoDialects {
  readonly json: Dialect;
  readonly irc: Dialect;
  readonly framed: Dialect;
  readonly relay: Dialect;
}

/** What a listener speaks: what the first bytes tell, or one dialect, of which either end may speak first. */
export type Spoken = { readonly auto: AutoDialects } | { readonly one: Dialect; readonly first: "client" | "server" };

/** One address to listen on. */
export interface ListenerSpec {
  readonly host: string;
  readonly port: number;
  readonly speaks: Spoken;
  /** Without it there is no TLS here. */
  readonly tls?: TlsMode;
  /** Whether users see each other's addresses only in disguise. */
  readonly cloak: boolean;
  /** Connections that it takes, if that is not as many as the server does. */
  readonly connections?: number;
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
  /** Knows where HTTP requests come from. */
  readonly origins: Origins;
  /** Who may say for whom they speak, with the PROXY protocol; nobody without it. */
  readonly proxies?: Proxies;
  readonly tls?: TlsLayer;
  /** From where nobody may come. */
  readonly bans?: RangeBans;
  /** What the server is called from outside, without a slash at the end. */
  readonly url?: string;
  /** What takes and sends files, and the tickets by which sessions ask for them. */
  readonly files?: {
    readonly tickets: Tickets;
    /** Ends transfers for an address of which that is so. */
    endFor(isMeant: (address: string) => boolean): void;
    close(): Promise<void>;
  };
}

/** All sockets of one node. */
export class Server {
  readonly #parts: ServerParts;
  readonly #flusher = new Flusher();
  readonly #surroundings: Surroundings;
  readonly #listeners: TcpServer[] = [];
  readonly #visits: Visits;
  readonly #paces: Paces | undefined;
  readonly #connections = new Map<string, Connection>();
  /** Sockets on which a conversation goes on. */
  readonly #talking = new WeakSet<Socket>();
  /** What is talked on where that is not the socket that came. */
  readonly #inner = new WeakMap<Socket, Socket>();
  readonly #entrance: EntranceParts;
  readonly #plain: PlainRefusal;
  readonly #http: HttpDoor<Visit & { readonly auto: AutoDialects }>;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    const { hub, rateLimits, console, files, bans } = parts;
    const isBanned = (address: string): boolean => bans?.has(address) === true;
    this.#surroundings = {
      hub,
      ...(files && { tickets: files.tickets }),
      flusher: this.#flusher,
      isBanned,
      note: (peer, dialect, text) => console.note(peer, dialect, text),
      bug: (cause, peer, dialect) => console.bug(cause, `${dialect} ${peer.host}:${peer.port}`),
    };
    const clock = (): number => performance.now();
    this.#visits = new Visits(console, rateLimits, clock, isBanned);
    this.#paces = rateLimits ? new Paces(clock) : undefined;
    const { http, origins, proxies = new Proxies(), tls, url } = parts;
    this.#entrance = {
      proxies,
      ...(tls && { tls }),
      stands: (socket, peer) => this.#visits.standsFor(socket, peer),
      begins: (socket, run) => this.#visits.begin(socket, run),
      turnedAway: (peer, why) => console.turnedAway(peer, why),
    };
    this.#plain = new PlainRefusal(url);
    this.#http = new HttpDoor(http, origins, url, (name, channel, socket, visit, caller) => {
      const { certificate, auto, cloak } = visit;
      if (!this.#visits.mayOpen(visit, caller.peer.host)) return this.#visits.endOneTooMany(channel, caller.peer);
      const seen = this.#seen({ ...caller, certificate }, cloak);
      console.connected(seen.peer, `${name} over WebSocket`, this.#visits.size);
      return this.#connect(channel, socket, auto[name], seen, visit);
    });
  }

  /**
   * Listens on one address.
   * @returns the port, which the system chose if the spec's was 0
   * @throws Error (rejects) with the system's code, such as EADDRINUSE, if that can't be
   */
  listen(spec: ListenerSpec): Promise<number> {
    const reception = this.#visits.listen(spec.connections);
    const listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      this.#accept(socket, spec, reception),
    );
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

  /** There is a new ban: ends what there is from addresses that are banned. */
  bansChanged(): void {
    const { bans, hub, files } = this.#parts;
    if (!bans) return;
    bans.changed();
    const others = this.#visits.addresses((socket) => this.#talking.has(this.#innermost(socket)));
    dismissBanned(bans, { hub, connections: this.#connections, others });
    files?.endFor((address) => bans.has(address));
  }

  /** Takes no new connections, says goodbye to all, and waits until they are gone, but not for long. */
  async close(): Promise<void> {
    for (const listener of this.#listeners) listener.close();
    const filesOver = this.#parts.files?.close();
    // Who has said nothing yet is told nothing.
    for (const socket of this.#visits.sockets()) if (!this.#talking.has(this.#innermost(socket))) socket.destroy();
    this.#parts.hub.goodbyeAll("shutdown");
    this.#flusher.flush();
    const destroyAll = (): void => {
      for (const socket of this.#visits.sockets()) socket.destroy();
    };
    const sockets = this.#visits.sockets();
    const gone = Promise.all(sockets.map((socket) => happened(socket, "close")));
    const patience = setTimeout(destroyAll, LIMITS.goodbyeMs);
    // Once all last words are with the system, little is left to wait for: that what was under way to us is read.
    await Promise.race([gone, Promise.all(sockets.map((socket) => happened(this.#innermost(socket), "finish")))]);
    const haste = setTimeout(destroyAll, LIMITS.lingerMs);
    await gone;
    await filesOver;
    clearTimeout(patience);
    clearTimeout(haste);
  }

  #accept(socket: Socket, spec: ListenerSpec, reception: Reception): void {
    const { remoteAddress = "" } = socket;
    // One with a zone, such as fe80::1%eth0, stays as it is.
    const host = normalAddress(remoteAddress) ?? remoteAddress;
    const peer: Address = { host, port: socket.remotePort ?? 0 };
    // A connection that breaks is an everyday thing: `close` follows and says all that is to be said.
    socket.on("error", () => undefined);
    const visit = this.#visits.take(socket, peer, reception, this.#entrance.proxies.trusts(host), spec.cloak);
    if (!visit) return;
    const { speaks, tls = "off" } = spec;
    const way = { tls, first: "one" in speaks ? speaks.first : "any" } as const;
    const entrance = new Entrance(this.#entrance, way, socket, peer, (arrival) => {
      if (arrival.socket !== socket) this.#inner.set(socket, arrival.socket);
      this.#arrive(arrival, speaks, { ...visit, certificate: arrival.certificate });
    });
    visit.place.begin(() => entrance.look());
  }

  #arrive({ socket, origin, found, first, mayTalk }: Arrival, speaks: Spoken, visit: Visit): void {
    const { peer } = origin;
    const dialect = dialectOf(speaks, found);
    if (found === "ssh") {
      this.#parts.console.turnedAway(peer, "it speaks SSH, which is not on here");
      socket.destroy();
    } else if (!mayTalk) {
      this.#parts.console.turnedAway(peer, "it does not come by TLS");
      if (dialect) this.#plain.tell(socket, dialect, first);
      else this.#plain.redirect(socket, first);
    } else if (dialect) this.#enter(socket, dialect, { ...origin, ...visit, peer }, first);
    else if ("auto" in speaks) {
      this.#parts.console.connected(peer, "http", this.#visits.size);
      this.#parts.origins.note(socket, origin);
      this.#http.enter(socket, { ...visit, auto: speaks.auto }, first);
    }
  }

  /** What is talked on, on a socket that came. */
  #innermost(socket: Socket): Socket {
    return this.#inner.get(socket) ?? socket;
  }

  #seen({ peer, secure, certificate, token }: Comer, cloak: boolean): Seen {
    const { host } = peer;
    return {
      peer,
      secure,
      ...(certificate !== undefined && { certificate }),
      ...(token !== undefined && { token }),
      ...(cloak ? { host: this.#parts.disguise(host) } : { host: safeHost(host), address: peer }),
      from: (origin, isSecure) =>
        this.#seen({ peer: origin, secure: secure && isSecure, certificate: undefined }, cloak),
    };
  }

  #enter(socket: Socket, dialect: Dialect, visit: Visit & Comer, first: Buffer): void {
    const seen = this.#seen(visit, visit.cloak);
    this.#parts.console.connected(seen.peer, dialect.name, this.#visits.size);
    try {
      bindTcp(socket, this.#connect(tcpChannel(socket), socket, dialect, seen, visit), first);
      socket.resume();
    } catch (cause) {
      this.#surroundings.bug(cause, seen.peer, dialect.name);
      socket.destroy();
    }
  }

  #connect(channel: Channel, socket: Socket, dialect: Dialect, seen: Seen, { place, listener }: Visit): Connection {
    const pace = this.#paces?.begin(seen.peer.host, listener);
    socket.once("close", () => pace?.leave());
    const connection = new Connection(this.#surroundings, channel, dialect, seen, { pace, place });
    this.#talking.add(socket);
    this.#connections.set(connection.sessionId, connection);
    socket.once("close", () => this.#connections.delete(connection.sessionId));
    return connection;
  }
}

/** Who comes to speak. */
type Comer = Pick<Origin, "peer" | "secure"> & Pick<Visit, "certificate"> & Pick<Caller, "token">;

/** Which dialect a conversation is to be in; nothing if it is HTTP. */
function dialectOf(speaks: Spoken, found: Arrival["found"]): Dialect | undefined {
  if ("one" in speaks) return speaks.one;
  return found === "json" || found === "irc" || found === "framed" || found === "relay"
    ? speaks.auto[found]
    : undefined;
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
