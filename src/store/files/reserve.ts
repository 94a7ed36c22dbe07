import { dirname } from "node:path";
import { type Refusal, refuse } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import { type Disk, isMissing } from "./disk.ts";

/** What is left of a file system, as statfs(2) has it. */
type Space = Awaited<ReturnType<Disk["statfs"]>>;

/**
 * The room on the disk that uploads leave to the rest of the server, whose log may be on the same: `diskReserveBytes`, or
 * a twentieth of a small disk.
 */
export class Reserve {
  readonly #disk: Disk;
  readonly #dir: string;
  /** Bytes that came, of all uploads, since it was last found that there is room. */
  #unchecked = 0;

  /** @param dir where files are; it need not be there yet */
  constructor(disk: Disk, dir: string) {
    this.#disk = disk;
    this.#dir = dir;
  }

  /**
   * Refuses so many bytes more if they would leave less than the reserve.
   * @throws Error (rejects) if the disk does not tell
   */
  async check(more: number): Promise<Refusal | undefined> {
    const { bsize, blocks, bavail } = await this.#space(this.#dir);
    // Some file systems don't know how large they are.
    if (blocks === 0) return undefined;
    const reserve = Math.min(LIMITS.diskReserveBytes, (blocks * bsize) / 20);
    return bavail * bsize - more < reserve ? refuse("disk-full") : undefined;
  }

  /**
   * Counts bytes that are about to be written, and looks each `LIMITS.uploadSyncBytes` whether there is room; as long as
   * there is none, each time.
   * @throws Error (rejects) if the disk does not tell
   */
  async take(count: number): Promise<Refusal | undefined> {
    this.#unchecked += count;
    if (this.#unchecked < LIMITS.uploadSyncBytes) return undefined;
    const refusal = await this.check(count);
    if (!refusal) this.#unchecked = 0;
    return refusal;
  }

  async #space(dir: string): Promise<Space> {
    try {
      return await this.#disk.statfs(dir);
    } catch (error) {
      if (!isMissing(error) || dir === dirname(dir)) throw error;
      return await this.#space(dirname(dir));
    }
  }
}
