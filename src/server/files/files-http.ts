import type { IncomingMessage, ServerResponse } from "node:http";
import type { Asker } from "../../core/fetching.ts";
import { FILES_PATH, FileAway, type Files, type Uploads } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import { isForeign } from "../origin.ts";
import type { Origins } from "../origins.ts";
import { Exchange, isAboutFiles } from "./exchange.ts";
import { Receiving, type Request, type Taking, UPLOADS_PATH } from "./receiving.ts";
import { broken, isProblem, noSuchFile, notAllowed, problem, type Reply, refused } from "./reply.ts";
import { Sending } from "./sending.ts";
import { type Transfer, Transfers } from "./transfers.ts";
import { calledBy } from "./upload-headers.ts";
import { type Doorkeeping, WhoAsks } from "./who-asks.ts";

/** What HTTP needs to take and to send files. */
export interface FilesHttpParts extends Doorkeeping {
  readonly files: Files & Uploads;
  readonly taking: Taking;
  /** Who may fetch a file: whoever has its link, or only those who may read what it was shared in. */
  readonly links: "all" | "members";
  /** What the server is called from outside, without a slash at the end; without it, what each client calls it. */
  readonly url?: string;
  /** What the server is called by whoever does not say what they call it; a URL without a slash at the end. */
  readonly address: () => string;
  readonly origins: Origins;
  readonly rateLimits: boolean;
  /** Milliseconds after which a transfer at which nothing happens is ended. */
  readonly stallMs?: number;
  bug(cause: unknown): void;
}

/** What a path under `/files/` is. */
type Target =
  | { readonly kind: "all" }
  | { readonly kind: "upload"; readonly id: string }
  | { readonly kind: "file"; readonly id: string | undefined; readonly newName: string | undefined };

/** The methods that there are for each kind of path. */
const METHODS: Readonly<Record<Target["kind"], readonly string[]>> = {
  all: ["OPTIONS", "POST"],
  upload: ["OPTIONS", "HEAD", "PATCH", "DELETE"],
  file: ["OPTIONS", "GET", "HEAD", "PUT"],
};

/** Files over HTTP, under `/files/`. */
export class FilesHttp {
  readonly #parts: FilesHttpParts;
  readonly #stallMs: number;
  readonly #transfers: Transfers;
  readonly #whoAsks: WhoAsks;
  readonly #receiving: Receiving;
  readonly #sending: Sending;

  constructor(parts: FilesHttpParts) {
    const { files, taking, hub, links, rateLimits, stallMs = LIMITS.stallMs } = parts;
    this.#parts = parts;
    this.#stallMs = stallMs;
    this.#transfers = new Transfers(rateLimits);
    this.#whoAsks = new WhoAsks(parts);
    this.#receiving = new Receiving({ uploads: files, transfers: this.#transfers, taking });
    this.#sending = new Sending({ files, state: hub.state, open: links === "all", stallMs });
  }

  /** How many transfers go on. */
  get transfers(): number {
    return this.#transfers.size;
  }

  /** Whether a request is about files. */
  takes(incoming: IncomingMessage): boolean {
    return isAboutFiles(incoming);
  }

  /** Carries out a request, and answers it. Never rejects. */
  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const exchange = new Exchange(incoming, outgoing, this.#parts.origins.of(incoming), this.#stallMs);
    try {
      const reply = await this.#serve(exchange);
      if (reply) await exchange.answer(reply);
    } catch (cause) {
      const isAway = cause instanceof FileAway;
      if (!isAway) this.#parts.bug(cause);
      if (outgoing.headersSent) exchange.hangUp();
      else await exchange.answer(isAway ? refused(cause.refusal) : broken());
    }
  }

  /** Ends the transfers for an address of which that is so. */
  endFor(isMeant: (address: string) => boolean): void {
    this.#transfers.endFor(isMeant);
  }

  /** Begins no more transfers, ends those that go on, and waits until nothing is done with the files any more. */
  close(): Promise<void> {
    return this.#transfers.close();
  }

  async #serve(exchange: Exchange): Promise<Reply | undefined> {
    const { method } = exchange;
    const target = targetOf(exchange.path);
    const methods = METHODS[target.kind];
    if (!methods.includes(method)) return notAllowed(methods);
    if (method === "OPTIONS") return this.#options(methods);
    if (method === "PUT" && target.kind === "file" && target.newName === undefined)
      return notAllowed(["OPTIONS", "GET", "HEAD"]);
    return target.kind === "file" && method !== "PUT"
      ? this.#fetch(exchange, target.id)
      : this.#change(exchange, target);
  }

  #options(methods: readonly string[]): Reply {
    return { status: 204, headers: { allow: methods.join(", "), ...this.#receiving.offer } };
  }

  async #fetch(exchange: Exchange, id: string | undefined): Promise<Reply | undefined> {
    let asker: Asker | undefined;
    const authorization = exchange.header("authorization");
    if (this.#parts.links === "members" && authorization !== undefined) {
      const found = await this.#whoAsks.find(authorization, exchange.address);
      if (isProblem(found)) return found;
      asker = found;
    }
    if (id === undefined) return noSuchFile();
    return this.#during(exchange, (transfer) => this.#sending.send(exchange, transfer, id, asker));
  }

  async #change(exchange: Exchange, target: Target): Promise<Reply | undefined> {
    const { incoming, method } = exchange;
    // Browsers send along the passwords that they know, whichever site's page it is that asks.
    if (isForeign(incoming, exchange.origin, this.#parts.url))
      return problem(403, "foreign-page", "A page of another site may not do that.");
    const asker = await this.#whoAsks.find(exchange.header("authorization"), exchange.address);
    if (isProblem(asker)) return asker;
    // Who may say nothing may still look what there is of an upload, and take it back.
    const brings = target.kind !== "upload" || method === "PATCH";
    if (brings && asker.barred) return refused(asker.barred);
    return this.#during(exchange, (transfer) => {
      const request: Request = { exchange, asker, transfer, base: this.#baseOf(exchange) };
      if (target.kind === "all") return this.#receiving.create(request, undefined);
      if (target.kind === "file") return this.#receiving.create(request, target.newName);
      if (method === "HEAD") return this.#receiving.state(request, target.id);
      if (method === "PATCH") return this.#receiving.append(request, target.id);
      return this.#receiving.abandon(request, target.id);
    });
  }

  async #during(
    exchange: Exchange,
    run: (transfer: Transfer) => Promise<Reply | undefined>,
  ): Promise<Reply | undefined> {
    const transfer = this.#transfers.begin(exchange.address);
    if (isProblem(transfer)) return transfer;
    try {
      return await run(transfer);
    } finally {
      transfer.end();
    }
  }

  #baseOf({ incoming, origin }: Exchange): string {
    return this.#parts.url ?? calledBy(incoming, origin.encrypted) ?? this.#parts.address();
  }
}

/** What a path under `/files/` is. Of a file's path only the id counts. */
function targetOf(path: string): Target {
  const rest = path.slice(FILES_PATH.length);
  if (rest === "") return { kind: "all" };
  if (path.startsWith(UPLOADS_PATH)) return { kind: "upload", id: path.slice(UPLOADS_PATH.length) };
  const [id = "", ...more] = rest.split("/");
  const newName = more.length === 0 ? decoded(id) : undefined;
  return { kind: "file", id: /^[a-z2-7]{26}$/.test(id) ? id : undefined, newName };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
