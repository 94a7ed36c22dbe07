import type { Lease, Leases } from "../../cluster/ports.ts";
import { LIMITS } from "../../core/limits.ts";

/** Leases of which several can be told. */
export class HeardLeases implements Leases {
  readonly #leases: Leases;
  readonly #listeners = new Set<(lease: Lease) => void>();

  constructor(leases: Leases) {
    this.#leases = leases;
    leases.watch((lease) => {
      for (const listener of this.#listeners) listener(lease);
    });
  }

  renew(lease: Lease, done: (isKnown: boolean) => void): void {
    this.#leases.renew(lease, done);
  }

  watch(seen: (lease: Lease) => void): void {
    this.#listeners.add(seen);
  }

  release(name: string): Promise<void> {
    return this.#leases.release(name);
  }

  /**
   * Whether another node says again and again that it has this name. What is there of a node that is gone is said once.
   * @param timer waits some milliseconds
   */
  async isTaken({ name, node }: Lease, timer: (ms: number) => Promise<unknown>): Promise<boolean> {
    let times = 0;
    const count = (lease: Lease): void => {
      if (lease.name === name && lease.node !== node) times++;
    };
    this.#listeners.add(count);
    await timer(LIMITS.leaseRenewMs);
    // Nobody has had the name of late.
    if (times > 0) await timer(LIMITS.leaseRenewMs * 2);
    this.#listeners.delete(count);
    return times > 1;
  }
}
