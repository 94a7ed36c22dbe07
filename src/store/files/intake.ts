import { randomBytes } from "node:crypto";
import { type Refusal, refuse } from "../../core/answers.ts";
import { FileAway, type NewFile, refOf, type Upload, type Uploads } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Clock } from "../../core/ports.ts";
import { checkEnd, checkFile, checkGrowth } from "./checks.ts";
import type { Contents } from "./contents.ts";
import { isDiskFull } from "./disk.ts";
import type { FileRows } from "./file-rows.ts";
import type { Parts } from "./parts.ts";
import type { Reserve } from "./reserve.ts";
import { type FileLimits, Room } from "./room.ts";
import type { SharedShelf } from "./shared-shelf.ts";
import { BrokenOff, Stop } from "./stop.ts";
import { isOld } from "./sweeper.ts";
import { checkType } from "./true-type.ts";
import { Unshared, type UnsharedFiles } from "./unshared.ts";

/** What takes uploads is made of. */
export interface IntakeParts {
  readonly parts: Parts;
  readonly contents: Contents;
  readonly reserve: Reserve;
  readonly unshared: UnsharedFiles;
  readonly rows: FileRows;
  readonly limits: FileLimits;
  readonly clock: Clock;
  /** Where other nodes find what is whole; nothing if there are none. */
  readonly shared: SharedShelf | undefined;
}

/** Some bytes of an upload. */
interface Part {
  readonly offset: number;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly isLast: boolean;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

const NOT_SHELVED = "The server can't share that file with the others just now; try again in a moment.";

const STOPPING = "The server is stopping. Come back in a moment.";

/** Takes uploads, and makes files of them. */
export class Intake implements Uploads {
  readonly #parts: Parts;
  readonly #contents: Contents;
  readonly #reserve: Reserve;
  readonly #unshared: UnsharedFiles;
  readonly #rows: FileRows;
  readonly #limits: FileLimits;
  readonly #clock: Clock;
  readonly #shared: SharedShelf | undefined;
  readonly #room: Room;
  readonly #underWay = new Set<Promise<unknown>>();
  #uploading = 0;
  #receivedBytes = 0;
  #isClosed = false;

  constructor({ parts, contents, reserve, unshared, rows, limits, clock, shared }: IntakeParts) {
    this.#parts = parts;
    this.#contents = contents;
    this.#reserve = reserve;
    this.#unshared = unshared;
    this.#rows = rows;
    this.#limits = limits;
    this.#clock = clock;
    this.#shared = shared;
    this.#room = new Room(rows, unshared, limits);
  }

