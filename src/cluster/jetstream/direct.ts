import { createInbox, type Msg, type Subscription } from "@nats-io/transport-node";
import { LIMITS } from "../../core/limits.ts";
import type { Link } from "./link.ts";
import type { Pulled } from "./pulled.ts";
import { timeOfText } from "./times.ts";

/** What asks for messages from a place on. */
export interface DirectReader {
  /** From which place on; nothing while there is no room. */
  next(): number | undefined;
  /** @returns whether more are wanted now */
  take(message: Pulled): boolean;
}

/**
 * Asks for messages by their places, again and again. Any server that has the stream answers, whoever leads, while a
 * consumer takes the servers up to ten seconds to agree upon if the one that led all of them was lost.
 */
export class Direct {
  readonly #link: Link;
  readonly #stream: string;
  readonly #reader: DirectReader;
  readonly #inbox = createInbox();
  #subscription: Subscription | undefined;
  #timer: NodeJS.Timeout | undefined;
  #asks = 0;

  constructor(link: Link, stream: string, reader: DirectReader) {
    this.#link = link;
    this.#stream = stream;
    this.#reader = reader;
    this.#askIn(0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#link.isClosed) this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }

  #askIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), ms);
  }

  #ask(): void {
    this.#askIn(LIMITS.pullRetryMaxMs);
    const seq = this.#reader.next();
    if (seq === undefined || !this.#link.isUp) return;
    this.#asks++;
    try {
      this.#subscription ??= this.#link.nats.subscribe(`${this.#inbox}.*`, {
        callback: (cause, message) => {
          if (!cause) this.#hear(message);
        },
      });
      const request = { seq, batch: LIMITS.pulledMessages, max_bytes: LIMITS.pulledBytes };
      const reply = `${this.#inbox}.${this.#asks}`;
      this.#link.nats.publish(`$JS.API.DIRECT.GET.${this.#stream}`, JSON.stringify(request), { reply });
    } catch (cause) {
      this.#link.tell(cause);
    }
  }

  #hear(message: Msg): void {
    if (!this.#timer || message.subject !== `${this.#inbox}.${this.#asks}`) return;
    const pulled = message.headers?.code ? undefined : toPulled(message);
    // That was all there is, or nobody has anything.
    if (!pulled) this.#askIn(LIMITS.pullRetryMs);
    else if (!this.#reader.take(pulled)) this.#asks++;
  }
}

function toPulled({ headers, data }: Msg): Pulled | undefined {
  const place = Number(headers?.get("Nats-Sequence"));
  if (!(place >= 1)) return;
  return {
    place,
    at: timeOfText(headers?.get("Nats-Time-Stamp") ?? ""),
    left: Number(headers?.get("Nats-Num-Pending") ?? 0),
    subject: headers?.get("Nats-Subject") ?? "",
    headers,
    data,
  };
}
