import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Address } from "../core/commands.ts";
import { LIMITS } from "../core/limits.ts";
import { offersHttp } from "../wire/client-hello.ts";
import { type ProxyHeader, readProxyHeader } from "../wire/proxy-header.ts";
import { type Sniffed, sniffFront } from "../wire/sniff.ts";
import { isLoopback, normalAddress } from "./addresses.ts";
import { DIALECT, type Watch, watchDoor } from "./door.ts";
import type { Origin } from "./origins.ts";
import type { Proxies } from "./proxies.ts";
import { certificateOf } from "./tls/client-certificate.ts";
import type { TlsLayer } from "./tls/tls-layer.ts";

/** Whether a listener takes TLS: only that from other machines, or also, or not at all. */
export type TlsMode = "need" | "offer" | "off";

/** How a listener lets people in. */
export interface Way {
  readonly tls: TlsMode;
  /** Whose first bytes tell what they speak, or whose dialect is known and which end of it speaks first. */
  readonly first: "any" | "client" | "server";
}

/** What an entrance needs of the server. */
export interface EntranceParts {
  readonly proxies: Proxies;
  /** Not there if the server has no TLS. */
  readonly tls?: Pick<TlsLayer, "secure">;
  /** A proxy has said whom it connects. @returns why that one may not come, if it may not */
  stands(socket: Socket, peer: Address): string | undefined;
  /** Calls `run` when that one may be read, by the rates of new connections; never if it is gone before. */
  begins(socket: Socket, run: () => void): void;
  turnedAway(peer: Address, why: string): void;
}

/** A connection of which it is known who comes how, and what they speak. */
export interface Arrival {
  /** What is to be talked on; its bytes are plain. */
  readonly socket: Socket;
  readonly origin: Origin;
  /** As `Line.certificate`. */
  readonly certificate?: string;
  /** `plain` where the listener's dialect is known. */
  readonly found: Sniffed | "plain";
  /** What has come, and was not looked at by anybody else. */
  readonly first: Buffer;
  /** Whether they may talk like that: not if the listener needs TLS and others can listen in. */
  readonly mayTalk: boolean;
}

/** Takes a connection through what may come in front of its dialect: a header of the PROXY protocol, and then TLS. */
export class Entrance {
  readonly #parts: EntranceParts;
  readonly #way: Way;
  readonly #arrived: (arrival: Arrival) => void;
  #socket: Socket;
  /** Where the connection itself comes from, and whom it is for. */
  readonly #neighbour: Address;
  #peer: Address;
  #header: ProxyHeader | undefined;
  #inner: TLSSocket | undefined;

  /** @param arrived is called at most once, with the socket paused */
  constructor(parts: EntranceParts, way: Way, socket: Socket, peer: Address, arrived: (arrival: Arrival) => void) {
    this.#parts = parts;
    this.#way = way;
    this.#socket = socket;
    this.#neighbour = peer;
    this.#peer = peer;
    this.#arrived = arrived;
  }

