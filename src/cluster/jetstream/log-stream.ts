import { DeliverPolicy, PubHeaders } from "@nats-io/jetstream";
import { headers, type MsgHdrs } from "@nats-io/transport-node";
import * as v from "valibot";
import { LIMITS } from "../../core/limits.ts";
import type { Stream, StreamBatch, StreamReader } from "../ports.ts";
import type { Link } from "./link.ts";
import { type From, type Pulled, Puller } from "./puller.ts";
import { troubleOf } from "./trouble.ts";

/** What the stream has. */
export interface StreamBounds {
  /** The first place that is there, and the last one; of an empty stream the first is behind the last. */
  readonly first: number;
  readonly last: number;
  readonly bytes: number;
}

/**
 * Why a stream can't be followed from a place: what is behind it was removed (`behind`), or the stream ends before it
 * (`ahead`): it is another one, or has lost what it had acknowledged.
 */
export type Lost = "behind" | "ahead";

/** Called once if that is so. The stream is not followed any more then, until `follow` is called again. */
export type LostListener = (lost: Lost, bounds: StreamBounds, after: number) => void;

const HEADERS = { node: "Parley-Node", number: "Parley-Number", version: "Parley-Version" } as const;

const COUNT = v.pipe(v.string(), v.regex(/^\d{1,15}$/u), v.transform(Number));
const BATCH = v.object({ node: v.pipe(v.string(), v.nonEmpty()), number: COUNT, version: COUNT });

/** The log's stream. */
export class LogStream implements Stream {
  readonly #link: Link;
  readonly #name: string;
  readonly #subject: string;
  readonly #lost: LostListener;
  #following: Following | undefined;

  constructor(link: Link, name: string, subject: string, lost: LostListener) {
    this.#link = link;
    this.#name = name;
    this.#subject = subject;
    this.#lost = lost;
  }

  /** The bytes of lines that one batch may have: the servers take no more, by their `max_payload`. */
  get maxBytes(): number {
    return Math.min(this.#link.maxPayload, LIMITS.streamMessageBytes) - LIMITS.streamHeaderBytes;
  }

  publish(batch: StreamBatch, done: (isThere: boolean) => void): void {
    if (!this.#link.isUp) {
      setImmediate(done, false);
      return;
    }
    void this.#publish(batch).then(done);
  }

  follow(after: number, reader: StreamReader): void {
    this.stop();
    this.#following = new Following(this.#link, this.#name, after, {
      reader,
      bounds: () => this.bounds(),
      lost: this.#lost,
    });
  }

  resume(): void {
    this.#following?.resume();
  }

  /** What it has just now. @throws NatsTrouble (rejects) if nobody says so in time */
  async bounds(): Promise<StreamBounds> {
    try {
      const { state } = await this.#link.manager.streams.info(this.#name);
      return { first: Math.max(state.first_seq, 1), last: state.last_seq, bytes: state.bytes };
    } catch (cause) {
      throw troubleOf(cause, `ask what is in the stream ${this.#name}`);
    }
  }

  /** Removes what is before that place. @throws NatsTrouble (rejects) if nobody knows whether it is gone */
  async trim(before: number): Promise<void> {
    if (before <= 1) return;
    try {
      await this.#link.manager.streams.purge(this.#name, { seq: before });
    } catch (cause) {
      throw troubleOf(cause, `remove what is old from the stream ${this.#name}`);
    }
  }

  /** Ends it: the reader is told nothing any more. */
  stop(): void {
    this.#following?.stop();
    this.#following = undefined;
  }

  async #publish(batch: StreamBatch): Promise<boolean> {
    try {
      const told = headers();
      told.set(PubHeaders.MsgIdHdr, `${batch.node}.${batch.number}`);
      told.set(PubHeaders.ExpectedStreamHdr, this.#name);
      told.set(HEADERS.node, batch.node);
      told.set(HEADERS.number, String(batch.number));
      told.set(HEADERS.version, String(batch.version));
      const options = { headers: told, timeout: LIMITS.natsAnswerMs, retries: 1 };
      const ack = await this.#link.jetstream.publish(this.#subject, batch.lines, options);
      return ack.stream === this.#name;
    } catch (cause) {
      this.#link.tell(troubleOf(cause, "put something into the log"));
      return false;
    }
  }
}

interface FollowingOwner {
  readonly reader: StreamReader;
  readonly bounds: () => Promise<StreamBounds>;
  readonly lost: LostListener;
}

/** What one reader is told. */
class Following {
  readonly #owner: FollowingOwner;
  readonly #puller: Puller;
  #next: number;
  #isStopped = false;
  /** Since when the stream says that it ends before what the reader has. */
  #aheadSince: number | undefined;

  constructor(link: Link, name: string, after: number, owner: FollowingOwner) {
    this.#owner = owner;
    this.#next = after + 1;
    this.#puller = new Puller(link, name, { begin: () => this.#begin(), take: (message) => this.#take(message) });
  }

  resume(): void {
    this.#puller.resume();
  }

  stop(): void {
    this.#isStopped = true;
    this.#puller.stop();
  }

  async #begin(): Promise<From | undefined> {
    const bounds = await this.#owner.bounds();
    if (this.#isStopped) return;
    if (bounds.first > this.#next) return this.#lose("behind", bounds);
    if (bounds.last < this.#next - 1) {
      this.#aheadSince ??= performance.now();
      if (performance.now() - this.#aheadSince >= LIMITS.streamAheadMs) return this.#lose("ahead", bounds);
      throw new Error("the stream ends before what is here");
    }
    this.#aheadSince = undefined;
    return { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: this.#next };
  }

  #lose(lost: Lost, bounds: StreamBounds): undefined {
    this.#isStopped = true;
    this.#owner.lost(lost, bounds, this.#next - 1);
  }

  #take(message: Pulled): "more" | "full" | "again" {
    if (message.place < this.#next) return "more";
    if (message.place > this.#next) return "again";
    this.#next++;
    const { reader } = this.#owner;
    const batch = toBatch(message.headers);
    const { place, at } = message;
    const hasRoom = batch ? reader.receive({ ...batch, place, at, lines: toText(message.data) }) : reader.skip(place);
    return hasRoom ? "more" : "full";
  }
}

function toBatch(told: MsgHdrs | undefined): Omit<StreamBatch, "lines"> | undefined {
  const { node, number, version } = HEADERS;
  const batch = { node: told?.get(node), number: told?.get(number), version: told?.get(version) };
  const parsed = v.safeParse(BATCH, batch);
  return parsed.success ? parsed.output : undefined;
}

const DECODER = new TextDecoder();

function toText(data: Uint8Array): string {
  return DECODER.decode(data);
}
