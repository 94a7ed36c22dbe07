import { DeliverPolicy } from "@nats-io/jetstream";
import * as v from "valibot";
import type { Lease, Leases } from "../ports.ts";
import type { Bucket } from "./bucket.ts";
import type { Link } from "./link.ts";
import type { Pulled } from "./pulled.ts";
import { type From, Puller } from "./puller.ts";
import { troubleOf } from "./trouble.ts";

const LEASE = v.pipe(v.string(), v.parseJson(), v.object({ name: v.string(), node: v.string() }));

const DECODER = new TextDecoder();

interface Watch {
  readonly puller: Puller;
  readonly seen: (lease: Lease) => void;
}

/** Leases in a key-value bucket, each under its node's name. */
export class NatsLeases implements Leases {
  readonly #link: Link;
  readonly #bucket: Bucket;
  #watch: Watch | undefined;
  /** The place of the last lease that was seen: what was said before it is not told again as if it were new. */
  #seen = 0;

  constructor(link: Link, bucket: Bucket) {
    this.#link = link;
    this.#bucket = bucket;
  }

  renew(lease: Lease, done: (isKnown: boolean) => void): void {
    if (!this.#link.isUp) {
      setImmediate(done, false);
      return;
    }
    const { name, node } = lease;
    void this.#bucket.put(name, JSON.stringify({ name, node })).then(
      () => done(true),
      (cause: unknown) => {
        this.#link.tell(troubleOf(cause, "say to the other nodes that this one is there"));
        done(false);
      },
    );
  }

  watch(seen: (lease: Lease) => void): void {
    this.stop();
    this.#seen = 0;
    const puller = new Puller(this.#link, this.#bucket.stream, {
      begin: () => {
        if (this.#watch) void this.#look(this.#watch);
        return this.#begin();
      },
      next: () => this.#seen + 1,
      take: (message) => {
        if (message.place <= this.#seen) return "more";
        this.#seen = message.place;
        const lease = toLease(message);
        if (lease) seen(lease);
        return "more";
      },
    });
    this.#watch = { puller, seen };
  }

  async release(name: string): Promise<void> {
    try {
      await this.#bucket.remove(name);
    } catch (cause) {
      throw troubleOf(cause, `take back what the node ${name} said`);
    }
  }

  /** Ends the watch. */
  stop(): void {
    this.#watch?.puller.stop();
    this.#watch = undefined;
  }

  #begin(): From {
    if (this.#seen === 0) {
      return { deliver_policy: DeliverPolicy.LastPerSubject, filter_subject: this.#bucket.subjects };
    }
    return { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: this.#seen + 1 };
  }

  /** Looks whether the bucket has what was seen: if not it is another one, or has lost it, and counts anew. */
  async #look(watch: Watch): Promise<void> {
    try {
      const { state } = await this.#link.manager.streams.info(this.#bucket.stream);
      if (watch === this.#watch && state.last_seq < this.#seen) this.watch(watch.seen);
    } catch {
      // Whoever does not answer is asked again after the next trouble.
    }
  }
}

function toLease(message: Pulled): Lease | undefined {
  if (message.headers?.has("KV-Operation")) return;
  const parsed = v.safeParse(LEASE, DECODER.decode(message.data));
  return parsed.success ? parsed.output : undefined;
}
