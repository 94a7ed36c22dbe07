import type { Refusal } from "../../core/answers.ts";
import type { Draft, Entry } from "../../core/commands.ts";
import type { Follower, Log } from "../../core/ports.ts";

/** Stands between a hub and its log, and says where one of them breaks what the port `Log` promises. */
export class WatchedLog implements Log, Follower {
  readonly #log: Log;
  readonly #problem: (text: string) => void;
  readonly #durable: () => number;
  #follower: Follower | undefined;
  /** Drafts that were taken and have not come back, by session, in their order. */
  readonly #out = new Map<string, Draft[]>();
  #seq: number;
  #at = 0;
  #isAppending = false;

  /** @param durable tells the seq of the last entry that is on the disk: at first the last one before */
  constructor(log: Log, durable: () => number, problem: (text: string) => void) {
    this.#log = log;
    this.#durable = durable;
    this.#seq = durable();
    this.#problem = problem;
  }

  /** Drafts that have not come back. */
  get out(): number {
    return [...this.#out.values()].reduce((sum, drafts) => sum + drafts.length, 0);
  }

  attach(follower: Follower): void {
    this.#follower = follower;
  }

  append(draft: Draft): Refusal | undefined {
    this.#isAppending = true;
    const refusal = this.#log.append(draft);
    this.#isAppending = false;
    if (refusal) return refusal;
    const { session } = draft;
    this.#out.set(session, [...(this.#out.get(session) ?? []), draft]);
    return undefined;
  }

  follow(entries: readonly Entry[], drafts: readonly (Draft | undefined)[]): void {
    if (this.#isAppending) this.#problem("the follower is called by append");
    for (const [i, { seq, at }] of entries.entries()) {
      if (seq !== this.#seq + 1) this.#problem(`seq ${seq} is followed behind ${this.#seq}`);
      if (seq > this.#durable()) this.#problem(`seq ${seq} is followed before it is on the disk`);
      if (at < this.#at) this.#problem(`the time goes back at seq ${seq}`);
      this.#seq = seq;
      this.#at = at;
      const draft = drafts[i];
      if (draft) this.#cameBack(draft);
    }
    this.#follower?.follow(entries, drafts);
  }

  refused(draft: Draft, why: Refusal): void {
    this.#cameBack(draft);
    this.#follower?.refused(draft, why);
  }

  isHeard(draft: Draft): boolean {
    return this.#follower?.isHeard?.(draft) ?? true;
  }

  #cameBack(draft: Draft): void {
    const { session } = draft;
    const out = this.#out.get(session) ?? [];
    // What is the node's own has no order.
    const index = session === "" ? out.indexOf(draft) : 0;
    if (index < 0 || out[index] !== draft) this.#problem(`a draft of ${session || "a node"} comes back out of turn`);
    const left = out.toSpliced(Math.max(0, index), 1);
    if (left.length > 0) this.#out.set(session, left);
    else this.#out.delete(session);
  }
}
