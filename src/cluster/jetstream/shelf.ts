import { createHash } from "node:crypto";
import { DeliverPolicy, PubHeaders } from "@nats-io/jetstream";
import { headers, nuid } from "@nats-io/transport-node";
import * as v from "valibot";
import { LIMITS } from "../../core/limits.ts";
import type { Shelf } from "../ports.ts";
import type { Link } from "./link.ts";
import { readPieces } from "./read-pieces.ts";
import { isAnswer, isUnknown, NatsTrouble, troubleOf } from "./trouble.ts";

/** What the object store has of a content, as other programs for NATS write and read it too. */
const META = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    name: v.string(),
    nuid: v.string(),
    size: v.number(),
    chunks: v.number(),
    digest: v.optional(v.string(), ""),
    mtime: v.optional(v.string(), ""),
    deleted: v.optional(v.boolean(), false),
  }),
);

type Meta = v.InferOutput<typeof META>;

/** Where the last word about a content is. */
interface Found {
  /** Its place in the stream, 0 if there is none. */
  readonly place: number;
  /** When it was said, in milliseconds since 1970. */
  readonly at: number;
  /** Nothing if it was deleted. */
  readonly meta: Meta | undefined;
  /** As it stands there. */
  readonly text: string;
}

const NOTHING: Found = { place: 0, at: 0, meta: undefined, text: "" };

/** Several nodes may put or remove one content at a time: so often it is looked again how it is. */
const TRIES = 5;

const DECODER = new TextDecoder();
const DIGEST = "SHA-256=";

/** A bucket of the object store. */
export class NatsShelf implements Shelf {
  readonly #link: Link;
  readonly #bucket: string;
  readonly #stream: string;

  constructor(link: Link, bucket: string) {
    this.#link = link;
    this.#bucket = bucket;
    this.#stream = `OBJ_${bucket}`;
  }

