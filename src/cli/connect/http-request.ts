import { request as askHttp, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as askHttps } from "node:https";
import type { TLSSocket } from "node:tls";
import { LIMITS } from "../../core/limits.ts";
import type { Address } from "../trust/known-servers.ts";
import { openTls } from "../trust/tls-socket.ts";
import type { Trust } from "../trust/trust.ts";

/** What is asked for. */
export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PATCH" | "DELETE";
  readonly headers: OutgoingHttpHeaders;
  /** What is sent along, no faster than it goes out. Its length belongs into the headers. */
  readonly body?: AsyncIterable<Uint8Array>;
  /** Which servers are taken over TLS, and which are not talked to without. */
  readonly trust: Trust;
  /** Ends all of it. */
  readonly signal: AbortSignal;
}

/**
 * Makes an HTTP request on a connection of its own, which leads to the right server before any of it is sent. An answer that comes before the body is sent is taken for all that
 * there is to say; the body is then let go of. Its content is to be read, or destroyed.
 * @throws UntrustedError (rejects) if the server is not the right one
 * @throws Error (rejects) if there is no answer, if nothing happens for `LIMITS.stallMs`, or as `body` does
 */
export async function httpRequest(url: URL, asked: HttpRequest): Promise<IncomingMessage> {
  const { method, headers, body, trust, signal } = asked;
  const isTls = url.protocol === "https:";
  if (!isTls) trust.admitPlain(serverOf(url));
  const socket = isTls ? await connectTo(url, trust, signal) : undefined;
  // A connection that was used before may be closed by the other end in just the moment in which it is used again.
  const request = socket
    ? askHttps(url, { method, headers, signal, createConnection: () => socket })
    : askHttp(url, { method, headers, signal, agent: false });
  request.setTimeout(LIMITS.stallMs, () => request.destroy(new Error("it does not answer")));
  const answer = answerTo(request);
  try {
    if (body) await send(request, body, answer);
    // It fails for the same reason, which is told by the answer.
    request.end();
    return await answer;
  } catch (cause) {
    request.destroy();
    throw cause;
  }
}

/** A connection to the right server. */
async function connectTo(url: URL, trust: Trust, signal: AbortSignal): Promise<TLSSocket> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = openTls(serverOf(url), trust, { trusted: resolve, failed: reject }, "http/1.1");
  const stop = (): void => void socket.destroy();
  signal.addEventListener("abort", stop);
  try {
    await promise;
    return socket;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function serverOf({ hostname, port, protocol }: URL): Address {
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || (protocol === "https:" ? 443 : 80)) };
}

/** The content of an answer, as text, of which no more than so many bytes are looked at. */
export async function textOf(answer: IncomingMessage, most: number): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of answer) {
      if (!Buffer.isBuffer(piece)) break;
      pieces.push(piece);
      length += piece.length;
      if (length >= most) break;
    }
  } catch {
    // What came tells what it can.
  }
  answer.destroy();
  return Buffer.concat(pieces).subarray(0, most).toString();
}

function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.on("response", resolve);
  request.on("error", reject);
  request.on("close", () => reject(new Error("the server hung up")));
  // Whoever sends the body may fail first, and this then too.
  promise.catch(() => undefined);
  return promise;
}

async function send(request: ClientRequest, body: AsyncIterable<Uint8Array>, answer: Promise<unknown>): Promise<void> {
  let isAnswered = false;
  const answered = answer.then(
    () => {
      isAnswered = true;
    },
    () => {
      isAnswered = true;
    },
  );
  for await (const piece of body) {
    if (isAnswered) return;
    if (!request.write(piece)) await Promise.race([answered, drained(request)]);
  }
}

function drained(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => request.once("drain", resolve));
}
