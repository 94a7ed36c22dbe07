import { createHash } from "node:crypto";
import { type Refusal, refuse } from "../../core/answers.ts";
import type { FileRef, Files, NewFile, OwnedFile, Upload, Uploads } from "../../core/files.ts";

/** How a store for tests differs from one that takes everything. */
export interface StoreOptions {
  /** Bytes from which on a file is too large, whatever was said before. */
  readonly size?: number;
  /** Bytes of one room. */
  readonly quota?: number;
  /** Says why a file is not taken, when it is begun. */
  readonly refuse?: (file: NewFile) => Refusal | undefined;
  /** Says why a file is not what it was said to be, when it is whole. */
  readonly inspect?: (file: FileRef, content: Buffer) => Refusal | undefined;
}

interface Kept {
  readonly id: string;
  readonly about: NewFile;
  readonly pieces: Uint8Array[];
  file?: OwnedFile;
}

/** Bytes of a piece that is read. */
const PIECE = 65_536;

/** Files for tests of HTTP, in memory. */
export class TestStore implements Files, Uploads {
  readonly #options: StoreOptions;
  readonly #kept = new Map<string, Kept>();
  /** Where files were shared. */
  readonly shared: { readonly id: string; readonly place: string; readonly seq: number }[] = [];
  /** What is begun and not over: as it were, open files. */
  readonly open = new Set<string>();
  /** The causes for which uploads broke off. */
  readonly broken: unknown[] = [];
  /** Pieces that were read. */
  pieces = 0;
  /** Called for each piece that is taken, before more is asked for. */
  onPiece: (bytes: number) => Promise<void> | void = () => {};
  /** If there, whatever is asked of the store fails by it. */
  failure: Error | undefined;
  #count = 0;

  constructor(options: StoreOptions = {}) {
    this.#options = options;
  }

  /** Ids of uploads and files that are kept. */
  get ids(): readonly string[] {
    return [...this.#kept.keys()];
  }

  takenBack(): void {}

  /** Puts a file there. */
  put(owner: string, name: string, type: string, content: Buffer): OwnedFile {
    const kept: Kept = { id: this.#newId(), about: { name, type, owner, room: owner }, pieces: [content] };
    this.#kept.set(kept.id, kept);
    return this.#complete(kept);
  }

  /** What is there of a file. */
  content(id: string): Buffer {
    return Buffer.concat(this.#kept.get(id)?.pieces ?? []);
  }

  async find(id: string): Promise<OwnedFile | undefined> {
    this.#mayFail();
    return this.#kept.get(id)?.file;
  }

  async list(): Promise<readonly FileRef[]> {
    return [];
  }

  async placesOf(id: string): Promise<readonly { readonly place: string; readonly seq: number }[]> {
    return this.shared.filter((one) => one.id === id);
  }

  async *read({ id }: FileRef, from: number = 0, to?: number): AsyncIterable<Uint8Array> {
    this.#mayFail();
    const content = this.content(id).subarray(from, to);
    const name = `read ${++this.#count}`;
    this.open.add(name);
    try {
      for (let at = 0; at < content.length; at += PIECE) {
        this.pieces++;
        yield content.subarray(at, at + PIECE);
      }
    } finally {
      this.open.delete(name);
    }
  }

  async begin(file: NewFile): Promise<Upload | Refusal> {
    this.#mayFail();
    const refusal = this.#options.refuse?.(file) ?? this.#measure(file.room, file.size ?? 0, 0);
    if (refusal) return refusal;
    const kept: Kept = { id: this.#newId(), about: file, pieces: [] };
    this.#kept.set(kept.id, kept);
    return stateOf(kept);
  }

  async state(id: string, owner: string): Promise<Upload | undefined> {
    this.#mayFail();
    const kept = this.#find(id, owner);
    return kept && stateOf(kept);
  }

  async append(
    id: string,
    owner: string,
    part: { readonly offset: number; readonly bytes: AsyncIterable<Uint8Array>; readonly isLast: boolean },
  ): Promise<Upload | Refusal> {
    const kept = this.#find(id, owner);
    if (!kept) return refuse("no-such-file");
    if (kept.file || part.offset !== sizeOf(kept)) return refuse("bad-offset");
    const name = `append ${id}`;
    if (this.open.has(name)) throw new Error("two append to one upload");
    this.open.add(name);
    try {
      return await this.#take(kept, part);
    } finally {
      this.open.delete(name);
    }
  }

  async abandon(id: string, owner: string): Promise<void> {
    const kept = this.#find(id, owner);
    if (!kept?.file) this.#kept.delete(id);
  }

  async #take(
    kept: Kept,
    { bytes, isLast }: { readonly bytes: AsyncIterable<Uint8Array>; readonly isLast: boolean },
  ): Promise<Upload | Refusal> {
    try {
      for await (const piece of bytes) {
        this.#mayFail();
        const refusal = this.#measure(kept.about.room, sizeOf(kept) + piece.length, sizeOf(kept));
        if (refusal) return this.#refuse(kept, refusal);
        kept.pieces.push(piece);
        await this.onPiece(piece.length);
      }
    } catch (cause) {
      this.broken.push(cause);
      throw cause;
    }
    if (!isLast) return stateOf(kept);
    const file = this.#complete(kept);
    const refusal = this.#options.inspect?.(file, this.content(kept.id));
    return refusal ? this.#refuse(kept, refusal) : stateOf(kept);
  }

  #refuse(kept: Kept, refusal: Refusal): Refusal {
    this.#kept.delete(kept.id);
    return refusal;
  }

  #measure(room: string, size: number, own: number): Refusal | undefined {
    const { size: most = Number.POSITIVE_INFINITY, quota = Number.POSITIVE_INFINITY } = this.#options;
    if (size > most) return refuse("file-too-large");
    const kept = [...this.#kept.values()].filter(({ about }) => about.room === room);
    const used = kept.reduce((sum, one) => sum + sizeOf(one), 0);
    return used - own + size > quota ? refuse("quota-exceeded") : undefined;
  }

  #complete(kept: Kept): OwnedFile {
    const content = Buffer.concat(kept.pieces);
    const hash = createHash("sha256").update(content).digest("hex");
    const { name, type, owner, room } = kept.about;
    kept.file = { id: kept.id, name, type, size: content.length, hash, owner, room };
    return kept.file;
  }

  #find(id: string, owner: string): Kept | undefined {
    const kept = this.#kept.get(id);
    return kept?.about.owner === owner ? kept : undefined;
  }

  #newId(): string {
    const digits = (++this.#count).toString(32).replace(/[0189]/g, (digit) => "wxyz"["0189".indexOf(digit)] ?? "");
    return digits.padStart(26, "w");
  }

  #mayFail(): void {
    if (this.failure) throw this.failure;
  }
}

function stateOf(kept: Kept): Upload {
  const { id, about, file } = kept;
  return { id, offset: sizeOf(kept), ...(about.size !== undefined && { size: about.size }), ...(file && { file }) };
}

function sizeOf({ pieces }: Kept): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