  /** Uploads whose bytes are coming, and bytes that came since the start. */
  get figures(): { readonly uploading: number; readonly receivedBytes: number } {
    return { uploading: this.#uploading, receivedBytes: this.#receivedBytes };
  }

  async begin(file: NewFile): Promise<Upload | Refusal> {
    if (this.#isClosed) return refuse("unavailable", undefined, STOPPING);
    const checked = checkFile(file, this.#limits);
    return "code" in checked ? checked : await this.#finished(this.#begin(checked));
  }

  async state(id: string, owner: string): Promise<Upload | undefined> {
    const one = this.#find(id, owner);
    if (one) return one.upload;
    const shared = await this.#rows.find(id);
    if (shared?.owner !== owner) return undefined;
    return { id, offset: shared.size, file: refOf(shared) };
  }

  async append(id: string, owner: string, part: Part): Promise<Upload | Refusal> {
    if (this.#isClosed) return refuse("unavailable", id, STOPPING);
    const one = this.#find(id, owner);
    if (!one) return refuse("no-such-file", id);
    if (one.stop) return refuse("busy", id, "More of that upload is coming already.");
    if (one.whole || part.offset !== one.received) return refuse("bad-offset", id);
    one.stop = new Stop();
    return await this.#finished(this.#append(one, one.stop, part));
  }

  async abandon(id: string, owner: string): Promise<void> {
    const one = this.#find(id, owner);
    if (one && !one.whole && !one.isPlacing) await this.#finished(this.forget(one));
  }

  /** Forgets a file because a message that shared it was taken back, if it is whole. */
  takeBack(id: string): void {
    const one = this.#unshared.get(id);
    if (one?.whole) void this.#finished(this.forget(one));
  }

  /** Forgets an upload, or that a file is unshared; its content stays until it is swept. Never rejects. */
  async forget(one: Unshared): Promise<void> {
    one.isGone = true;
    this.#unshared.remove(one);
    one.stop?.now(new Error("The upload was abandoned."));
    await this.#parts.remove(one.id);
  }

  /** Breaks off what is coming, and waits for it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { stop } of this.#unshared.all()) stop?.now(new Error(STOPPING));
    await Promise.allSettled(this.#underWay);
  }

  /** Lets a close wait for work. */
  async #finished<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }

  #find(id: string, owner: string): Unshared | undefined {
    const one = this.#unshared.get(id);
    return one?.record.owner === owner && !isOld(one, this.#clock()) ? one : undefined;
  }

  async #begin({ name, type, owner, room, size }: NewFile): Promise<Upload | Refusal> {
    if (this.#checkCount(room)) await this.#forgetShared(room);
    const full = await this.#reserve.check(size ?? 0);
    if (full) return full;
    const taken = await this.#room.takenBy(room);
    const refusal = this.#checkCount(room) ?? this.#room.check(taken, size ?? 0);
    if (refusal) return refusal;
    const at = this.#clock();
    const record = { id: newId(), name, type, owner, room, at, ...(size !== undefined && { declared: size }) };
    const one = new Unshared(record, 0, at);
    this.#unshared.add(one);
    try {
      await this.#parts.make(record);
      return one.upload;
    } catch (error) {
      await this.forget(one);
      if (isDiskFull(error)) return refuse("disk-full");
      throw error;
    }
  }

  #checkCount(room: string): Refusal | undefined {
    if (this.#unshared.size >= LIMITS.uploads) return refuse("server-full");
    if (this.#unshared.of(room).size < LIMITS.uploadsPerOwner) return undefined;
    const text = `You have ${LIMITS.uploadsPerOwner} files that are not shared yet; share them, or wait a day.`;
    return refuse("quota-exceeded", undefined, text);
  }

  /** What was shared since the last sweep doesn't count. */
  async #forgetShared(room: string): Promise<void> {
    for (const one of [...this.#unshared.of(room)]) {
      if (one.whole && (await this.#rows.find(one.id))) await this.forget(one);
    }
  }

  async #append(one: Unshared, stop: Stop, part: Part): Promise<Upload | Refusal> {
    this.#uploading++;
    try {
      const refusal =
        (await this.#receive(one, stop, part.bytes)) ?? (part.isLast ? await this.#finish(one, stop) : undefined);
      if (refusal) await this.forget(one);
      return refusal ?? (one.isGone ? refuse("no-such-file", one.id) : one.upload);
    } catch (error) {
      if (!(error instanceof BrokenOff)) rollBack(one);
      if (one.isGone) return refuse("no-such-file", one.id);
      if (error instanceof FileAway) return error.refusal;
      if (!isDiskFull(error)) throw error;
      await this.forget(one);
      return refuse("disk-full");
    } finally {
      this.#uploading--;
      one.touched = this.#clock();
      one.stop = undefined;
    }
  }

  async #receive(one: Unshared, stop: Stop, bytes: AsyncIterable<Uint8Array>): Promise<Refusal | undefined> {
    const taken = await this.#room.takenBy(one.record.room);
    return await this.#parts.receive(one, stop, bytes, async (count) => {
      this.#receivedBytes += count;
      const full = await this.#reserve.take(count);
      if (full) return full;
      const more = Math.max(0, one.received + count - one.size);
      return checkGrowth(one, count, this.#limits) ?? (more > 0 ? this.#room.check(taken, more) : undefined);
    });
  }

  /** Makes a file of an upload whose bytes are all on disk. */
  async #finish(one: Unshared, stop: Stop): Promise<Refusal | undefined> {
    const { digest, received: size, record } = one;
    if (!digest) throw new Error("an upload ended that was not read");
    const hasNul = digest.hasNul;
    const refusal = checkEnd(one) ?? (await checkType(record.type, { head: await this.#parts.head(one), hasNul }));
    if (refusal || one.isGone) return refusal;
    const hash = digest.hex();
    this.#unshared.claim(one, hash, size);
    // Asked anew: what was shared meanwhile counts, and what is in the room already doesn't.
    const over = this.#room.check(await this.#room.takenBy(record.room), 0);
    if (over || one.isGone) return over;
    if (this.#shared) await this.#shelve(one, stop, this.#shared, hash);
    if (one.isGone) return undefined;
    one.isPlacing = true;
    try {
      const whole = { hash, size, at: this.#clock() };
      one.record = { ...record, whole };
      // Written down first, so that after a crash it is known whose content it is, and where it belongs.
      await this.#parts.write(one.record);
      await this.#contents.take(this.#parts.pathOf(one.id), hash, size);
      one.whole = whole;
      one.digest = undefined;
    } finally {
      one.isPlacing = false;
    }
    return undefined;
  }

  /**
   * Puts a content where other nodes find it.
   * @throws FileAway if that can't be done just now; the upload stays as it was before, and can be ended anew
   */
  async #shelve(one: Unshared, stop: Stop, { shelf, onTrouble }: SharedShelf, hash: string): Promise<void> {
    try {
      await stop.or(shelf.put(hash, () => this.#parts.read(one)));
    } catch (cause) {
      this.#unshared.disclaim(one);
      if (stop.isStopped) throw new BrokenOff("The upload broke off.", { cause });
      onTrouble(cause);
      throw new FileAway(refuse("unavailable", one.id, NOT_SHELVED), cause);
    }
  }
}

/** After a disk that failed only what was on it before counts. */
function rollBack(one: Unshared): void {
  one.received = one.durable;
  one.digest = undefined;
}

function newId(): string {
  return Array.from(randomBytes(26), (byte) => LETTERS[byte & 31]).join("");
}