  async put(name: string, pieces: () => AsyncIterable<Uint8Array>): Promise<void> {
    const doing = `put ${name} into the object store ${this.#bucket}`;
    try {
      let first: number | undefined;
      for (let tries = 0; tries < TRIES; tries++) {
        const found = await this.#find(name);
        // Somebody else has put it there meanwhile, or said so.
        if (found.meta && first !== undefined && found.place > first) return;
        first ??= found.place;
        if (!found.meta) return await this.#put(name, found.place, pieces());
        if (await this.#sayAgain(name, found)) return;
      }
    } catch (cause) {
      throw troubleOf(cause, doing);
    }
    throw new NatsTrouble(`Could not ${doing}: others do something with it all the time.`);
  }

  async get(name: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const doing = `get ${name} from the object store ${this.#bucket}`;
    try {
      const { meta } = await this.#find(name);
      return meta && this.#read(meta, doing);
    } catch (cause) {
      throw troubleOf(cause, doing);
    }
  }

  async list(): Promise<readonly { readonly name: string; readonly bytes: number; readonly at: number }[]> {
    const listed: { readonly name: string; readonly bytes: number; readonly at: number }[] = [];
    try {
      const from = { deliver_policy: DeliverPolicy.LastPerSubject, filter_subject: `$O.${this.#bucket}.M.>` };
      for await (const message of readPieces(this.#link, this.#stream, from)) {
        const meta = parse(message.data);
        if (meta && !meta.deleted) listed.push({ name: meta.name, bytes: meta.size, at: message.at });
        if (listed.length > LIMITS.shelfListed) throw new NatsTrouble("There are too many contents to list them.");
      }
      return listed;
    } catch (cause) {
      throw troubleOf(cause, `list the object store ${this.#bucket}`);
    }
  }

  async remove(name: string, before: number = Number.POSITIVE_INFINITY): Promise<void> {
    try {
      const { place, at, meta } = await this.#find(name);
      if (place === 0 || at >= before) return;
      // Not what somebody says of it from now on.
      await this.#purge(this.#metaSubject(name), place + 1);
      if (meta && (await this.#find(name)).meta?.nuid !== meta.nuid) await this.#purge(this.#pieceSubject(meta.nuid));
    } catch (cause) {
      throw troubleOf(cause, `remove ${name} from the object store ${this.#bucket}`);
    }
  }

  /** Says anew that a content is there. @returns whether it is there still */
  async #sayAgain(name: string, { place, text }: Found): Promise<boolean> {
    try {
      await this.#publishMeta(name, nuid.next(), place, text);
      return true;
    } catch (cause) {
      if (isAnswer(cause, "wrongLast", "wrongLastUnknown")) return false;
      throw cause;
    }
  }

  async #put(name: string, place: number, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const id = nuid.next();
    try {
      const { size, chunks, digest } = await this.#putPieces(this.#pieceSubject(id), pieces);
      const meta = {
        name,
        bucket: this.#bucket,
        nuid: id,
        size,
        chunks,
        digest: `${DIGEST}${digest}`,
        mtime: new Date().toISOString(),
        deleted: false,
        options: { max_chunk_size: this.#pieceBytes },
      };
      await this.#putMeta(name, id, place, JSON.stringify(meta));
    } catch (cause) {
      if (!(cause instanceof NatsTrouble)) await this.#purge(this.#pieceSubject(id)).catch(() => undefined);
      throw cause;
    }
  }

  async #putPieces(
    subject: string,
    pieces: AsyncIterable<Uint8Array>,
  ): Promise<{ readonly size: number; readonly chunks: number; readonly digest: string }> {
    const hash = createHash("sha256");
    const window = new Window(LIMITS.shelfPieces);
    let size = 0;
    let chunks = 0;
    try {
      for await (const piece of evenPieces(pieces, this.#pieceBytes)) {
        hash.update(piece);
        size += piece.length;
        chunks++;
        const options = { timeout: LIMITS.natsAnswerMs, retries: 1 };
        await window.add(() => this.#link.jetstream.publish(subject, piece, options));
      }
    } finally {
      await window.settled();
    }
    window.check();
    return { size, chunks, digest: paddedBase64(hash.digest()) };
  }

  /** @throws (rejects) NatsTrouble if nobody knows whether it is there: then its pieces have to stay */
  async #putMeta(name: string, id: string, place: number, text: string): Promise<void> {
    try {
      await this.#publishMeta(name, id, place, text);
    } catch (cause) {
      if (isUnknown(cause)) throw new NatsTrouble(`Nobody knows whether ${name} is in the object store.`, { cause });
      // Somebody else has put it there meanwhile.
      if (!isAnswer(cause, "wrongLast", "wrongLastUnknown")) throw cause;
      await this.#purge(this.#pieceSubject(id));
    }
  }

  /** Says something of a content, if nothing was said since that place. */
  async #publishMeta(name: string, id: string, place: number, text: string): Promise<void> {
    const told = headers();
    told.set(PubHeaders.MsgIdHdr, id);
    told.set(PubHeaders.ExpectedLastSubjectSequenceHdr, String(place));
    told.set("Nats-Rollup", "sub");
    const options = { headers: told, timeout: LIMITS.natsAnswerMs, retries: 1 };
    await this.#link.jetstream.publish(this.#metaSubject(name), text, options);
  }

  async *#read(meta: Meta, doing: string): AsyncGenerator<Uint8Array> {
    const hash = createHash("sha256");
    let size = 0;
    let chunks = 0;
    try {
      const from = { deliver_policy: DeliverPolicy.All, filter_subject: this.#pieceSubject(meta.nuid) };
      if (meta.chunks > 0) {
        for await (const { data } of readPieces(this.#link, this.#stream, from)) {
          hash.update(data);
          size += data.length;
          chunks++;
          yield data;
        }
      }
    } catch (cause) {
      throw troubleOf(cause, doing);
    }
    const isWhole = size === meta.size && chunks === meta.chunks;
    if (isWhole && meta.digest === `${DIGEST}${paddedBase64(hash.digest())}`) return;
    throw new NatsTrouble(`Could not ${doing}: it is not what was put there.`);
  }

  async #find(name: string): Promise<Found> {
    try {
      const subject = this.#metaSubject(name);
      const message = await this.#link.manager.streams.getMessage(this.#stream, { last_by_subj: subject });
      if (!message) return NOTHING;
      const meta = parse(message.data);
      const text = DECODER.decode(message.data);
      return { place: message.seq, at: message.time.getTime(), meta: meta?.deleted ? undefined : meta, text };
    } catch (cause) {
      if (isAnswer(cause, "noMessage")) return NOTHING;
      throw cause;
    }
  }

  /** Removes what is said under a subject. @param before what has that place or a later one stays */
  async #purge(filter: string, before?: number): Promise<void> {
    await this.#link.manager.streams.purge(this.#stream, { filter, ...(before !== undefined && { seq: before }) });
  }

  get #pieceBytes(): number {
    return Math.min(LIMITS.shelfPieceBytes, this.#link.maxPayload);
  }

  #pieceSubject(id: string): string {
    return `$O.${this.#bucket}.C.${id}`;
  }

  #metaSubject(name: string): string {
    return `$O.${this.#bucket}.M.${paddedBase64(Buffer.from(name))}`;
  }
}

function parse(data: Uint8Array): Meta | undefined {
  const parsed = v.safeParse(META, DECODER.decode(data));
  return parsed.success ? parsed.output : undefined;
}

/** Base 64 for URLs, but with the padding that the object store has. */
function paddedBase64(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

/** The same bytes in pieces of one size, but for the last. */
async function* evenPieces(pieces: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let filled = 0;
  let buffer = new Uint8Array(size);
  for await (const piece of pieces) {
    let rest = piece;
    while (rest.length > 0) {
      const part = rest.subarray(0, size - filled);
      buffer.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
      if (filled < size) continue;
      yield buffer;
      buffer = new Uint8Array(size);
      filled = 0;
    }
  }
  if (filled > 0) yield buffer.subarray(0, filled);
}

/** Work of which so much is under way at a time. */
class Window {
  readonly #most: number;
  readonly #underWay: Promise<void>[] = [];
  #failure: { readonly cause: unknown } | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** Begins something, once there is room. @throws (rejects) what went wrong with what was begun before */
  async add(begin: () => Promise<unknown>): Promise<void> {
    if (this.#underWay.length >= this.#most) await this.#underWay.shift();
    this.check();
    this.#underWay.push(
      begin().then(
        () => undefined,
        (cause: unknown) => {
          this.#failure ??= { cause };
        },
      ),
    );
  }

  /** Waits until nothing is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** @throws what went wrong */
  check(): void {
    if (this.#failure) throw this.#failure.cause;
  }
}
