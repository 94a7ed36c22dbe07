import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Pair } from "../trust/tls-server.fixture.ts";

/** One request that a server got. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

/**
 * What goes wrong with a request: it is cut after so many bytes of its body (or of its answer's, of which some may be lost
 * then), its answer stops after so many and is never ended, or it is answered so.
 */
export type Trouble =
  | { readonly cutAfter: number }
  | { readonly stopAfter: number }
  | { readonly status: number; readonly body?: object };

/** Ids of files and uploads. */
const ID = "a".repeat(26);

/**
 * A server of files for tests: it takes one upload at a time and sends one file, as Parley does, and has the troubles that
 * a test wants, one for each request to which it comes.
 */
export class FilesServer implements AsyncDisposable {
  readonly seen: Seen[] = [];
  /** What there is of the upload. */
  uploaded: Buffer = Buffer.alloc(0);
  /** The file that it sends. */
  file: Buffer = Buffer.from("hello");
  /** What goes wrong next with requests of a method. */
  readonly troubles = new Map<string, Trouble[]>();
  /** Whether there is an upload. */
  isKnown = false;
  isWhole = false;
  /** Whether it sends whole files only. */
  ignoresRanges = false;
  readonly #server: Pick<Server, "listen" | "address" | "close" | "closeAllConnections">;
  readonly #scheme: string;
  #length = 0;

  private constructor(pair: Pair | undefined) {
    const listener: RequestListener = (request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    };
    const options = { keepAliveTimeout: 1, ...pair };
    this.#scheme = pair ? "https" : "http";
    this.#server = pair ? createTlsServer(options, listener) : createServer(options, listener);
  }

  /** @param pair if it is to be over TLS */
  static async start(pair?: Pair): Promise<FilesServer> {
    const files = new FilesServer(pair);
    await new Promise<void>((resolve) => files.#server.listen(0, "127.0.0.1", resolve));
    return files;
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    return typeof address === "object" && address ? address.port : 0;
  }

  /** The link of its file. */
  link(name: string): string {
    return `${this.#scheme}://127.0.0.1:${this.port}/files/${ID}/${encodeURIComponent(name)}`;
  }

  /** The requests as `METHOD what-matters`. */
  get told(): string[] {
    return this.seen.map(({ method, headers }) =>
      [method, headers["upload-offset"] ?? headers.range].filter((part) => part !== undefined).join(" "),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    this.seen.push({ method, path: url, headers });
    const trouble = this.troubles.get(method)?.shift();
    if (trouble && "status" in trouble) {
      response.writeHead(trouble.status, { connection: "close" }).end(JSON.stringify(trouble.body ?? {}));
      return;
    }
    const cutAfter = trouble && "cutAfter" in trouble ? trouble.cutAfter : Number.POSITIVE_INFINITY;
    if (method === "POST") this.#create(headers, response);
    else if (method === "GET") this.#send(headers.range, response, trouble);
    else if (!this.isKnown) response.writeHead(404).end();
    else if (method === "PATCH") await this.#append(request, response, cutAfter);
    else response.writeHead(204, this.#progress).end();
  }

  #create(headers: IncomingMessage["headers"], response: ServerResponse): void {
    this.uploaded = Buffer.alloc(0);
    this.#length = Number(headers["upload-length"]);
    this.isWhole = headers["upload-complete"] === "?1";
    this.isKnown = true;
    const location = this.isWhole ? this.link("file") : `https://elsewhere.test/files/uploads/${ID}`;
    response.writeHead(201, { location }).end();
  }

  async #append(request: IncomingMessage, response: ServerResponse, cutAfter: number): Promise<void> {
    const offset = Number(request.headers["upload-offset"]);
    if (offset !== this.uploaded.length) {
      response.writeHead(409, this.#progress).end();
      return;
    }
    const pieces: Buffer[] = [this.uploaded];
    let length = 0;
    for await (const piece of request) {
      if (!Buffer.isBuffer(piece)) continue;
      pieces.push(piece);
      length += piece.length;
      if (length >= cutAfter) break;
    }
    this.uploaded = Buffer.concat(pieces).subarray(0, offset + cutAfter);
    if (length >= cutAfter) {
      request.socket.destroy();
      return;
    }
    this.isWhole = request.headers["upload-complete"] === "?1" && this.uploaded.length === this.#length;
    if (cutAfter === Number.POSITIVE_INFINITY) response.writeHead(this.isWhole ? 201 : 204, this.#progress).end();
    else request.socket.destroy();
  }

  get #progress(): Readonly<Record<string, string | number>> {
    return {
      "upload-complete": this.isWhole ? "?1" : "?0",
      "upload-offset": this.uploaded.length,
      ...(this.isWhole && { location: this.link("file") }),
    };
  }

  #send(range: string | undefined, response: ServerResponse, trouble: Trouble | undefined): void {
    const from = this.ignoresRanges ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    const size = this.file.length;
    if (range !== undefined && from >= size && !this.ignoresRanges) {
      response.writeHead(416, { "content-range": `bytes */${size}` }).end();
      return;
    }
    const isPart = range !== undefined && !this.ignoresRanges;
    response.writeHead(isPart ? 206 : 200, {
      "content-length": size - from,
      ...(isPart && { "content-range": `bytes ${from}-${size - 1}/${size}` }),
    });
    if (trouble && "cutAfter" in trouble) {
      response.write(this.file.subarray(from, from + trouble.cutAfter), () => response.destroy());
    } else if (trouble && "stopAfter" in trouble) response.write(this.file.subarray(from, from + trouble.stopAfter));
    else response.end(this.file.subarray(from));
  }
}
