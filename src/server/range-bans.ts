import type { ServerBan } from "../core/accounts.ts";
import { isOver } from "../core/rules/bans.ts";
import type { State } from "../core/state.ts";
import { type AddressRange, isInRange, parseAddress, parseRange } from "../wire/address-range.ts";
import { AddressList } from "./address-list.ts";

/** Which addresses may not come at all: those in the ranges that are banned from the server. */
export class RangeBans {
  readonly #bans: State["bans"];
  readonly #clock: () => number;
  #ranges = new AddressList();
  /** How many bans there were of every kind when the list was made, and until when it holds. */
  #size = -1;
  #until = 0;

  /** @param clock milliseconds since 1970 */
  constructor(state: Pick<State, "bans">, clock: () => number) {
    this.#bans = state.bans;
    this.#clock = clock;
  }

  /** A ban was set. That one was taken back shows by itself. */
  changed(): void {
    this.#size = -1;
  }

  /** Whether an address, as `Line.peer` has it, may not come now. */
  has(address: string): boolean {
    const now = this.#clock();
    if (this.#size !== this.#bans.size || now >= this.#until) this.#make(now);
    return this.#ranges.has(address);
  }

  /** Why an address may not come now, in the words of whoever banned it; nothing if it may. */
  reasonFor(address: string): string | undefined {
    const now = this.#clock();
    const parsed = parseAddress(address);
    for (const ban of parsed ? this.#bans.values() : []) {
      if (!isOver(ban, now) && rangesOf(ban).some((range) => parsed && isInRange(range, parsed))) return ban.reason;
    }
    return undefined;
  }

  #make(now: number): void {
    const standing = [...this.#bans.values()].filter((ban) => ban.target.kind === "range" && !isOver(ban, now));
    this.#ranges = new AddressList(standing.flatMap(rangesOf));
    this.#size = this.#bans.size;
    this.#until = Math.min(...standing.map(({ until }) => until ?? Number.POSITIVE_INFINITY));
  }
}

/** The range that a ban is about; none if it is about something else, or one that there can't be. */
function rangesOf({ target: { kind, name } }: ServerBan): readonly AddressRange[] {
  const range = kind === "range" ? parseRange(name) : undefined;
  return range ? [range] : [];
}
