import { Resolver } from "node:dns/promises";
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { Agent, type RequestOptions, request } from "node:https";
import { isIP } from "node:net";
import { LIMITS } from "../core/limits.ts";
import { isPublicAddress } from "./public-address.ts";

/** The one way out: requests to addresses that a user named go through here, and nowhere else. */

/** What is asked of somebody out there. */
export interface OutsideRequest {
  readonly url: string;
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Those of the request; what is secret in them does not go on to another origin. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** What was answered, at the end of all redirections. */
export interface OutsideAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Uint8Array;
}

/** Why nothing was answered, for whoever runs the server. */
export type OutsideProblem =
  /** It is not `https://HOST…`, or has a name and a password in it. */
  | "bad-url"
  /** There is no such host. */
  | "no-address"
  /** It is not out there, but in here, or nowhere. */
  | "not-public"
  | "redirects"
  | "too-large"
  | "too-slow"
  /** As many requests go on as there may be. */
  | "busy"
  /** No connection, no TLS, no HTTP, or a certificate of somebody else. */
  | "failed";

/**
 * Nothing was answered. The message is the same for all problems: whoever named the address is not to learn from it what
 * there is in here.
 */
export class OutsideError extends Error {
  readonly problem: OutsideProblem;

  constructor(problem: OutsideProblem, cause?: unknown) {
    super("That address could not be reached.", { cause });
    this.problem = problem;
  }
}

/** What a test puts in the place of the network. */
export interface OutsideParts {
  /** All addresses of a host. @throws Error (rejects) if they can't be found out */
  readonly resolve?: (host: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Whether an address may be spoken to. */
  readonly mayReach?: (address: string) => boolean;
  /** The certificate that is believed besides those that all believe. */
  readonly ca?: string;
  /** Milliseconds that all of it may take. */
  readonly ms?: number;
}

const REDIRECTIONS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Headers that say who asks; they are for the origin that was named, and for no other. */
const SECRET = /^(?:authorization|cookie|proxy-authorization)$/i;

/**
 * Speaks to hosts that users named, by HTTPS, if they are out there: private addresses and the like are refused, the
 * address that was looked at is the one that is connected to, and each redirection is looked at anew.
 */
export class Outside {
  readonly #resolve: (host: string, signal: AbortSignal) => Promise<readonly string[]>;
  readonly #mayReach: (address: string) => boolean;
  readonly #ca: string | undefined;
  readonly #ms: number;
  #running = 0;

  constructor({ resolve = resolved, mayReach = isPublicAddress, ca, ms = LIMITS.outsideMs }: OutsideParts = {}) {
    this.#resolve = resolve;
    this.#mayReach = mayReach;
    this.#ca = ca;
    this.#ms = ms;
  }

