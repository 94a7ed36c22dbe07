import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Address } from "../core/commands.ts";
import { LIMITS } from "../core/limits.ts";
import { isLoopback, normalAddress } from "./addresses.ts";
import type { Proxies } from "./proxies.ts";

/** Where a connection or a request comes from. */
export interface Origin {
  readonly peer: Address;
  /** Whether nobody on the way can listen in, as far as is known: it is encrypted, or comes from this machine. */
  readonly secure: boolean;
  /** Whether its client speaks TLS, be it with a proxy. */
  readonly encrypted: boolean;
  /** Whether a configured proxy has brought it. */
  readonly proxied: boolean;
  /** Whether it has come to where TLS is needed, of which a proxy may not know. */
  readonly needsTls?: boolean;
}

/** Knows where HTTP requests come from, of which a proxy may send many, for many, over one connection. */
export class Origins {
  readonly #proxies: Proxies;
  readonly #origins = new WeakMap<Duplex, Origin>();

  constructor(proxies: Proxies) {
    this.#proxies = proxies;
  }

  /** Notes where what comes over a socket comes from. */
  note(socket: Duplex, origin: Origin): void {
    this.#origins.set(socket, origin);
  }

  /** Where a request comes from: `X-Forwarded-For` and `X-Forwarded-Proto` count from configured proxies only. */
  of({ socket, headers }: IncomingMessage): Origin {
    const origin = this.#origins.get(socket) ?? originOf(socket.remoteAddress ?? "", socket.remotePort ?? 0);
    if (!this.#proxies.trusts(origin.peer.host)) return origin;
    const host = this.#clientOf(listOf(headers["x-forwarded-for"]));
    const peer = host === undefined ? origin.peer : { host, port: 0 };
    const scheme = listOf(headers["x-forwarded-proto"]).at(-1)?.toLowerCase();
    if (scheme === undefined) return { ...origin, peer, proxied: true };
    const encrypted = scheme === "https" || scheme === "wss";
    return { ...origin, peer, secure: encrypted, encrypted, proxied: true };
  }

  /** The last address that is not a proxy's: what stands before it, anybody may have written. */
  #clientOf(forwarded: readonly string[]): string | undefined {
    let client: string | undefined;
    for (const text of forwarded.slice(-LIMITS.forwardedHops).reverse()) {
      const address = normalAddress(withoutPort(text));
      if (address === undefined) break;
      client = address;
      if (!this.#proxies.trusts(address)) break;
    }
    return client;
  }
}

function originOf(remote: string, port: number): Origin {
  const host = normalAddress(remote) ?? remote;
  return { peer: { host, port }, secure: isLoopback(host), encrypted: false, proxied: false };
}

function listOf(header: string | readonly string[] | undefined): string[] {
  const text = typeof header === "string" ? header : (header ?? []).join(",");
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

/** `192.0.2.1:1234` and `[2001:db8::1]:1234` are written too. */
function withoutPort(text: string): string {
  const [, address = text] =
    /^(?:\[([^\]]+)\](?::\d+)?|([^:]+):\d+)$/.exec(text)?.filter((part) => part !== undefined) ?? [];
  return address;
}