  /** Looks at what comes next. */
  look(): void {
    if (this.#way.first === "any") watchDoor(this.#socket, DIALECT, (found, first) => this.#found(found, first));
    else if (this.#mayComeInFront()) {
      watchDoor(this.#socket, this.#frontWatch(), (found, first) => this.#found(found, first));
    } else this.#arrive("plain", Buffer.alloc(0));
  }

  #found(found: Sniffed | "plain", first: Buffer): void {
    if (found === "proxy") this.#takeHeader(first);
    else if (found === "tls") this.#takeHello(first);
    else this.#arrive(found, first);
  }

  /** Whether there may be something in front of a dialect that is known. */
  #mayComeInFront(): boolean {
    if (this.#inner) return false;
    return this.#way.tls !== "off" || (!this.#header && this.#parts.proxies.trusts(this.#neighbour.host));
  }

  /** A client that waits to be spoken to is waited for only as long as it takes those who want TLS to say so. */
  #frontWatch(): Watch<"tls" | "proxy" | "plain"> {
    const watch = { look: sniffFront, ended: "plain" } as const;
    if (!this.#mayTalk) return { ...watch, ms: LIMITS.plainMs, late: "plain" };
    return this.#way.first === "server"
      ? { ...watch, ms: LIMITS.helloMs, late: "plain" }
      : { ...watch, ms: LIMITS.sniffMs };
  }

  #takeHeader(first: Buffer): void {
    if (this.#header || this.#inner || !this.#parts.proxies.trusts(this.#neighbour.host)) {
      this.#turnAway(
        "it speaks the PROXY protocol, which is taken only from the proxies that are configured, and once",
      );
      return;
    }
    const watch = { look: readProxyHeader, ended: "malformed", ms: LIMITS.sniffMs } as const;
    this.#again(first, watch, (header, all) => {
      const peer = typeof header === "string" ? undefined : this.#clientOf(header);
      if (typeof header === "string" || !peer) this.#turnAway("its header of the PROXY protocol can't be read");
      else this.#takeClient(header, peer, all);
    });
  }

  #clientOf({ source }: ProxyHeader): Address | undefined {
    if (!source) return this.#peer;
    const host = normalAddress(source.host);
    return host === undefined ? undefined : { host, port: source.port };
  }

  #takeClient(header: ProxyHeader, peer: Address, all: Buffer): void {
    this.#header = header;
    this.#peer = peer;
    const why = header.source && this.#parts.stands(this.#socket, peer);
    if (why !== undefined) {
      this.#turnAway(why);
      return;
    }
    const rest = all.subarray(header.length);
    if (rest.length > 0) this.#socket.unshift(rest);
    this.#parts.begins(this.#socket, () => this.look());
  }

  #takeHello(first: Buffer): void {
    const { tls } = this.#parts;
    if (this.#inner || this.#way.tls === "off" || !tls) {
      this.#turnAway("it speaks TLS, which is not on here");
      return;
    }
    const socket = this.#socket;
    this.#again(first, { look: offersHttp, ended: false, ms: LIMITS.sniffMs }, (isHttp, all) => {
      socket.unshift(all);
      // Browsers would ask those who use them which certificate to show.
      tls.secure(socket, !isHttp, {
        done: (inner) => {
          this.#inner = inner;
          this.#socket = inner;
          this.look();
        },
        failed: (why) => this.#parts.turnedAway(this.#peer, `no TLS came about: ${why}`),
      });
    });
  }

  /** Waits for more than the first bytes that have been looked at. */
  #again<T>(first: Buffer, watch: Watch<T>, enter: (found: T, all: Buffer) => void): void {
    const socket = this.#socket;
    socket.unshift(first);
    watchDoor(socket, watch, (found, all) => {
      // Who has ended says nothing more, and what came can't be put back.
      if (socket.readableEnded) socket.destroy();
      else enter(found, all);
    });
  }

  get #encrypted(): boolean {
    return this.#inner !== undefined || this.#header?.secure === true;
  }

  /** A proxy is believed to let in only who comes by TLS, unless it says that somebody does not. */
  get #secure(): boolean {
    if (this.#encrypted) return true;
    const { host } = this.#neighbour;
    return this.#header?.secure !== false && (isLoopback(host) || this.#parts.proxies.trusts(host));
  }

  get #mayTalk(): boolean {
    return this.#way.tls !== "need" || this.#secure;
  }

  #arrive(found: Sniffed | "plain", first: Buffer): void {
    const certificate = this.#inner && certificateOf(this.#inner);
    this.#arrived({
      socket: this.#socket,
      origin: {
        peer: this.#peer,
        secure: this.#secure,
        encrypted: this.#encrypted,
        proxied: this.#header !== undefined,
        ...(this.#way.tls === "need" && { needsTls: true }),
      },
      ...(certificate !== undefined && { certificate }),
      found,
      first,
      mayTalk: this.#mayTalk,
    });
  }

  #turnAway(why: string): void {
    this.#parts.turnedAway(this.#peer, why);
    this.#socket.destroy();
  }
}
