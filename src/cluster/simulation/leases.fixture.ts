import type { Lease, Leases } from "../ports.ts";
import type { Setting } from "./setting.fixture.ts";
import type { Turns } from "./timeline.fixture.ts";

/** What all nodes say of themselves. */
export class SimulatedLeases {
  readonly latest = new Map<string, Lease>();
  readonly #setting: Setting;
  readonly #links = new Set<LeaseLink>();

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** The way of a node to it. */
  link(turns: Turns): LeaseLink {
    const link = new LeaseLink(this, turns, this.#setting);
    this.#links.add(link);
    return link;
  }

  unlink(link: LeaseLink): void {
    this.#links.delete(link);
  }

  say(lease: Lease): void {
    this.latest.set(lease.name, lease);
    for (const link of this.#links) link.tell(lease);
  }
}

/** The same as one run of a node has it. */
export class LeaseLink implements Leases {
  isLinked = true;
  /** When it was cut off last, and joined again. */
  #cutAt = 0;
  #joinedAt = 0;
  readonly #leases: SimulatedLeases;
  readonly #turns: Turns;
  readonly #setting: Setting;
  #seen: ((lease: Lease) => void) | undefined;

  constructor(leases: SimulatedLeases, turns: Turns, setting: Setting) {
    this.#leases = leases;
    this.#turns = turns;
    this.#setting = setting;
  }

  renew(lease: Lease, done: (isKnown: boolean) => void): void {
    const setting = this.#setting;
    let isAnswered = false;
    const answer = (isKnown: boolean): void => {
      if (!isAnswered) done(isKnown);
      isAnswered = true;
    };
    this.#turns.after(1_000, () => answer(false));
    if (setting.fails("lostLease")) return;
    setting.timeline.after(setting.delay(20), () => {
      if (!this.isLinked) return;
      this.#leases.say(lease);
      if (setting.fails("lostLease")) return;
      this.#turns.after(setting.delay(20), () => {
        if (this.isLinked) answer(true);
      });
    });
  }

  watch(seen: (lease: Lease) => void): void {
    this.#seen = seen;
    this.#tellAll();
  }

  async release(name: string): Promise<void> {
    this.#leases.latest.delete(name);
  }

  /** For how many of the last so many milliseconds it was cut off, at a time. */
  cutFor(ms: number): number {
    const { now } = this.#setting.timeline;
    return Math.max(0, (this.isLinked ? this.#joinedAt : now) - Math.max(this.#cutAt, now - ms));
  }

  set(isLinked: boolean): void {
    if (isLinked === this.isLinked) return;
    this.isLinked = isLinked;
    if (isLinked) {
      this.#joinedAt = this.#setting.timeline.now;
      this.#tellAll();
    } else this.#cutAt = this.#setting.timeline.now;
  }

  tell(lease: Lease): void {
    if (!this.isLinked || !this.#seen) return;
    this.#turns.after(this.#setting.delay(20), () => {
      if (this.isLinked) this.#seen?.(lease);
    });
  }

  /** Who joins is told what is known, however old it is. */
  #tellAll(): void {
    for (const lease of this.#leases.latest.values()) this.tell(lease);
  }
}
