import type { Link } from "../../client/link.ts";
import { harmless } from "../../wire/lines.ts";
import { statusOf } from "../connect/link-end.ts";
import { EXIT } from "../exit.ts";
import { TransferError } from "./transfer-error.ts";
import type { Tickets } from "./transfer-parts.ts";

/** The tickets that a link's server gives. */
export class LinkTickets implements Tickets {
  readonly #link: Pick<Link, "ask">;
  #ticket: Promise<string> | undefined;
  /** Where the server says that files are uploaded to. */
  #uploads: string | undefined;

  constructor(link: Pick<Link, "ask">) {
    this.#link = link;
  }

  get(): Promise<string> {
    const ticket = this.#ticket ?? this.#ask();
    this.#ticket = ticket;
    // Who asks again after a failure may have more luck.
    ticket.catch(() => {
      if (this.#ticket === ticket) this.renew();
    });
    return ticket;
  }

  renew(): void {
    this.#ticket = undefined;
  }

  /** Whether the server gives tickets. It waits while there is no connection. */
  async areGiven(): Promise<boolean> {
    try {
      await this.get();
      return true;
    } catch (cause) {
      if (cause instanceof TransferError) return false;
      throw cause;
    }
  }

  /** Whether a link is of the server, as far as that has said by now what it is called. */
  isOf(link: URL): boolean {
    return this.#uploads !== undefined && link.href.startsWith(this.#uploads);
  }

  async #ask(): Promise<string> {
    const reply = await this.#link.ask({ type: "ticket" });
    if (reply.type === "refused") throw new TransferError(harmless(reply.text), statusOf(reply.code));
    if (reply.ticket === undefined) throw new TransferError("The server gives no ticket for files.", EXIT.protocol);
    this.#uploads = reply.upload;
    return reply.ticket;
  }
}
