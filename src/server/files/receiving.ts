import type { OutgoingHttpHeaders } from "node:http";
import type { Refusal } from "../../core/answers.ts";
import type { Asker } from "../../core/fetching.ts";
import { FILES_PATH, type NewFile, type Upload, type Uploads } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Exchange } from "./exchange.ts";
import { isProblem, noSuchFile, type Problem, problem, type Reply, refused, stalled } from "./reply.ts";
import type { Transfer, Transfers } from "./transfers.ts";
import {
  badHeader,
  badType,
  completed,
  created,
  inconsistent,
  mismatch,
  PARTIAL_UPLOAD,
  progress,
} from "./upload-answers.ts";
import { nameOf, typeOf, uploadComplete, uploadNumber } from "./upload-headers.ts";

/** Where uploads go on: `/files/uploads/ID`. */
export const UPLOADS_PATH: string = `${FILES_PATH}uploads/`;

/** Which files a server takes. */
export interface Taking {
  /** The largest, in bytes; 0 if it takes none. */
  readonly size: number;
  /** Media types such as `text/plain` and `image/*`; all if there are none. */
  readonly types: readonly string[];
}

/** What receives files. */
export interface ReceivingParts {
  readonly uploads: Uploads;
  readonly transfers: Transfers;
  readonly taking: Taking;
}

/** One request, who makes it, and what the server is called from outside. */
export interface Request {
  readonly exchange: Exchange;
  readonly asker: Asker;
  readonly transfer: Transfer;
  readonly base: string;
}

/** What a request says of the file that it brings. */
interface Announced {
  readonly file: Omit<NewFile, "owner" | "room">;
  /** Whether it brings the last of it; nothing if the upload can't be resumed. */
  readonly isLast: boolean | undefined;
}

/**
 * Takes files, whole or in parts (draft-ietf-httpbis-resumable-upload). Nothing is answered if the client is gone, or has
 * come back elsewhere in the meantime.
 */
export class Receiving {
  readonly #uploads: Uploads;
  readonly #transfers: Transfers;
  readonly #taking: Taking;

  constructor({ uploads, transfers, taking }: ReceivingParts) {
    this.#uploads = uploads;
    this.#transfers = transfers;
    this.#taking = taking;
  }

  /** What programs can find out before they send a file. */
  get offer(): OutgoingHttpHeaders {
    const types = this.#taking.types.length > 0 ? this.#taking.types : ["*/*"];
    return { "accept-post": types.join(", "), "accept-patch": PARTIAL_UPLOAD, "upload-limit": this.#limit };
  }

  get #limit(): string {
    return `max-size=${this.#taking.size}, max-age=${LIMITS.unfinishedMs / 1_000}`;
  }

