import { PubHeaders } from "@nats-io/jetstream";
import { headers } from "@nats-io/transport-node";
import { LIMITS } from "../../core/limits.ts";
import type { Link } from "./link.ts";
import { encodeName } from "./names.ts";
import { isAnswer } from "./trouble.ts";

const DECODER = new TextDecoder();

/** A key-value bucket of JetStream: keys with texts. */
export class Bucket {
  readonly #link: Link;
  /** The stream in which it is. */
  readonly stream: string;
  /** All that is in it. */
  readonly subjects: string;
  readonly #prefix: string;

  constructor(link: Link, name: string) {
    this.#link = link;
    this.stream = `KV_${name}`;
    this.#prefix = `$KV.${name}.`;
    this.subjects = `${this.#prefix}>`;
  }

  /** @throws (rejects) if it can't be known just now */
  async get(key: string): Promise<string | undefined> {
    try {
      const message = await this.#link.manager.streams.getMessage(this.stream, { last_by_subj: this.#subject(key) });
      // One with such a header says that there was something once.
      if (!message || message.header.has("KV-Operation")) return;
      return DECODER.decode(message.data);
    } catch (cause) {
      if (isAnswer(cause, "noMessage")) return;
      throw cause;
    }
  }

  /** @throws (rejects) if nobody knows whether it is there */
  async put(key: string, text: string): Promise<void> {
    await this.#link.jetstream.publish(this.#subject(key), text, this.#options());
  }

  /** Puts it there if nothing is. @returns whether it did. @throws (rejects) if nobody knows that */
  async create(key: string, text: string): Promise<boolean> {
    const told = headers();
    told.set(PubHeaders.ExpectedLastSubjectSequenceHdr, "0");
    try {
      await this.#link.jetstream.publish(this.#subject(key), text, { ...this.#options(), headers: told });
      return true;
    } catch (cause) {
      if (isAnswer(cause, "wrongLast", "wrongLastUnknown")) return false;
      throw cause;
    }
  }

  /** Leaves nothing of it. @throws (rejects) if nobody knows whether it is gone */
  async remove(key: string): Promise<void> {
    await this.#link.manager.streams.purge(this.stream, { filter: this.#subject(key) });
  }

  #subject(key: string): string {
    return `${this.#prefix}${encodeName(key)}`;
  }

  #options(): { readonly timeout: number; readonly retries: number } {
    return { timeout: LIMITS.natsAnswerMs, retries: 1 };
  }
}
