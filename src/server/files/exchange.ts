import type { IncomingMessage, ServerResponse } from "node:http";
import { FILES_PATH } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Origin } from "../origins.ts";
import type { Reply } from "./reply.ts";
import { RequestBody } from "./request-body.ts";

/** One HTTP request and the way to answer it. */
export class Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly body: RequestBody;
  readonly method: string;
  /** The path of what is asked for, as it was written, without a question. */
  readonly path: string;
  readonly origin: Origin;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, origin: Origin, stallMs: number) {
    this.origin = origin;
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.body = new RequestBody(incoming, outgoing, stallMs);
    this.method = incoming.method ?? "";
    this.path = pathOfRequest(incoming);
  }

  /** Where it comes from: an IP address. */
  get address(): string {
    return this.origin.peer.host;
  }

  /** A header that is there at most once; of several, none counts. */
  header(name: string): string | undefined {
    const values = this.incoming.headersDistinct[name];
    return values?.length === 1 ? values[0] : undefined;
  }

  /**
   * Answers. If the client is still sending, that goes on being read for a moment when the answer is on its way: to close
   * at once would take the answer back before it is read.
   */
  async answer({ status, headers, body }: Reply): Promise<void> {
    const { outgoing } = this;
    if (outgoing.destroyed || outgoing.headersSent) return;
    const text = body === undefined ? undefined : Buffer.from(`${JSON.stringify(body)}\n`);
    const isWhole = this.body.isOver;
    outgoing.writeHead(status, {
      ...(text && { "content-type": "application/json", "content-length": text.length }),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
      ...(!isWhole && { connection: "close" }),
    });
    if (text && this.method !== "HEAD") outgoing.write(text);
    else outgoing.flushHeaders();
    if (!isWhole) await this.body.drain(LIMITS.goodbyeMs);
    outgoing.end();
  }

  /** Ends the connection without an answer. */
  hangUp(): void {
    this.outgoing.destroy();
  }
}

/** The path of a request, also if it has the whole URL (RFC 9112, 3.2.2). */
export function pathOfRequest({ url = "" }: IncomingMessage): string {
  const [path = ""] = url.replace(/^https?:\/\/[^/?#]*/i, "").split(/[?#]/, 1);
  return path;
}

/** Whether a request is about files: those may take as long as they take. */
export function isAboutFiles(incoming: IncomingMessage): boolean {
  return `${pathOfRequest(incoming)}/`.startsWith(FILES_PATH);
}