  /** Takes a new file, or the first part of it. @param pathName what the path calls it, if it does */
  async create(request: Request, pathName: string | undefined): Promise<Reply | undefined> {
    const { exchange, asker, transfer, base } = request;
    if (this.#taking.size === 0) return problem(403, "no-files", "This server takes no files.");
    const announced = this.#announced(exchange, pathName);
    if (isProblem(announced)) return announced;
    const { isLast } = announced;
    const begun = await this.#uploads.begin({ ...announced.file, owner: asker.identity, room: asker.room });
    if ("code" in begun) return this.#refused(begun);
    if (isLast === undefined) return this.#takeWhole(request, begun);
    await this.#transfers.claim(begun.id, transfer);
    const headers = { location: `${base}${UPLOADS_PATH}${begun.id}`, "upload-limit": this.#limit };
    const isEmpty = !isLast && exchange.body.length === 0;
    if (!isEmpty) inform(exchange, headers);
    const upload = isEmpty ? begun : await this.#take(request, begun, isLast);
    if (!upload || isProblem(upload)) return upload;
    if (upload.file) return created(upload.file, base, { "upload-complete": "?1" });
    const { location } = headers;
    return {
      status: 201,
      headers: { ...headers, ...progress(upload) },
      body: { upload: location, offset: upload.offset },
    };
  }

  /** How far an upload is. */
  async state({ asker, base }: Request, id: string): Promise<Reply> {
    // Nobody else ends what goes on at it.
    if (!(await this.#uploads.state(id, asker.identity))) return noSuchFile();
    await this.#transfers.clear(id);
    const upload = await this.#uploads.state(id, asker.identity);
    if (!upload) return noSuchFile();
    // Whoever missed the answer to the last part finds the file here.
    const location = upload.file && created(upload.file, base).headers;
    return { status: 204, headers: { ...location, ...progress(upload), "upload-limit": this.#limit } };
  }

  /** Puts a part behind what is there of an upload. */
  async append(request: Request, id: string): Promise<Reply | undefined> {
    const { exchange, asker, transfer, base } = request;
    const offset = uploadNumber(exchange.header("upload-offset"));
    const isLast = uploadComplete(exchange.header("upload-complete"));
    if (exchange.header("content-type")?.split(";")[0]?.trim().toLowerCase() !== PARTIAL_UPLOAD) {
      return badType(`A part of an upload is of the type ${PARTIAL_UPLOAD}.`, { "accept-patch": PARTIAL_UPLOAD });
    }
    if (offset === undefined) return badHeader("Upload-Offset has to say at which byte the part begins.");
    if (isLast === undefined) return badHeader("Upload-Complete has to say whether this is the last part: ?1 or ?0.");
    if (!(await this.#uploads.state(id, asker.identity))) return noSuchFile();
    await this.#transfers.claim(id, transfer);
    const upload = await this.#uploads.state(id, asker.identity);
    if (!upload) return noSuchFile();
    const misfit = misfitOf(request, upload, { offset, isLast });
    if (misfit) return misfit;
    const outcome = await this.#take(request, upload, isLast);
    if (!outcome || isProblem(outcome)) return outcome;
    if (outcome.file) return created(outcome.file, base, { "upload-complete": "?1" });
    return { status: 204, headers: progress(outcome) };
  }

  /** Forgets an upload. */
  async abandon({ asker, base }: Request, id: string): Promise<Reply> {
    if (!(await this.#uploads.state(id, asker.identity))) return noSuchFile();
    await this.#transfers.clear(id);
    const upload = await this.#uploads.state(id, asker.identity);
    if (upload?.file) return completed(upload.file, base, 0);
    await this.#uploads.abandon(id, asker.identity);
    return { status: 204 };
  }

  /** Takes a file in one go. Nobody knows where to go on with it, so nothing is kept of one that breaks off. */
  async #takeWhole(request: Request, begun: Upload): Promise<Reply | undefined> {
    let isTaken = false;
    try {
      const upload = await this.#take(request, begun, true);
      if (!upload || isProblem(upload) || !upload.file) return upload && isProblem(upload) ? upload : undefined;
      isTaken = true;
      return created(upload.file, request.base);
    } finally {
      if (!isTaken) await this.#uploads.abandon(begun.id, request.asker.identity);
    }
  }

  /** Takes the body of a request. */
  async #take(
    { exchange, asker, transfer }: Request,
    { id, offset }: Upload,
    isLast: boolean,
  ): Promise<Upload | Problem | undefined> {
    const { body } = exchange;
    try {
      const bytes = body.bytes(transfer.signal);
      const outcome = await this.#uploads.append(id, asker.identity, { offset, bytes, isLast });
      return "code" in outcome ? this.#refused(outcome) : outcome;
    } catch (cause) {
      if (body.brokeOff === undefined) throw cause;
      if (body.brokeOff === "stalled") return stalled(body.stallMs);
      exchange.hangUp();
      return undefined;
    }
  }

  #refused(refusal: Refusal): Problem {
    const said = refused(refusal);
    const { "accept-post": types, "upload-limit": limit } = this.offer;
    if (refusal.code === "bad-file-type") return { ...said, headers: { ...said.headers, "accept-post": types } };
    if (refusal.code === "file-too-large") return { ...said, headers: { ...said.headers, "upload-limit": limit } };
    return said;
  }

  #announced(exchange: Exchange, pathName: string | undefined): Announced | Problem {
    const said = exchange.header("content-type");
    const accept = { "accept-post": this.offer["accept-post"] };
    if (said !== undefined && /^\s*multipart\//i.test(said)) {
      return badType("Send the file itself as the body of the request, not in a form.", accept);
    }
    if (!/^\s*(identity)?\s*$/i.test(exchange.header("content-encoding") ?? "")) {
      return badType("Send the file as it is, without a Content-Encoding.", accept);
    }
    const disposition = exchange.header("content-disposition");
    const type = typeOf(said, nameOf(disposition, pathName, undefined));
    if (type === undefined) return badType("Content-Type has no media type in it.", accept);
    const isLast = uploadComplete(exchange.header("upload-complete"));
    if ((uploadNumber(exchange.header("upload-offset")) ?? 0) !== 0) {
      return badHeader("A new upload begins at byte 0; what was begun goes on where its Location was.");
    }
    const { length } = exchange.body;
    const intended = isLast === undefined ? undefined : uploadNumber(exchange.header("upload-length"));
    const size = isLast === false ? intended : (length ?? intended);
    const isInconsistent =
      intended !== undefined && length !== undefined && (isLast ? length !== intended : length > intended);
    if (isInconsistent) return inconsistent();
    const name = nameOf(disposition, pathName, said === undefined ? undefined : type);
    return { file: { name, type, ...(size !== undefined && { size }) }, isLast };
  }
}

/** Why a part can't be put behind what is there of an upload; nothing if it can. */
function misfitOf(
  { exchange, base }: Request,
  upload: Upload,
  { offset, isLast }: { readonly offset: number; readonly isLast: boolean },
): Problem | undefined {
  const { length } = exchange.body;
  if (upload.file) return completed(upload.file, base, length);
  if (offset !== upload.offset) return mismatch(upload, offset);
  const intended = uploadNumber(exchange.header("upload-length"));
  const size = upload.size ?? intended;
  if (intended !== undefined && intended !== size) return inconsistent();
  if (size === undefined || length === undefined) return undefined;
  const end = offset + length;
  return end > size || (isLast && end !== size) ? inconsistent() : undefined;
}

/** Tells where an upload can be resumed while its body is still coming; older versions of HTTP and of Node can't. */
function inform({ incoming, outgoing }: Exchange, headers: OutgoingHttpHeaders): void {
  const { httpVersionMajor, httpVersionMinor } = incoming;
  const isKnown = httpVersionMajor > 1 || (httpVersionMajor === 1 && httpVersionMinor >= 1);
  if (isKnown && "writeInformation" in outgoing) outgoing.writeInformation(104, headers);
}
