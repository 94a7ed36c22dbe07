import { LIMITS } from "../core/limits.ts";
import type { Clock } from "../core/ports.ts";
import type { Lease, Leases, Timer } from "./ports.ts";

/** What a node needs to know who else is there. */
export interface MembersParts {
  /** This node. */
  readonly own: Lease;
  readonly leases: Leases;
  /** The nodes that the log has, ids by names. */
  readonly nodes: ReadonlyMap<string, string>;
  /** Milliseconds that never go back. */
  readonly clock: Clock;
  readonly timer: Timer;
  /** Says in the log that a node is gone. @param done called once: it is so, or nobody knows */
  readonly lost: (node: string, done: () => void) => void;
  /** Says in the log that this node is there; the others had taken it for lost. @param done called once: it is so */
  readonly startAgain: (done: () => void) => void;
  /** Called once if another node has come by this one's name. */
  readonly onReplaced: () => void;
}

/** Another that has come by this node's name. */
interface Rival {
  readonly node: string;
  /** Whether it says that it is there. */
  isHeard: boolean;
  /** Waits for that no longer. */
  readonly callOff: () => void;
}

/**
 * Who is there. Each node says so again and again; of whom nothing is heard for a while is said to be gone in the log, by
 * whoever comes first. A node judges by its own clock, and only by time in which it heard itself as the others have to: else
 * the trouble may be its own. NATS may take what it says, and show it nothing of what others say: a server that comes back
 * may be behind for long.
 */
export class Members {
  readonly #parts: MembersParts;
  /** By ids, when each node of the log was heard last. */
  readonly #heard = new Map<string, number>();
  readonly #judged = new Set<string>();
  /** Since when this node has heard itself without a break, and when it did so last. */
  #steadySince: number | undefined;
  #heardItselfAt: number | undefined;
  #lookedAt: number | undefined;
  #isBegun = false;
  /** Whether it is on its way to the log that this node is there. */
  #isStarting = false;
  #isStopped = false;
  #callOff: (() => void) | undefined;
  #rival: Rival | undefined;

  constructor(parts: MembersParts) {
    this.#parts = parts;
  }

  /** The log has had this node: begins to say that it is there, and to look who else is. */
  start(): void {
    this.#isBegun = true;
    this.#parts.leases.watch(({ node }) => {
      if (node === this.#parts.own.node) {
        this.#heardItselfAt = this.#parts.clock();
        this.#steadySince ??= this.#heardItselfAt;
      }
      if (node === this.#rival?.node) this.#rival.isHeard = true;
      if (this.#heard.has(node)) this.#heard.set(node, this.#parts.clock());
    });
    this.#look();
    this.followed();
  }

  /** The log was followed: this node may not be in it any more. */
  followed(): void {
    if (!this.#isBegun || this.#isStarting || this.#isStopped) return;
    const { own, nodes } = this.#parts;
    const there = nodes.get(own.name);
    if (there !== this.#rival?.node) this.#forgetRival();
    if (there === own.node) return;
    if (there === undefined) this.#startAgain();
    else this.#rival ??= this.#waitFor(there);
  }

  /**
   * Another has this node's name in the log. If it is there it says so soon; if it does not, what told the log was on its
   * way since an earlier run.
   */
  #waitFor(node: string): Rival {
    const callOff = this.#parts.timer(LIMITS.leaseRenewMs * 3, () => {
      const isHeard = this.#rival?.isHeard === true;
      this.#rival = undefined;
      if (isHeard) this.#giveUp();
      else this.#startAgain();
    });
    return { node, isHeard: false, callOff };
  }

  #giveUp(): void {
    this.stop();
    this.#parts.onReplaced();
  }

  #forgetRival(): void {
    this.#rival?.callOff();
    this.#rival = undefined;
  }

  #startAgain(): void {
    this.#isStarting = true;
    this.#parts.startAgain(() => {
      this.#isStarting = false;
      // That it is lost may have followed at once.
      this.followed();
    });
  }

  /** Says and does nothing more. */
  stop(): void {
    this.#isStopped = true;
    this.#callOff?.();
    this.#forgetRival();
  }

  #look(): void {
    if (this.#isStopped) return;
    const { own, leases, clock, timer } = this.#parts;
    const now = clock();
    // Who was stopped for a while has heard nothing, whoever spoke.
    const isLate = now - (this.#lookedAt ?? now) > LIMITS.leaseLostMs / 2;
    if (isLate || now - (this.#heardItselfAt ?? now) > LIMITS.leaseLostMs / 2) this.#steadySince = undefined;
    this.#lookedAt = now;
    this.#judge(now);
    leases.renew(own, (isKnown) => {
      if (!isKnown) this.#steadySince = undefined;
    });
    this.#callOff = timer(LIMITS.leaseRenewMs, () => this.#look());
  }

  #judge(now: number): void {
    const { own, nodes, lost } = this.#parts;
    const others = new Set([...nodes.values()].filter((node) => node !== own.node));
    for (const node of this.#heard.keys()) if (!others.has(node)) this.#heard.delete(node);
    for (const node of others) {
      const heard = this.#heard.get(node) ?? now;
      this.#heard.set(node, heard);
      if (this.#steadySince === undefined || this.#judged.has(node)) continue;
      if (now - Math.max(heard, this.#steadySince) < LIMITS.leaseLostMs) continue;
      this.#judged.add(node);
      lost(node, () => this.#judged.delete(node));
    }
  }
}
