import { LIMITS } from "../../core/limits.ts";
import type { Reply } from "../outgoing.ts";
import type { Timers } from "../ports.ts";
import { type MemberChange, MemberList } from "./members.ts";
import type { Members } from "./place.ts";
import type { Schedule, Source } from "./source.ts";

/** What a roll needs of its channel. */
export interface RollParts {
  readonly schedule: Schedule;
  readonly timers: Timers;
  /** Asks who is there. */
  ask(): Promise<Reply>;
  /** The answer says what the channel is about. */
  topic(topic: string): void;
}

/** Who is in a channel: asked for once, then followed by what happens, and asked again after a break. */
export class MemberRoll {
  readonly #parts: RollParts;
  readonly #list: MemberList;
  #isKnown = false;
  #isAsking = false;
  /** What happened since it was asked: the answer may be older. */
  #changes: MemberChange[] = [];
  #stopTimer: (() => void) | undefined;

  constructor(parts: RollParts) {
    this.#parts = parts;
    this.#list = new MemberList(parts.schedule);
  }

  get source(): Source<Members> {
    return this.#list.source;
  }

  has(nick: string): boolean {
    return this.#list.has(nick);
  }

  /** Asks who is there unless that is known. */
  load(): void {
    if (!this.#isKnown && !this.#isAsking) void this.#ask();
  }

  follow(change: MemberChange): void {
    if (!this.#isKnown && !this.#isAsking) return;
    if (this.#isAsking && this.#changes.length <= LIMITS.timelineHeld) this.#changes.push(change);
    this.#list.follow(change);
    if (change.type === "join") this.#askAgainSoon();
  }

  /** From now on somebody may come or go unheard. */
  broke(): void {
    this.#isKnown = false;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    this.#changes = [];
    const reply = await this.#parts.ask();
    this.#isAsking = false;
    if (reply.type === "refused") return;
    this.#isKnown = true;
    this.#list.set(reply.members ?? [], reply.more !== true);
    // Those that happened before the answer change nothing when they happen again in their order.
    if (this.#changes.length > LIMITS.timelineHeld) this.#askAgainSoon();
    else for (const change of this.#changes) this.#list.follow(change);
    this.#changes = [];
    this.#parts.topic(reply.topic ?? "");
  }

  /** By which dialect somebody came is not told when they come. Of many members it is not worth asking again. */
  #askAgainSoon(): void {
    if (this.#list.source.get().list.length > LIMITS.quietMembers) return;
    this.#stopTimer ??= this.#parts.timers.after(LIMITS.membersAgainMs, () => {
      this.#stopTimer = undefined;
      if (this.#isKnown && !this.#isAsking) void this.#ask();
    });
  }
}
