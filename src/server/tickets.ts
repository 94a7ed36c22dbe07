import { randomBytes } from "node:crypto";
import type { SessionId } from "../core/commands.ts";
import { LIMITS } from "../core/limits.ts";
import { digest } from "./digest.ts";

/** Bytes of a ticket. */
const BYTES = 24;

/** What a ticket stands for. */
interface Issued {
  readonly session: SessionId;
  /** By the clock of the tickets. */
  readonly until: number;
}

/** Tickets by which HTTP requests are known to be of a session. What is kept of them opens nothing: only digests. */
export class Tickets {
  readonly #clock: () => number;
  readonly #issued = new Map<string, Issued>();
  /** The digests of each session's tickets, the oldest first. */
  readonly #bySession = new Map<SessionId, readonly string[]>();

  /** @param clock milliseconds that never go back */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** How many are known. */
  get size(): number {
    return this.#issued.size;
  }

  /** A new ticket of a session, in place of its oldest if it has as many as it may. */
  issue(session: SessionId): string {
    const ticket = randomBytes(BYTES).toString("base64url");
    const key = digest(ticket);
    const keys = [...(this.#bySession.get(session) ?? []), key];
    const gone = keys.slice(0, -LIMITS.ticketsPerSession);
    for (const old of gone) this.#issued.delete(old);
    this.#issued.set(key, { session, until: this.#clock() + LIMITS.ticketMs });
    this.#bySession.set(session, keys.slice(gone.length));
    return ticket;
  }

  /** Whose ticket that is; nothing if it is nobody's, or not good any more. */
  sessionOf(ticket: string): SessionId | undefined {
    const issued = this.#issued.get(digest(ticket));
    return issued && this.#clock() < issued.until ? issued.session : undefined;
  }

  /** The session is over: none of its tickets is good any more. */
  forget(session: SessionId): void {
    for (const key of this.#bySession.get(session) ?? []) this.#issued.delete(key);
    this.#bySession.delete(session);
  }
}
