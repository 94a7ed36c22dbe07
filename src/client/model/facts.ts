import type { Refusal } from "../../core/answers.ts";
import { fold } from "../../core/names.ts";
import type { PlaceSummary } from "./place.ts";
import { Made, type Schedule, type Source } from "./source.ts";
import type { Unread } from "./unread.ts";

/** What the summary of a place tells. */
export class Facts {
  readonly kind: "channel" | "talk";
  readonly #unread: () => Unread;
  readonly #told: () => void;
  readonly #summary: Made<PlaceSummary>;
  #name: string;
  #topic: string | undefined;
  #isHere: boolean;
  #out: Refusal | undefined;
  #latest: number | undefined;

  /** @param told called when one of them is another */
  constructor(name: string, unread: () => Unread, schedule: Schedule, told: () => void) {
    this.kind = name.startsWith("#") ? "channel" : "talk";
    this.#name = name;
    // Until it is known otherwise: they were talked with, or are about to be.
    this.#isHere = this.kind === "talk";
    this.#unread = unread;
    this.#told = told;
    this.#summary = new Made(() => this.#summarize(), schedule);
  }

  get source(): Source<PlaceSummary> {
    return this.#summary;
  }

  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
    this.changed();
  }

  get isHere(): boolean {
    return this.#isHere;
  }

  set isHere(isHere: boolean) {
    if (isHere) this.#out = undefined;
    if (isHere === this.#isHere) return;
    this.#isHere = isHere;
    this.changed();
  }

  /** Why one is not in the channel, if that is known. */
  get out(): Refusal | undefined {
    return this.#out;
  }

  set out(why: Refusal | undefined) {
    this.#out = why;
    this.changed();
  }

  /** The empty one is none. */
  set topic(topic: string) {
    const next = topic === "" ? undefined : topic;
    if (next === this.#topic) return;
    this.#topic = next;
    this.changed();
  }

  /** When the latest message was said; 0 if nothing is known of any. */
  get latestAt(): number {
    return this.#latest ?? 0;
  }

  /** Something was said at a time. */
  said(at: number): void {
    if (at <= this.latestAt) return;
    this.#latest = at;
    this.changed();
  }

  changed(): void {
    this.#summary.changed();
    this.#told();
  }

  #summarize(): PlaceSummary {
    const { count, mentions, hasMore } = this.#unread();
    return {
      key: fold(this.#name),
      name: this.#name,
      kind: this.kind,
      ...(this.#topic !== undefined && { topic: this.#topic }),
      unread: count,
      mentions,
      isHere: this.#isHere,
      ...(this.#out && { out: this.#out }),
      ...(this.#latest !== undefined && { latest: this.#latest }),
      hasMoreUnread: hasMore,
    };
  }
}
