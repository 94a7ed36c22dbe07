import { LIMITS } from "../../core/limits.ts";
import { timestamp } from "../local-time.ts";

/** Somebody who left: their name and when, in milliseconds since 1970. */
interface Left {
  readonly name: string;
  readonly at: number;
}

/** Who is and was connected to one `ack` listener. */
export class Roster {
  /** The most clients at a time. */
  readonly limit: number;
  /** When each client came, by name, in order of arrival. */
  readonly #here = new Map<string, number>();
  readonly #left: Left[] = [];
  #count = 0;

  /** @param limit the most clients at a time; 0 for any number */
  constructor(limit: number) {
    this.limit = limit === 0 ? Number.POSITIVE_INFINITY : limit;
  }

  /** Lets a client in under the next name, which nobody has had before, or nobody if the listener is full. */
  enter(now: number): string | undefined {
    if (this.#here.size >= this.limit) return undefined;
    const name = `Client${String(++this.#count).padStart(2, "0")}`;
    this.#here.set(name, now);
    return name;
  }

  /** Takes a client out; false if it had left before. */
  leave(name: string, now: number): boolean {
    if (!this.#here.delete(name)) return false;
    this.#left.push({ name, at: now });
    if (this.#left.length > LIMITS.leftClients) this.#left.shift();
    return true;
  }

  /** A line for every client that is here and, with `all`, for those that left last. */
  status(all: boolean): string {
    const here = [...this.#here].map(([name, since]) => `${name} connected at ${timestamp(since)}\n`);
    const left = all ? this.#left.map(({ name, at }) => `${name} disconnected at ${timestamp(at)}\n`) : [];
    return [...here, ...left].join("");
  }
}
