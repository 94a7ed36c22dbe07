import { type Refusal, refuse } from "../../core/answers.ts";
import { shownSize } from "../../core/sizes.ts";
import type { FileRows } from "./file-rows.ts";
import type { UnsharedFiles } from "./unshared.ts";

/** What the operator lets people have in files. */
export interface FileLimits {
  /** Bytes of one file; nothing if none are taken. */
  readonly fileBytes: number | undefined;
  /** Bytes of all files of one owner; each content counts once. */
  readonly ownerBytes: number;
  /** Media types that are taken: `image/png`, `image/*`; everything with `*`. */
  readonly types: readonly string[];
}

/** What an owner's files took when it was asked. */
export interface Taken {
  readonly owner: string;
  /** Bytes of what messages share, but for these contents (hash to bytes). */
  readonly shared: number;
  readonly others: ReadonlyMap<string, number>;
}

/** How much of an owner's room is taken, by what is shared and by what is not. */
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
  async takenBy(owner: string): Promise<Taken> {
    const claims = [...this.#unshared.of(owner)].flatMap(({ claimed }) => claimed ?? []);
    const others = new Map(claims.map(({ hash, size }) => [hash, size]));
    return { owner, shared: await this.#rows.usedBy(owner, [...others.keys()]), others };
  }

  /** Refuses so many bytes more than what is taken, with what became unshared since that was asked. */
  check({ owner, shared, others }: Taken, more: number): Refusal | undefined {
    const contents = new Map(others);
    let sum = shared + more;
    for (const { claimed, size } of this.#unshared.of(owner)) {
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
