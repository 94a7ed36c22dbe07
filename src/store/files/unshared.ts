import { type OwnedFile, refOf, type Upload } from "../../core/files.ts";
import type { Digest } from "./digest.ts";
import type { UploadRecord, Whole } from "./record.ts";
import type { Stop } from "./stop.ts";

/** An upload that is not whole, or a file that no message shares yet. */
export class Unshared {
  record: UploadRecord;
  /** Bytes that came, and how many of them are on disk for sure. */
  received: number;
  durable: number;
  /** When the last of them came, in milliseconds since 1970. */
  touched: number;
  /** Of the bytes that came; nothing if they have to be read again first. */
  digest: Digest | undefined;
  /** There while bytes are coming, or are made a file of. */
  stop: Stop | undefined;
  /** Whether its content is on the way to its place: then it can't be forgotten any more. */
  isPlacing = false;
  /** Whether it was forgotten. */
  isGone = false;
  /** The content that it needs; kept by `UnsharedFiles`. */
  claimed: { readonly hash: string; readonly size: number } | undefined;
  /** There once it is whole and its content in its place; written down in the record before. */
  whole: Whole | undefined;

  constructor(record: UploadRecord, received: number, touched: number) {
    this.record = record;
    this.received = received;
    this.durable = received;
    this.touched = touched;
    this.whole = record.whole;
  }

  get id(): string {
    return this.record.id;
  }

  /** Bytes that it takes, or will take for all that is known. */
  get size(): number {
    return this.claimed?.size ?? Math.max(this.record.declared ?? 0, this.received);
  }

  /** The file, once it is whole. */
  get file(): OwnedFile | undefined {
    if (!this.whole) return undefined;
    const { id, name, type, owner, room } = this.record;
    return { id, name, type, size: this.whole.size, hash: this.whole.hash, owner, room };
  }

  /** How far it is. */
  get upload(): Upload {
    const { id, file } = this;
    const { declared: size } = this.record;
    if (!file) return { id, offset: this.durable, ...(size !== undefined && { size }) };
    return { id, offset: file.size, file: refOf(file) };
  }
}

/** All that is unshared, found by id, by room and by content. */
export class UnsharedFiles {
  readonly #byId = new Map<string, Unshared>();
  readonly #byRoom = new Map<string, Set<Unshared>>();
  readonly #byHash = new Map<string, Set<Unshared>>();

  get size(): number {
    return this.#byId.size;
  }

  /** Bytes that all of it takes. */
  get bytes(): number {
    return this.#byId.values().reduce((sum, { size }) => sum + size, 0);
  }

  get(id: string): Unshared | undefined {
    return this.#byId.get(id);
  }

  /** All that there are at this moment. */
  all(): readonly Unshared[] {
    return [...this.#byId.values()];
  }

  of(room: string): ReadonlySet<Unshared> {
    return this.#byRoom.get(room) ?? new Set();
  }

  add(one: Unshared): void {
    this.#byId.set(one.id, one);
    put(this.#byRoom, one.record.room, one);
    if (one.whole) this.claim(one, one.whole.hash, one.whole.size);
  }

  remove(one: Unshared): void {
    this.disclaim(one);
    this.#byId.delete(one.id);
    take(this.#byRoom, one.record.room, one);
  }

  /** Says that somebody needs a content: from now on it is not removed. */
  claim(one: Unshared, hash: string, size: number): void {
    this.disclaim(one);
    one.claimed = { hash, size };
    put(this.#byHash, hash, one);
  }

  disclaim(one: Unshared): void {
    if (one.claimed) take(this.#byHash, one.claimed.hash, one);
    one.claimed = undefined;
  }

  /** Whether a content is needed. */
  isClaimed(hash: string): boolean {
    return this.#byHash.has(hash);
  }
}

function put(sets: Map<string, Set<Unshared>>, key: string, one: Unshared): void {
  const set = sets.get(key);
  if (set) set.add(one);
  else sets.set(key, new Set([one]));
}

function take(sets: Map<string, Set<Unshared>>, key: string, one: Unshared): void {
  const set = sets.get(key);
  set?.delete(one);
  if (set?.size === 0) sets.delete(key);
}
