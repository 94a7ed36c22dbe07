import { AckPolicy, type ConsumerConfig, type DeliverPolicy, ReplayPolicy } from "@nats-io/jetstream";
import { createInbox, type Msg, nanos, type Subscription } from "@nats-io/transport-node";
import { LIMITS } from "../../core/limits.ts";
import { Direct } from "./direct.ts";
import type { Link } from "./link.ts";
import type { Pulled } from "./pulled.ts";
import { timeOfNanoseconds } from "./times.ts";

/** Where to begin, and of which subject. */
export type From = Pick<ConsumerConfig, "filter_subject"> &
  (
    | { readonly deliver_policy: typeof DeliverPolicy.StartSequence; readonly opt_start_seq: number }
    | { readonly deliver_policy: typeof DeliverPolicy.LastPerSubject | typeof DeliverPolicy.All }
  );

/** Who reads a stream. */
export interface PullReader {
  /**
   * Where to begin, asked at the start and anew after each trouble.
   * @throws Error if it can't be read
   */
  begin(): From;
  /** The next message: `full` if there is no room for another one, `again` if it is not the one that must come. */
  take(message: Pulled): "more" | "full" | "again";
  /** How many there are to be read just now, told once it is known where to begin. */
  opened?(count: number): void;
  /** From which place on it reads, if all places are wanted: then they can be had without a consumer for a while. */
  next?(): number;
  /** It is to be read anew. @returns whether it shall be; if not, that was all */
  failed?(cause: unknown): boolean;
}

/**
 * Reads a stream in order, through all trouble: by a consumer that NATS forgets soon, made anew whenever something is
 * amiss. It asks for a bounded number of messages at a time, and for no more while the reader has no room.
 */
export class Puller {
  readonly #link: Link;
  readonly #stream: string;
  readonly #reader: PullReader;
  #run: Run | undefined;
  /** Reads while there is trouble with the consumer. */
  #direct: Direct | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  #isFull = false;
  #isOver = false;
  readonly #callOff: () => void;

