import { DeliverPolicy } from "@nats-io/jetstream";
import * as v from "valibot";
import type { Lease, Leases } from "../ports.ts";
import type { Bucket } from "./bucket.ts";
import type { Link } from "./link.ts";
import { type From, type Pulled, Puller } from "./puller.ts";
import { troubleOf } from "./trouble.ts";

const LEASE = v.pipe(v.string(), v.parseJson(), v.object({ name: v.string(), node: v.string() }));

const DECODER = new TextDecoder();

/** Leases in a key-value bucket, each under its node's name. */
export class NatsLeases implements Leases {
  readonly #link: Link;
  readonly #bucket: Bucket;
  #watch: Puller | undefined;
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
    this.#watch = new Puller(this.#link, this.#bucket.stream, {
      begin: () => this.#begin(),
      take: (message) => {
        this.#seen = message.place;
        const lease = toLease(message);
        if (lease) seen(lease);
        return "more";
      },
    });
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
    this.#watch?.stop();
    this.#watch = undefined;
  }

  async #begin(): Promise<From> {
    const { state } = await this.#link.manager.streams.info(this.#bucket.stream);
    // It is another one, begun anew.
    if (state.last_seq < this.#seen) this.#seen = 0;
    if (this.#seen === 0)
      return { deliver_policy: DeliverPolicy.LastPerSubject, filter_subject: this.#bucket.subjects };
    return { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: this.#seen + 1 };
  }
}

function toLease(message: Pulled): Lease | undefined {
  if (message.headers?.has("KV-Operation")) return;
  const parsed = v.safeParse(LEASE, DECODER.decode(message.data));
  return parsed.success ? parsed.output : undefined;
}
