import type { OutgoingHttpHeaders } from "node:http";
import { type Asker, mayFetch } from "../../core/fetching.ts";
import type { Files, OwnedFile } from "../../core/files.ts";
import type { State } from "../../core/state.ts";
import type { Exchange } from "./exchange.ts";
import { pour } from "./pouring.ts";
import { type Conditions, isSameAs, precondition, type Range, rangeOf } from "./ranges.ts";
import { noSuchFile, problem, type Reply } from "./reply.ts";
import { cacheHeaders, fileHeaders, tagOf } from "./showing.ts";
import type { Transfer } from "./transfers.ts";

/** What sends files. */
export interface SendingParts {
  readonly files: Files;
  readonly state: State;
  /** Whether whoever has a file's link may fetch it. */
  readonly open: boolean;
  readonly stallMs: number;
}

/** Sends files to those who may have them. */
export class Sending {
  readonly #parts: SendingParts;

  constructor(parts: SendingParts) {
    this.#parts = parts;
  }

  /**
   * Answers a GET or HEAD; nothing is left to answer if the file itself was sent.
   * @param asker who asks, if that has to be known
   * @throws Error (rejects) if the file can't be read; if the answer had begun, the connection is ended
   */
  async send(exchange: Exchange, transfer: Transfer, id: string, asker: Asker | undefined): Promise<Reply | undefined> {
    const file = await this.#find(id, asker);
    if (!file) return noSuchFile();
    const { open } = this.#parts;
    const tag = tagOf(file);
    const conditions: Conditions = {
      ifMatch: exchange.incoming.headers["if-match"],
      ifNoneMatch: exchange.incoming.headers["if-none-match"],
      ifRange: exchange.header("if-range"),
    };
    const answer = precondition(conditions, tag);
    if (answer === 412) return problem(412, "changed", "The file is not the one that you have.");
    if (answer === 304) return { status: 304, headers: cacheHeaders(file, open) };
    const isRange = exchange.method === "GET" && isSameAs(conditions, tag);
    const range = isRange ? rangeOf(exchange.header("range"), file.size) : undefined;
    if (range === "unsatisfiable") {
      const headers = { "content-range": `bytes */${file.size}` };
      return problem(416, "bad-range", `The file has ${file.size} bytes, and none of those.`, { headers });
    }
    await this.#answer(exchange, transfer, file, range);
    return undefined;
  }

  async #find(id: string, asker: Asker | undefined): Promise<OwnedFile | undefined> {
    const { files, open, state } = this.#parts;
    const file = await files.find(id);
    if (!file || open) return file;
    return asker && mayFetch(state, asker, file, await files.placesOf(id)) ? file : undefined;
  }

  async #answer({ outgoing, method }: Exchange, transfer: Transfer, file: OwnedFile, range?: Range): Promise<void> {
    const { from, to } = range ?? { from: 0, to: file.size };
    const length = to - from;
    const headers: OutgoingHttpHeaders = {
      ...fileHeaders(file, this.#parts.open),
      "content-length": length,
      ...(range && { "content-range": `bytes ${from}-${to - 1}/${file.size}` }),
    };
    if (method === "HEAD" || length === 0) {
      outgoing.writeHead(200, headers);
      outgoing.end();
      return;
    }
    const pieces = this.#parts.files.read(file, from, to)[Symbol.asyncIterator]();
    // What can't be read at all is known before anything is answered.
    const first = await pieces.next();
    outgoing.writeHead(range ? 206 : 200, headers);
    const { stallMs } = this.#parts;
    await pour(resumed(first, pieces), outgoing, { length, stallMs, signal: transfer.signal });
  }
}

/** The pieces of an iterator of which the first was taken already; it is ended when these are left early. */
async function* resumed(
  first: IteratorResult<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
