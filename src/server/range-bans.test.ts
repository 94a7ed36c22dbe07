import { describe, expect, it } from "vitest";
import type { ServerBan } from "../core/accounts.ts";
import { banKey } from "../core/rules/bans.ts";
import { RangeBans } from "./range-bans.ts";

/** A server's bans, with a clock that stands still until it is set. */
class World {
  readonly bans: Map<string, ServerBan> = new Map<string, ServerBan>();
  now = 1_000;
  readonly ranges: RangeBans = new RangeBans({ bans: this.bans }, () => this.now);

  ban(name: string, { until, kind = "range" }: { until?: number; kind?: "range" | "mask" } = {}): void {
    const target = { kind, name } as const;
    const ban = { target, mutes: false, reason: `no ${name}`, by: "", at: 0, ...(until !== undefined && { until }) };
    this.bans.set(banKey(target), ban);
    this.ranges.changed();
  }

  lift(name: string): void {
    this.bans.delete(banKey({ kind: "range", name }));
  }

  banned(...addresses: string[]): string[] {
    return addresses.filter((address) => this.ranges.has(address));
  }
}

describe("bans of ranges of addresses", () => {
  it("keep out the addresses in them, and no others", () => {
    const world = new World();
    world.ban("10.0.0.0/8");
    world.ban("192.0.2.7/32");
    world.ban("2001:db8::/32");
    expect(world.banned("10.9.8.7", "11.0.0.1", "192.0.2.7", "192.0.2.8", "2001:db8:1::5", "2001:db9::")).toEqual([
      "10.9.8.7",
      "192.0.2.7",
      "2001:db8:1::5",
    ]);
  });

  it("know an IPv4 address that is written for IPv6, and a range that is", () => {
    const world = new World();
    world.ban("10.0.0.0/8");
    world.ban("::ffff:192.0.2.0/120");
    expect(world.banned("::ffff:10.1.1.1", "::FFFF:0a01:0101", "192.0.2.200", "192.0.3.1")).toEqual([
      "::ffff:10.1.1.1",
      "::FFFF:0a01:0101",
      "192.0.2.200",
    ]);
  });

  it("of all IPv6 addresses are about no IPv4 address, nor the other way round", () => {
    const world = new World();
    world.ban("::/0");
    expect(world.banned("10.0.0.1", "2001:db8::1")).toEqual(["2001:db8::1"]);
    world.lift("::/0");
    world.ban("0.0.0.0/0");
    expect(world.banned("10.0.0.1", "2001:db8::1")).toEqual(["10.0.0.1"]);
  });

  it("end when their time is over, each by itself", () => {
    const world = new World();
    world.ban("10.0.0.0/8", { until: 2_000 });
    world.ban("11.0.0.0/8", { until: 3_000 });
    world.ban("12.0.0.0/8");
    const addresses = ["10.0.0.1", "11.0.0.1", "12.0.0.1"];
    world.now = 1_999;
    expect(world.banned(...addresses)).toEqual(addresses);
    world.now = 2_000;
    expect(world.banned(...addresses)).toEqual(["11.0.0.1", "12.0.0.1"]);
    world.now = 3_000;
    expect(world.banned(...addresses)).toEqual(["12.0.0.1"]);
  });

  it("end when they are taken back, without a word", () => {
    const world = new World();
    world.ban("10.0.0.0/8");
    expect(world.banned("10.0.0.1")).toEqual(["10.0.0.1"]);
    world.lift("10.0.0.0/8");
    expect(world.banned("10.0.0.1")).toEqual([]);
  });

  it("are no bans of masks, and none at all of what is no range", () => {
    const world = new World();
    world.ban("*!*@10.0.0.1", { kind: "mask" });
    world.ban("10.0.0.0/99");
    world.ban("300.0.0.0/8");
    world.ban("10.0.0.0/8", { kind: "mask" });
    expect(world.banned("10.0.0.1", "no address", "")).toEqual([]);
    expect(world.ranges.reasonFor("no address")).toBeUndefined();
  });

  it("tell the reason of one that stands", () => {
    const world = new World();
    world.ban("10.0.0.0/8", { until: 2_000 });
    world.ban("10.1.0.0/16");
    expect(world.ranges.reasonFor("10.1.0.1")).toBe("no 10.0.0.0/8");
    world.now = 2_000;
    expect(world.ranges.reasonFor("10.1.0.1")).toBe("no 10.1.0.0/16");
    expect(world.ranges.reasonFor("10.2.0.1")).toBeUndefined();
  });
});
