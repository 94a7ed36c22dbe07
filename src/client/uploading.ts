import { FILES_PATH, linkedFiles } from "../core/files.ts";
import { LIMITS } from "../core/limits.ts";

/** A request of an upload. */
export interface UploadRequest {
  readonly method: "POST" | "HEAD" | "PATCH";
  /** On the server. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes of the file that go along; none without it. */
  readonly part?: { readonly from: number; readonly to: number };
}

/** The head of what a server answers. */
export interface UploadAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  /** What is thrown if it is not the answer that was wanted: what the server says in it. */
  error(): Promise<Error>;
  /** Its content is not wanted. */
  drop(): void;
}

/** What an upload needs of the world. */
export interface UploadParts {
  /** Asks by HTTP, showing who does. It tells by itself how much of a part is through. */
  ask(request: UploadRequest): Promise<UploadAnswer>;
  /** The server has so many bytes. */
  readonly reached: (offset: number) => void;
  /** What is thrown if the answer is not understood, or if the upload was forgotten too often. @param text a sentence */
  readonly failure: (why: "foreign" | "forgotten", text: string) => Error;
  /** What is thrown if it failed in passing. @param text a clause */
  readonly passing: (text: string) => Error;
}

/** One file on its way to the server, in parts that are resumed where they broke off (draft-ietf-httpbis-resumable-upload). */
export class Uploading {
  readonly #name: string;
  readonly #size: number;
  readonly #parts: UploadParts;
  /** The path where the upload goes on, once it has begun. */
  #at: string | undefined;
  #offset = 0;
  /** Whether the server may have another part than is known here. */
  #isUnsure = false;
  #restarts = 0;

  constructor(name: string, size: number, parts: UploadParts) {
    this.#name = name;
    this.#size = size;
    this.#parts = parts;
  }

  /** How much of it the server has. */
  get offset(): number {
    return this.#offset;
  }

  /**
   * Does the next thing. One that failed may be done again.
   * @returns the link of the file, once it is whole
   * @throws Error (rejects) what the parts make of a failure
   */
  async step(): Promise<string | undefined> {
    try {
      if (this.#at === undefined) return await this.#begin();
      return await (this.#isUnsure ? this.#look(this.#at) : this.#append(this.#at));
    } catch (cause) {
      this.#isUnsure = true;
      throw cause;
    }
  }

  async #begin(): Promise<string | undefined> {
    const isWhole = this.#size === 0;
    const answer = await this.#parts.ask({
      method: "POST",
      path: FILES_PATH,
      headers: {
        "content-disposition": `attachment; filename*=UTF-8''${encodeName(this.#name)}`,
        "upload-complete": isWhole ? "?1" : "?0",
        "upload-length": String(this.#size),
      },
    });
    if (answer.status !== 201) throw await answer.error();
    answer.drop();
    if (isWhole) return this.#linkIn(answer);
    const [, id] = /\/uploads\/([^/?#]+)$/.exec(answer.header("location") ?? "") ?? [];
    if (id === undefined) throw this.#notUnderstood();
    this.#at = `${FILES_PATH}uploads/${id}`;
    this.#isUnsure = false;
    this.#moveTo(0);
    return undefined;
  }

  /** Asks how far the upload is. */
  async #look(at: string): Promise<string | undefined> {
    const answer = await this.#parts.ask({ method: "HEAD", path: at, headers: {} });
    if (isGone(answer)) return this.#forget(answer);
    if (answer.status !== 204) throw await answer.error();
    answer.drop();
    if (answer.header("upload-complete") === "?1") return this.#linkIn(answer);
    this.#isUnsure = false;
    this.#moveTo(this.#offsetIn(answer));
    return undefined;
  }

  async #append(at: string): Promise<string | undefined> {
    const from = this.#offset;
    const to = Math.min(this.#size, from + LIMITS.uploadPartBytes);
    const headers = {
      "content-type": "application/partial-upload",
      "upload-complete": to === this.#size ? "?1" : "?0",
      "upload-offset": String(from),
    };
    const answer = await this.#parts.ask({ method: "PATCH", path: at, headers, part: { from, to } });
    if (isGone(answer)) return this.#forget(answer);
    if (answer.status !== 201 && answer.status !== 204) throw await answer.error();
    answer.drop();
    if (answer.status === 201) return this.#linkIn(answer);
    this.#moveTo(this.#offsetIn(answer));
    return undefined;
  }

  /** The server knows the upload no more: it begins anew, but not for ever. */
  #forget(answer: UploadAnswer): never {
    answer.drop();
    this.#at = undefined;
    this.#offset = 0;
    if (++this.#restarts > LIMITS.uploadRestarts) {
      throw this.#parts.failure("forgotten", "The server forgets the upload again and again.");
    }
    throw this.#parts.passing("the server knows of no such upload any more, so it begins anew");
  }

  #moveTo(offset: number): void {
    if (offset > this.#size) throw this.#notUnderstood();
    this.#offset = offset;
    this.#parts.reached(offset);
  }

  #linkIn(answer: UploadAnswer): string {
    const link = answer.header("location") ?? "";
    if (linkedFiles(link).length === 0) throw this.#notUnderstood();
    return link;
  }

  #offsetIn(answer: UploadAnswer): number {
    const offset = answer.header("upload-offset") ?? "";
    if (!/^\d{1,15}$/.test(offset)) throw this.#notUnderstood();
    return Number(offset);
  }

  #notUnderstood(): Error {
    return this.#parts.failure("foreign", "The server's answer is not understood here; is it a Parley server?");
  }
}

function isGone({ status }: UploadAnswer): boolean {
  return status === 404 || status === 410;
}

/** A name as a parameter of a header has it (RFC 8187). */
function encodeName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