  /** Makes a request. @throws OutsideError (rejects) */
  async request(asked: OutsideRequest): Promise<OutsideAnswer> {
    if (this.#running >= LIMITS.outsideRequests) throw new OutsideError("busy");
    this.#running++;
    const clock = new AbortController();
    const timer = setTimeout(() => clock.abort(), this.#ms);
    timer.unref();
    try {
      return await this.#follow(asked, clock.signal);
    } catch (cause) {
      if (clock.signal.aborted) throw new OutsideError("too-slow", cause);
      throw cause instanceof OutsideError ? cause : new OutsideError("failed", cause);
    } finally {
      clearTimeout(timer);
      this.#running--;
    }
  }

  async #follow(first: OutsideRequest, signal: AbortSignal): Promise<OutsideAnswer> {
    let asked = first;
    for (let left: number = LIMITS.outsideRedirects; ; left--) {
      const url = urlOf(asked.url);
      const answer = await this.#ask(url, asked, signal);
      const { location } = answer.headers;
      if (!REDIRECTIONS.has(answer.status) || location === undefined) return answer;
      if (left === 0) throw new OutsideError("redirects");
      asked = redirected(asked, url, answer.status, location);
    }
  }

  /** Asks the host of a URL, at the first of its addresses that takes a connection. */
  async #ask(url: URL, asked: OutsideRequest, signal: AbortSignal): Promise<OutsideAnswer> {
    const addresses = await this.#addressesOf(url.hostname, signal);
    let trouble: unknown;
    for (const address of addresses.slice(0, LIMITS.outsideAddresses)) {
      const attempt = new Attempt(url, address, asked, this.#ca);
      try {
        return await attempt.run(signal);
      } catch (cause) {
        // It may have been done though nothing was answered, so it is not asked again elsewhere.
        if (attempt.wasConnected) throw cause;
        trouble = cause;
      }
    }
    throw trouble;
  }

  /** The addresses of a host; none are used if one is not to be. */
  async #addressesOf(hostname: string, signal: AbortSignal): Promise<readonly string[]> {
    const host = hostname.replace(/^\[|\]$/g, "");
    const addresses = isIP(host) === 0 ? await orAborted(this.#resolve(host, signal), signal) : [host];
    if (addresses.length === 0) throw new OutsideError("no-address");
    if (!addresses.every((address) => isIP(address) !== 0 && this.#mayReach(address))) {
      throw new OutsideError("not-public");
    }
    return addresses;
  }
}

/** One request over one connection to one address, which was looked at. */
class Attempt {
  readonly #url: URL;
  readonly #address: string;
  readonly #asked: OutsideRequest;
  readonly #ca: string | undefined;
  /** Whether something may have been sent. */
  wasConnected = false;

  constructor(url: URL, address: string, asked: OutsideRequest, ca: string | undefined) {
    this.#url = url;
    this.#address = address;
    this.#asked = asked;
    this.#ca = ca;
  }

  run(signal: AbortSignal): Promise<OutsideAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = request(this.#options(signal), (incoming) => {
        bodyOf(incoming).then(
          (body) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }),
          (cause: unknown) => {
            outgoing.destroy();
            reject(cause);
          },
        );
      });
      outgoing.on("error", reject);
      // Somebody may answer with another protocol, or with a hundred answers that are none yet.
      outgoing.on("upgrade", (_incoming, socket) => {
        socket.destroy();
        reject(new OutsideError("failed"));
      });
      outgoing.on("socket", (socket) => {
        socket.once("secureConnect", () => {
          this.wasConnected = true;
        });
      });
      outgoing.end(this.#asked.body);
    });
  }

  /** An address is connected to, never a name, which could be another address by now; the name is what TLS proves. */
  #options(signal: AbortSignal): RequestOptions {
    const { hostname, host, port, pathname, search } = this.#url;
    const name = hostname.replace(/\.$/, "");
    return {
      host: this.#address,
      port: port === "" ? 443 : Number(port),
      path: `${pathname}${search}`,
      method: this.#asked.method ?? "GET",
      headers: headersOf(this.#asked, host),
      ...(isIP(hostname.replace(/^\[|\]$/g, "")) === 0 && { servername: name }),
      ...(this.#ca !== undefined && { ca: this.#ca }),
      // One that is not shared goes by no proxy of the environment, and keeps no connection.
      agent: new Agent({ keepAlive: false }),
      minVersion: "TLSv1.2",
      rejectUnauthorized: true,
      maxHeaderSize: LIMITS.httpHeaderBytes,
      signal,
    };
  }
}

function headersOf({ headers = {}, body }: OutsideRequest, host: string): OutgoingHttpHeaders {
  return {
    "user-agent": "Parley",
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    host,
    "accept-encoding": "identity",
    ...(body && { "content-length": body.length }),
  };
}

/** @throws OutsideError */
function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "" || url.hostname === "") {
    throw new OutsideError("bad-url");
  }
  return url;
}

/** What is asked next (RFC 9110, 15.4): a request with a body becomes one without, unless it is to be repeated as it is. */
function redirected(asked: OutsideRequest, from: URL, status: number, location: string): OutsideRequest {
  if (!URL.canParse(location, from)) throw new OutsideError("bad-url");
  const url = new URL(location, from);
  const { headers = {}, body, method = "GET" } = asked;
  const isSame = url.origin === from.origin;
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => isSame || !SECRET.test(name)));
  if (status === 307 || status === 308) return { url: url.href, method, headers: kept, ...(body && { body }) };
  const bodiless = Object.fromEntries(Object.entries(kept).filter(([name]) => !/^content-/i.test(name)));
  return { url: url.href, method: method === "HEAD" ? "HEAD" : "GET", headers: bodiless };
}

/** @throws OutsideError (rejects) if it is longer than it may be */
async function bodyOf(incoming: IncomingMessage): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of incoming) {
    if (!(piece instanceof Uint8Array)) continue;
    length += piece.length;
    if (length > LIMITS.outsideBytes) throw new OutsideError("too-large");
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}

/** What is promised, or a rejection when it takes too long. */
function orAborted<T>(promised: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    promised.then(resolve, reject);
  });
}

/** Asks the name servers of this machine, and no list of its own names. */
async function resolved(host: string, signal: AbortSignal): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: LIMITS.outsideMs / 2, tries: 2 });
  const cancel = (): void => resolver.cancel();
  signal.addEventListener("abort", cancel);
  try {
    const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    return found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
