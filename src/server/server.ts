import type { Server as HttpServer } from "node:http";
import { createServer, type Socket, type Server as TcpServer } from "node:net";
import type { Address } from "../core/commands.ts";
import type { Hub } from "../core/hub.ts";
import { normalAddress } from "./addresses.ts";
import type { Reception } from "./admissions.ts";
import { type Comer, Connections } from "./connections.ts";
import type { ConsolePort } from "./console-port.ts";
import { dismissBanned } from "./dismissing.ts";
import { type Arrival, Entrance, type EntranceParts } from "./entrance.ts";
import { HttpDoor } from "./http-door.ts";
import { letGo } from "./last-words.ts";
import { type AutoDialects, dialectOf, type ListenerSpec, type Spoken } from "./listener-spec.ts";
import { Meter } from "./monitoring/meter.ts";
import { type ClusterNode, StatusBoard } from "./monitoring/status-board.ts";
import type { Origins } from "./origins.ts";
import { Flusher } from "./outbox.ts";
import { Proxies } from "./proxies.ts";
import type { RangeBans } from "./range-bans.ts";
import type { Tickets } from "./tickets.ts";
import { PlainRefusal } from "./tls/plain.ts";
import type { TlsLayer } from "./tls/tls-layer.ts";
import { type Visit, Visits } from "./visits.ts";

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
  /** What it counts by; one of its own without it. */
  readonly meter?: Meter;
  /** Whether operators may watch the connections of guests without their leave. */
  readonly watchesGuests?: boolean;
  /** There if the server is a node of a cluster. */
  readonly cluster?: ClusterNode;
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
  readonly #listeners: TcpServer[] = [];
  readonly #visits: Visits;
  readonly #connections: Connections;
  /** What is talked on where that is not the socket that came. */
  readonly #inner = new WeakMap<Socket, Socket>();
  readonly #entrance: EntranceParts;
  readonly #plain: PlainRefusal;
  readonly #meter: Meter;
  readonly #status: StatusBoard;
  readonly #http: HttpDoor<Visit & { readonly auto: AutoDialects }>;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    const { hub, rateLimits, console, files, bans, disguise } = parts;
    const isBanned = (address: string): boolean => bans?.has(address) === true;
    const clock = (): number => performance.now();
    const { meter = new Meter(), watchesGuests = false } = parts;
    this.#meter = meter;
    const surroundings = {
      hub,
      meter,
      ...(files && { tickets: files.tickets }),
      flusher: this.#flusher,
      isBanned,
      note: (peer: Address, dialect: string, text: string) => console.note(peer, dialect, text),
      bug: (cause: unknown, peer: Address, dialect: string) =>
        console.bug(cause, `${dialect} ${peer.host}:${peer.port}`),
    };
    this.#connections = new Connections({ surroundings, rateLimits, disguise, clock });
    this.#visits = new Visits(console, rateLimits, clock, isBanned);
    const connections = this.#connections.bySession;
    this.#status = new StatusBoard({
      hub,
      meter,
      connections,
      sockets: () => this.#visits.size,
      refused: () => this.#visits.refused + meter.refused,
      watchesGuests,
      ...(parts.cluster && { cluster: parts.cluster }),
    });
    const { http, origins, proxies = new Proxies(), tls, url } = parts;
    this.#entrance = {
      proxies,
      ...(tls && { tls }),
      stands: (socket, peer) => this.#visits.standsFor(socket, peer),
      begins: (socket, run) => this.#visits.begin(socket, run),
      turnedAway: (peer, why) => this.#turnedAway(peer, why),
    };
    this.#plain = new PlainRefusal(url);
    this.#http = new HttpDoor(http, origins, url, (name, channel, socket, visit, caller) => {
      const { certificate, auto, cloak } = visit;
      if (!this.#visits.mayOpen(visit, caller.peer.host)) return this.#visits.endOneTooMany(channel, caller.peer);
      const seen = this.#connections.seen({ ...caller, certificate }, cloak);
      console.connected(seen.peer, `${name} over WebSocket`, this.#visits.size);
      return this.#connections.open(channel, socket, auto[name], seen, visit);
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

  /** How it does. */
  get status(): StatusBoard {
    return this.#status;
  }

  /** Writes at once what has been told to anybody, rather than at the end of this turn. */
  flush(): void {
    this.#flusher.flush();
  }

  /** Where a session's connection comes from, while it lasts. */
  peerOf(session: string): Address | undefined {
    return this.#connections.bySession.get(session)?.peer;
  }

  /** There is a new ban: ends what there is from addresses that are banned. */
  bansChanged(): void {
    const { bans, hub, files } = this.#parts;
    if (!bans) return;
    bans.changed();
    const others = this.#visits.addresses((socket) => this.#isTalking(socket));
    dismissBanned(bans, { hub, connections: this.#connections.bySession, others });
    files?.endFor((address) => bans.has(address));
  }

  /** Takes no new connections, says goodbye to all, and waits until they are gone, but not for long. */
  async close(): Promise<void> {
    for (const listener of this.#listeners) listener.close();
    this.#status.close();
    const filesOver = this.#parts.files?.close();
    // Who has said nothing yet is told nothing.
    for (const socket of this.#visits.sockets()) if (!this.#isTalking(socket)) socket.destroy();
    this.#parts.hub.goodbyeAll("shutdown");
    this.#flusher.flush();
    await letGo(this.#visits.sockets().map((outer) => ({ outer, inner: this.#innermost(outer) })));
    await filesOver;
  }

  #accept(socket: Socket, spec: ListenerSpec, reception: Reception): void {
    const { remoteAddress = "" } = socket;
    // One with a zone, such as fe80::1%eth0, stays as it is.
    const host = normalAddress(remoteAddress) ?? remoteAddress;
    const peer: Address = { host, port: socket.remotePort ?? 0 };
    // A connection that breaks is an everyday thing: `close` follows and says all that is to be said.
    socket.on("error", () => undefined);
    const visit = this.#visits.take(socket, peer, reception, this.#entrance.proxies.trusts(host), {
      cloak: spec.cloak,
      via: urlOf(spec, socket.localPort ?? spec.port),
    });
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
      this.#turnedAway(peer, "it speaks SSH, which is not on here");
      socket.destroy();
    } else if (!mayTalk) {
      this.#turnedAway(peer, "it does not come by TLS");
      if (dialect) this.#plain.tell(socket, dialect, first);
      else this.#plain.redirect(socket, first);
    } else if (dialect) {
      const comer: Comer = { ...origin, certificate: visit.certificate };
      this.#parts.console.connected(peer, dialect.name, this.#visits.size);
      this.#connections.enter(socket, dialect, this.#connections.seen(comer, visit.cloak), visit, first);
    } else if ("auto" in speaks) {
      this.#parts.console.connected(peer, "http", this.#visits.size);
      this.#parts.origins.note(socket, origin);
      this.#http.enter(socket, { ...visit, auto: speaks.auto }, first);
    }
  }

  #turnedAway(peer: Address, why: string): void {
    this.#meter.refused++;
    this.#parts.console.turnedAway(peer, why);
  }

  /** What is talked on, on a socket that came. */
  #innermost(socket: Socket): Socket {
    return this.#inner.get(socket) ?? socket;
  }

  #isTalking(socket: Socket): boolean {
    return this.#connections.isOn(this.#innermost(socket));
  }
}

function urlOf({ speaks, host }: ListenerSpec, port: number): string {
  const scheme = "one" in speaks ? speaks.one.name : "auto";
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
