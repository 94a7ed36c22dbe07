import type { Rate } from "../core/rates.ts";
import { Bucket } from "./bucket.ts";

/** How much was sent and asked, of each kind that has a rate. */
export interface Amounts {
  readonly commands: number;
  readonly bytes: number;
  readonly joins: number;
  readonly nicks: number;
}

type Pair = Pick<Rate, "burst" | "perSecond">;

/** What its members may send and ask together: those of one address, account or listener, or a single connection. */
export class Share {
  readonly #commands: Bucket;
  readonly #bytes: Bucket;
  readonly #joins: Bucket;
  readonly #nicks: Bucket;

  /** @param now milliseconds that never go back, as for all that follow */
  constructor({ commands, bytes, joins, nicks }: Readonly<Record<keyof Amounts, Pair>>, now: number) {
    this.#commands = new Bucket(commands.burst, commands.perSecond, now);
    this.#bytes = new Bucket(bytes.burst, bytes.perSecond, now);
    this.#joins = new Bucket(joins.burst, joins.perSecond, now);
    this.#nicks = new Bucket(nicks.burst, nicks.perSecond, now);
  }

  /**
   * A member has sent and asked so much. It waits until nothing is owed any more, but for no longer than its even part of
   * the share needs for what it had: whoever sends little hardly waits for one who sends too much.
   *
   * @param had what the member has had since it last waited, all of this included
   * @param members how many share
   * @returns milliseconds for which it should not be read
   */
  take(amounts: Amounts, had: Amounts, members: number, now: number): number {
    return Math.max(
      waitFor(this.#commands, amounts.commands, had.commands, members, now),
      waitFor(this.#bytes, amounts.bytes, had.bytes, members, now),
      waitFor(this.#joins, amounts.joins, had.joins, members, now),
      waitFor(this.#nicks, amounts.nicks, had.nicks, members, now),
    );
  }

  /** Whether nothing is missing, so that nobody could tell it from a new one. */
  isFull(now: number): boolean {
    return [this.#commands, this.#bytes, this.#joins, this.#nicks].every((bucket) => bucket.isFull(now));
  }
}

function waitFor(bucket: Bucket, amount: number, had: number, members: number, now: number): number {
  if (had === 0) return 0;
  const owed = bucket.take(amount, now);
  return owed === 0 ? 0 : Math.min(owed, bucket.msFor(had * members));
}
