import { type Refusal, refuse } from "../../core/answers.ts";
import { shownSize } from "../../core/sizes.ts";
import type { FileRows } from "./file-rows.ts";
import type { UnsharedFiles } from "./unshared.ts";

/** What the operator lets people have in files. */
export interface FileLimits {
  /** Bytes of one file; nothing if none are taken. */
  readonly fileBytes: number | undefined;
  /** Bytes of all files in one room; each content counts once. */
  readonly ownerBytes: number;
  /** Media types that are taken: `image/png`, `image/*`; everything with `*`. */
  readonly types: readonly string[];
}

/** What the files in a room took when it was asked. */
export interface Taken {
  readonly room: string;
  /** Bytes of what messages share, but for these contents (hash to bytes). */
  readonly shared: number;
  readonly others: ReadonlyMap<string, number>;
}

/** How much of everybody's room is taken, by what is shared and by what is not. */
export class Room {
  readonly #rows: FileRows;
  readonly #unshared: UnsharedFiles;
  readonly #limits: FileLimits;

  constructor(rows: FileRows, unshared: UnsharedFiles, limits: FileLimits) {
    this.#rows = rows;
    this.#unshared = unshared;
    this.#limits = limits;
  }

  /** @throws Error (rejects) if it can't be looked up just now */
  async takenBy(room: string): Promise<Taken> {
    const claims = [...this.#unshared.of(room)].flatMap(({ claimed }) => claimed ?? []);
    const others = new Map(claims.map(({ hash, size }) => [hash, size]));
    return { room, shared: await this.#rows.usedBy(room, [...others.keys()]), others };
  }

  /** Refuses so many bytes more than what is taken, with what became unshared since that was asked. */
  check({ room, shared, others }: Taken, more: number): Refusal | undefined {
    const contents = new Map(others);
    let sum = shared + more;
    for (const { claimed, size } of this.#unshared.of(room)) {
      if (claimed) contents.set(claimed.hash, size);
      else sum += size;
    }
    for (const size of contents.values()) sum += size;
    if (sum <= this.#limits.ownerBytes) return undefined;
    const most = shownSize(this.#limits.ownerBytes);
    return refuse(
      "quota-exceeded",
      undefined,
      `With that file you would have more than ${most} in files on this server.`,
    );
  }
}
