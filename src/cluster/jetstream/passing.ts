import type { Subscription } from "@nats-io/transport-node";
import { LIMITS } from "../../core/limits.ts";
import { utf8Length } from "../../core/utf8.ts";
import type { Passing } from "../ports.ts";
import type { Link } from "./link.ts";

/** What passes from node to node by core NATS: told to whoever is there, and to nobody later. */
export class NatsPassing implements Passing {
  readonly #link: Link;
  readonly #subject: string;
  #subscription: Subscription | undefined;
  /** Bytes that were sent since NATS last confirmed that it has them. */
  #unconfirmed = 0;
  #isConfirming = false;

  constructor(link: Link, subject: string) {
    this.#link = link;
    this.#subject = subject;
  }

  send(text: string): void {
    const bytes = utf8Length(text);
    const isTooMuch = bytes > this.#link.maxPayload || this.#unconfirmed + bytes > LIMITS.passingBytes;
    if (!this.#link.isUp || isTooMuch) return;
    this.#unconfirmed += bytes;
    try {
      this.#link.nats.publish(this.#subject, text);
    } catch (cause) {
      this.#link.tell(cause);
    }
    if (!this.#isConfirming) void this.#confirm();
  }

  hear(heard: (text: string) => void): void {
    this.stop();
    this.#subscription = this.#link.nats.subscribe(this.#subject, {
      callback: (cause, message) => {
        if (cause) this.#link.tell(cause);
        else heard(message.string());
      },
    });
  }

  /** Hears nothing any more. */
  stop(): void {
    if (!this.#link.isClosed) this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }

  async #confirm(): Promise<void> {
    this.#isConfirming = true;
    const bytes = this.#unconfirmed;
    try {
      await this.#link.nats.flush();
    } catch {
      // The connection is gone, and with it what was on its way.
    }
    this.#unconfirmed -= bytes;
    this.#isConfirming = false;
    if (this.#unconfirmed > 0) await this.#confirm();
  }
}
