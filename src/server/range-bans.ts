import { BlockList, isIPv6 } from "node:net";
import type { ServerBan } from "../core/accounts.ts";
import { isOver } from "../core/rules/bans.ts";
import type { State } from "../core/state.ts";
import { type AddressRange, formatRange, isInRange, parseAddress, parseRange } from "../wire/address-range.ts";
import { normalAddress } from "./addresses.ts";

/** Which addresses may not come at all: those in the ranges that are banned from the server. */
export class RangeBans {
  readonly #bans: State["bans"];
  readonly #clock: () => number;
  #ranges = new Ranges([]);
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
    return this.#ranges.have(address);
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
    this.#ranges = new Ranges(standing.flatMap(rangesOf));
    this.#size = this.#bans.size;
    this.#until = Math.min(...standing.map(({ until }) => until ?? Number.POSITIVE_INFINITY));
  }
}

/** Ranges of addresses, each only of those of its own version: the IPv4 ones are not in `::/0`. */
class Ranges {
  readonly #ipv4 = new BlockList();
  readonly #ipv6 = new BlockList();
  readonly #isEmpty: boolean;

  constructor(ranges: readonly AddressRange[]) {
    this.#isEmpty = ranges.length === 0;
    for (const range of ranges) {
      const [first = "", bits] = formatRange(range).split("/");
      if (range.version === 4) this.#ipv4.addSubnet(first, Number(bits), "ipv4");
      else this.#ipv6.addSubnet(first, Number(bits), "ipv6");
    }
  }

  have(address: string): boolean {
    const normal = this.#isEmpty ? undefined : normalAddress(address);
    if (normal === undefined) return false;
    return isIPv6(normal) ? this.#ipv6.check(normal, "ipv6") : this.#ipv4.check(normal, "ipv4");
  }
}

/** The range that a ban is about; none if it is about something else, or one that there can't be. */
function rangesOf({ target: { kind, name } }: ServerBan): readonly AddressRange[] {
  const range = kind === "range" ? parseRange(name) : undefined;
  return range ? [range] : [];
}
