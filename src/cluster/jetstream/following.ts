import { DeliverPolicy } from "@nats-io/jetstream";
import { LIMITS } from "../../core/limits.ts";
import type { BatchId, StreamReader } from "../ports.ts";
import { isBatch, toBatch } from "./batch.ts";
import type { Link } from "./link.ts";
import type { Pulled } from "./pulled.ts";
import { type From, Puller } from "./puller.ts";

/** What the stream has. */
export interface StreamBounds {
  /** The first place that is there, and the last one; of an empty stream the first is behind the last. */
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

/**
 * Why a stream can't be followed from a place: what is behind it was removed (`behind`), or what was there up to it is not
 * there any more (`ahead`): the stream is another one, or has lost what it had acknowledged.
 */
export type Lost = "behind" | "ahead";

/**
 * Called once if that is so. The stream is not followed any more then, until `follow` is called again.
 * @param bounds what it has; nothing if it has the place, but with something else in it
 */
export type LostListener = (lost: Lost, bounds: StreamBounds | undefined, after: number) => void;

interface FollowingOwner {
  readonly reader: StreamReader;
  readonly bounds: () => Promise<StreamBounds>;
  readonly lost: LostListener;
  /** The batch that the reader has last, if that is known. */
  readonly last: BatchId | undefined;
}

const DECODER = new TextDecoder();

/** What one reader is told, in order and without gaps. */
export class Following {
  readonly #owner: FollowingOwner;
  readonly #puller: Puller;
  #next: number;
  #last: BatchId | undefined;
  #isStopped = false;
  /** Asks once more what the stream has. */
  #check: NodeJS.Timeout | undefined;
  /** Since when the stream says that it ends before what the reader has. */
  #aheadSince: number | undefined;
  /** How often in a row another one came than the next. */
  #gaps = 0;

  constructor(link: Link, name: string, after: number, owner: FollowingOwner) {
    this.#owner = owner;
    this.#next = after + 1;
    this.#last = owner.last;
    this.#puller = new Puller(link, name, {
      begin: () => this.#begin(),
      take: (message) => this.#take(message),
      next: () => this.#from,
    });
  }

  resume(): void {
    this.#puller.resume();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#check);
    this.#puller.stop();
  }

  #begin(): From {
    this.#checkIn(0);
    return { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: this.#from };
  }

  /** From where on it reads: what is here last comes again, and has to be the same. */
  get #from(): number {
    return this.#last && this.#next > 1 ? this.#next - 1 : this.#next;
  }

  #take(message: Pulled): "more" | "full" | "again" {
    const { place, at } = message;
    if (place < this.#next) {
      this.#compare(message);
      return "more";
    }
    if (place > this.#next) {
      this.#gaps++;
      return "again";
    }
    this.#gaps = 0;
    this.#next++;
    const { reader } = this.#owner;
    const batch = toBatch(message.headers);
    this.#last = batch;
    const hasRoom = batch
      ? reader.receive({ ...batch, place, at, lines: DECODER.decode(message.data) })
      : reader.skip(place);
    return hasRoom ? "more" : "full";
  }

  /** Looks whether what is in the last place is what came from there. */
  #compare({ place, headers }: Pulled): void {
    const last = this.#last;
    if (!last || place !== this.#next - 1 || isBatch(headers, last)) return;
    this.#lose("ahead", undefined);
  }

  #checkIn(ms: number): void {
    clearTimeout(this.#check);
    this.#check = setTimeout(() => void this.#look(), ms);
  }

  /** Looks whether the stream has what the reader needs. Reading goes on meanwhile. */
  async #look(): Promise<void> {
    const looked = this.#next;
    let bounds: StreamBounds;
    try {
      bounds = await this.#owner.bounds();
    } catch {
      if (!this.#isStopped) this.#checkIn(LIMITS.pullRetryMaxMs);
      return;
    }
    if (this.#isStopped) return;
    const isMissing = this.#gaps >= LIMITS.pullGaps || bounds.first > this.#next;
    if (isMissing) this.#lose("behind", bounds);
    else if (bounds.last < looked - 1) this.#endsBefore(bounds);
    else this.#aheadSince = undefined;
  }

  #endsBefore(bounds: StreamBounds): void {
    this.#aheadSince ??= performance.now();
    if (performance.now() - this.#aheadSince >= LIMITS.streamAheadMs) this.#lose("ahead", bounds);
    else this.#checkIn(LIMITS.pullRetryMaxMs);
  }

  #lose(lost: Lost, bounds: StreamBounds | undefined): void {
    this.stop();
    this.#owner.lost(lost, bounds, this.#next - 1);
  }
}