  constructor(link: Link, stream: string, reader: PullReader) {
    this.#link = link;
    this.#stream = stream;
    this.#reader = reader;
    this.#callOff = link.whenUp(() => {
      this.#failures = 0;
      this.#start();
      this.#readDirectly();
    });
    this.#start();
  }

  /** The reader has room again. */
  resume(): void {
    if (!this.#isFull || this.#isOver) return;
    this.#isFull = false;
    this.#run?.drain();
  }

  /** Ends it: the reader gets nothing any more. */
  stop(): void {
    this.#isOver = true;
    this.#callOff();
    this.#end();
    this.#endDirect();
  }

  #end(): void {
    clearTimeout(this.#retry);
    this.#run?.end();
    this.#run = undefined;
  }

  #start(): void {
    this.#end();
    if (this.#isOver || this.#link.isClosed) return;
    const run: Run = new Run(this.#link, this.#stream, {
      isFull: () => this.#isFull,
      take: (message) => this.#take(run, message),
      heard: () => {
        this.#failures = 0;
        this.#endDirect();
      },
      failed: (cause) => {
        if (run === this.#run) this.#again(cause);
      },
    });
    this.#run = run;
    void run.start(this.#reader);
  }

  #take(run: Run, message: Pulled): void {
    if (run !== this.#run) return;
    const answer = this.#reader.take(message);
    if (answer === "full") this.#isFull = true;
    if (answer === "again" && run === this.#run) this.#again(new Error("messages are missing"));
  }

  #readDirectly(): void {
    const { next } = this.#reader;
    if (!next) return;
    this.#direct ??= new Direct(this.#link, this.#stream, {
      next: () => (this.#isFull ? undefined : this.#reader.next?.()),
      take: (message) => {
        if (this.#isFull) return false;
        const answer = this.#reader.take(message);
        if (answer === "full") this.#isFull = true;
        return answer === "more";
      },
    });
  }

  #endDirect(): void {
    this.#direct?.stop();
    this.#direct = undefined;
  }

  #again(cause: unknown): void {
    this.#end();
    if (this.#isOver) return;
    if (this.#reader.failed?.(cause) === false) {
      this.stop();
      return;
    }
    if (this.#failures === 1 && this.#link.isUp) this.#link.tell(cause);
    const most = Math.min(LIMITS.pullRetryMs * 2 ** this.#failures, LIMITS.pullRetryMaxMs);
    this.#failures++;
    this.#readDirectly();
    this.#retry = setTimeout(() => this.#start(), most * (0.5 + Math.random() / 2));
  }
}

interface RunOwner {
  isFull(): boolean;
  take(message: Pulled): void;
  /** NATS has said something. */
  heard(): void;
  failed(cause: unknown): void;
}

/** One consumer of a puller. */
class Run {
  readonly #link: Link;
  readonly #stream: string;
  readonly #owner: RunOwner;
  readonly #inbox = createInbox();
  #consumer = "";
  #subscription: Subscription | undefined;
  #silence: NodeJS.Timeout | undefined;
  #heardAt = 0;
  #asks = 0;
  /** Messages that may still come of what was asked for; nothing is asked if there are none. */
  #asked = 0;
  /** The number among all that were read of the last one that came. */
  #delivered = 0;
  #held: Pulled[] = [];
  #isOver = false;

  constructor(link: Link, stream: string, owner: RunOwner) {
    this.#link = link;
    this.#stream = stream;
    this.#owner = owner;
  }

  async start(reader: PullReader): Promise<void> {
    try {
      if (!this.#link.isUp) throw new Error("there is no connection to NATS");
      const { name, num_pending } = await this.#link.manager.consumers.add(this.#stream, {
        ...reader.begin(),
        ack_policy: AckPolicy.None,
        replay_policy: ReplayPolicy.Instant,
        max_deliver: 1,
        num_replicas: 1,
        mem_storage: true,
        inactive_threshold: nanos(LIMITS.pullForgottenMs),
      });
      this.#consumer = name;
      if (this.#isOver) this.#forget();
      else this.#listen(reader, num_pending);
    } catch (cause) {
      if (!this.#isOver) this.#owner.failed(cause);
    }
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#silence);
    this.#held = [];
    if (this.#link.isClosed) return;
    this.#subscription?.unsubscribe();
    this.#forget();
  }

  /** Gives what is held, and asks for more once all of it is gone. */
  drain(): void {
    while (!this.#owner.isFull()) {
      const message = this.#held.shift();
      if (!message) break;
      this.#owner.take(message);
    }
    this.#ask();
  }

  #listen(reader: PullReader, count: number): void {
    reader.opened?.(count);
    if (this.#isOver) return;
    this.#subscription = this.#link.nats.subscribe(`${this.#inbox}.*`, {
      callback: (cause, message) => {
        if (this.#isOver) return;
        if (cause) this.#owner.failed(cause);
        else this.#hear(message);
      },
    });
    this.#silence = setInterval(() => {
      const isSilent = performance.now() - this.#heardAt > LIMITS.pullSilenceMs;
      if (this.#asked > 0 && isSilent) this.#owner.failed(new Error("NATS has gone silent"));
    }, LIMITS.pullBeatMs / 2);
    this.#ask();
  }

  #ask(): void {
    if (this.#isOver || !this.#subscription || this.#asked > 0 || this.#held.length > 0 || this.#owner.isFull()) return;
    this.#asked = LIMITS.pulledMessages;
    this.#heardAt = performance.now();
    this.#asks++;
    const request = {
      batch: LIMITS.pulledMessages,
      max_bytes: LIMITS.pulledBytes,
      expires: nanos(LIMITS.pullMs),
      idle_heartbeat: nanos(LIMITS.pullBeatMs),
    };
    try {
      this.#link.nats.publish(`$JS.API.CONSUMER.MSG.NEXT.${this.#stream}.${this.#consumer}`, JSON.stringify(request), {
        reply: `${this.#inbox}.${this.#asks}`,
      });
    } catch (cause) {
      this.#owner.failed(cause);
    }
  }

  #hear(message: Msg): void {
    this.#heardAt = performance.now();
    if (message.subject.startsWith(this.#inbox)) this.#hearStatus(message);
    else this.#hearMessage(message);
  }

  #hearStatus(message: Msg): void {
    const { code = 0, description = "" } = message.headers ?? {};
    if (code === 100) {
      this.#owner.heard();
      return;
    }
    if (message.subject !== `${this.#inbox}.${this.#asks}`) return;
    // It has stood long enough, or as many bytes have come as were asked for.
    if (code === 408 || /exceeds maxbytes|batch completed/i.test(description)) {
      this.#asked = 0;
      this.#ask();
      return;
    }
    this.#owner.failed(new Error(`NATS says ${code} ${description}`.trim()));
  }

  #hearMessage(message: Msg): void {
    const pulled = toPulled(message);
    if (!pulled || pulled.delivered !== this.#delivered + 1) {
      this.#owner.failed(new Error("a message was lost on its way"));
      return;
    }
    this.#owner.heard();
    this.#delivered++;
    this.#asked--;
    this.#held.push(pulled);
    this.drain();
  }

  /** NATS need not remember any more what was read: it does so by itself if this does not come through. */
  #forget(): void {
    if (this.#consumer === "" || !this.#link.isUp) return;
    this.#link.manager.consumers.delete(this.#stream, this.#consumer).catch(() => undefined);
  }
}

/** What its reply subject says of a message: `$JS.ACK`, in newer servers a domain and an account, and eight more. */
function toPulled(message: Msg): (Pulled & { readonly delivered: number }) | undefined {
  const tokens = message.reply?.split(".") ?? [];
  const [place, delivered, nanoseconds, left] = tokens.slice(tokens.length >= 11 ? 7 : 5);
  if (place === undefined || delivered === undefined || nanoseconds === undefined || left === undefined) return;
  const { subject, headers, data } = message;
  const at = timeOfNanoseconds(nanoseconds);
  return { place: Number(place), delivered: Number(delivered), at, left: Number(left), subject, headers, data };
}
