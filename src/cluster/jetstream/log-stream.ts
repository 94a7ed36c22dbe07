import { PubHeaders } from "@nats-io/jetstream";
import { headers } from "@nats-io/transport-node";
import { LIMITS } from "../../core/limits.ts";
import type { BatchId, Stream, StreamBatch, StreamReader } from "../ports.ts";
import { HEADERS, toBatch } from "./batch.ts";
import { Following, type LostListener, type StreamBounds } from "./following.ts";
import type { Link } from "./link.ts";
import { troubleOf } from "./trouble.ts";

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

  publish(batch: StreamBatch, done: (isThere: boolean) => void): void {
    if (!this.#link.isUp) {
      setImmediate(done, false);
      return;
    }
    void this.#publish(batch).then(done);
  }

  follow(after: number, reader: StreamReader, last: BatchId | undefined): void {
    this.stop();
    this.#following = new Following(this.#link, this.#name, after, {
      reader,
      bounds: () => this.bounds(),
      lost: this.#lost,
      last,
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

  /** Which batch is in a place; nothing if none is there. @throws NatsTrouble (rejects) if nobody says so in time */
  async batchAt(place: number): Promise<BatchId | undefined> {
    if (place < 1) return undefined;
    try {
      const message = await this.#link.manager.streams.getMessage(this.#name, { seq: place });
      return toBatch(message?.header);
    } catch (cause) {
      throw troubleOf(cause, `ask what is in place ${place} of the stream ${this.#name}`);
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
