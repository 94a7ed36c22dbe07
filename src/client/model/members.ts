import type { AccountEvent, AwayEvent, ChangeHostEvent, JoinEvent, ModeEvent, Who } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { CHANNEL_MODES, rankOf } from "../../core/modes.ts";
import { fold } from "../../core/names.ts";
import type { Member } from "../../wire/json/messages.ts";
import type { Members } from "./place.ts";
import { Made, type Schedule, type Source } from "./source.ts";

/** What changes who is in a channel, or what is known of them. */
export type MemberChange =
  | JoinEvent
  | ModeEvent
  | AwayEvent
  | AccountEvent
  | ChangeHostEvent
  | { readonly type: "gone"; readonly nick: string }
  | { readonly type: "renamed"; readonly from: string; readonly to: string };

/** The members of a channel, kept sorted by standing and nick as they come and go. */
export class MemberList {
  readonly #made: Made<Members>;
  readonly #byNick = new Map<string, Member>();
  #sorted: Member[] = [];
  #isWhole = false;

  constructor(schedule: Schedule) {
    this.#made = new Made(
      () => ({ list: this.#sorted.slice(), isWhole: this.#isWhole, total: this.#sorted.length }),
      schedule,
    );
  }

  get source(): Source<Members> {
    return this.#made;
  }

  has(nick: string): boolean {
    return this.#byNick.has(fold(nick));
  }

  /** They were asked for, and this is who is there. @param isWhole whether it is all of them */
  set(members: readonly Member[], isWhole: boolean): void {
    const listed = members.slice(0, LIMITS.membersShown);
    this.#byNick.clear();
    for (const member of listed) this.#byNick.set(fold(member.nick), member);
    const keyed = [...this.#byNick].map(([key, member]) => ({ key, rank: rankOf(member.modes), member }));
    keyed.sort((one, other) => other.rank - one.rank || compare(one.key, other.key));
    this.#sorted = keyed.map(({ member }) => member);
    this.#isWhole = isWhole && listed.length === members.length;
    this.#made.changed();
  }

  follow(change: MemberChange): void {
    switch (change.type) {
      case "join":
        this.#put({ ...change.from, modes: this.#byNick.get(fold(change.from.nick))?.modes ?? "" });
        return;
      case "gone":
        this.#take(change.nick);
        return;
      case "renamed": {
        const member = this.#take(change.from);
        if (member) this.#put({ ...member, nick: change.to });
        return;
      }
      case "mode":
        this.#modes(change);
        return;
      default:
        this.#know(change);
    }
  }

  #modes({ changes }: ModeEvent): void {
    for (const { set, mode, parameter } of changes) {
      const member = parameter === undefined ? undefined : this.#byNick.get(fold(parameter));
      if (!member || CHANNEL_MODES[mode]?.kind !== "standing") continue;
      const others = member.modes.replace(mode, "");
      this.#put({ ...member, modes: set ? others + mode : others });
    }
  }

  /** Something else about somebody. */
  #know(change: AwayEvent | AccountEvent | ChangeHostEvent): void {
    const member = this.#byNick.get(fold(change.from.nick));
    if (!member) return;
    if (change.type === "chghost") this.#put({ ...member, user: change.user, host: change.host });
    else if (change.type === "away") {
      const { away: _, ...rest } = member;
      this.#put({ ...rest, ...(change.text !== undefined && { away: change.text }) });
    } else {
      const { account: _, ...rest } = member;
      this.#put({ ...rest, ...(change.account !== undefined && { account: change.account }) });
    }
  }

  #put(member: Member): void {
    const before = this.#byNick.get(fold(member.nick));
    const kept = before?.dialects && !member.dialects ? { ...member, dialects: before.dialects } : member;
    this.#take(member.nick);
    if (this.#sorted.length >= LIMITS.membersShown) this.#isWhole = false;
    else {
      this.#sorted.splice(this.#indexOf(kept), 0, kept);
      this.#byNick.set(fold(kept.nick), kept);
    }
    this.#made.changed();
  }

  #take(nick: string): Member | undefined {
    const member = this.#byNick.get(fold(nick));
    if (!member) return undefined;
    this.#sorted.splice(this.#indexOf(member), 1);
    this.#byNick.delete(fold(nick));
    this.#made.changed();
    return member;
  }

  /** Where somebody stands, or would stand. */
  #indexOf(member: Pick<Who, "nick"> & Pick<Member, "modes">): number {
    const rank = rankOf(member.modes);
    const key = fold(member.nick);
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#sorted[middle];
      const isBefore = other && (rankOf(other.modes) - rank || compare(key, fold(other.nick))) > 0;
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
