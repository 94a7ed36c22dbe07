import { describe, expect, it } from "vitest";
import { RATES } from "../core/rates.ts";
import { type Pace, Paces } from "./pace.ts";
import type { Amounts } from "./share.ts";

/** The paces of a server whose clock the test moves by hand. */
class World {
  now = 0;
  readonly paces: Paces = new Paces(() => this.now);

  come(address: string, listener = "one"): Pace {
    return this.paces.begin(address, listener);
  }
}

function of(amounts: Partial<Amounts>): Amounts {
  return { commands: 0, bytes: 0, joins: 0, nicks: 0, ...amounts };
}

/** Has connections take all that one may at once, in pieces that each may, until so much is taken. */
function takeAll(kind: keyof Amounts, burst: number, come: (i: number) => Pace, account?: string): void {
  const piece = OWN[kind].burst;
  for (let i = 0; i * piece < burst; i++) {
    expect(come(i).take(of({ [kind]: Math.min(piece, burst - i * piece) }), account)).toBe(0);
  }
}

const OWN = {
  commands: RATES.commandsPerConnection,
  bytes: RATES.bytesPerConnection,
  joins: RATES.joinsPerConnection,
  nicks: RATES.nicksPerConnection,
};
const KINDS = ["commands", "bytes", "joins", "nicks"] as const;

describe.each(KINDS)("The rate of %s", (kind) => {
  const { burst, perSecond } = OWN[kind];
  const one = of({ [kind]: 1 });

  it("is a connection's own", () => {
    const world = new World();
    const pace = world.come("192.0.2.1");
    expect(pace.take(of({ [kind]: burst }), undefined)).toBe(0);
    expect(pace.take(of({ [kind]: perSecond }), undefined)).toBe(1_000);
    expect(world.come("192.0.2.2").take(one, undefined)).toBe(0);
  });

  it("is of all connections of an address, or of half an IPv6 address", () => {
    const rate = { commands: RATES.commandsPerAddress, bytes: RATES.bytesPerAddress }[String(kind)];
    const most = rate ?? { joins: RATES.joinsPerAddress, nicks: RATES.nicksPerAddress }[String(kind)];
    const world = new World();
    takeAll(kind, most?.burst ?? 0, (i) => world.come(`2001:db8::${i}`));
    expect(world.come("2001:db8:0:0:1::").take(one, undefined)).toBeGreaterThan(0);
    expect(world.come("2001:db8:0:1::").take(one, undefined)).toBe(0);
  });

  it("is of all connections that are signed in to an account", () => {
    const world = new World();
    takeAll(kind, 2 * burst, (i) => world.come(`192.0.2.${i}`), "alice");
    expect(world.come("198.51.100.1").take(one, "alice")).toBeGreaterThan(0);
    expect(world.come("198.51.100.1").take(one, "bob")).toBe(0);
    expect(world.come("198.51.100.1").take(one, undefined)).toBe(0);
  });

  it("is of all connections of a listener", () => {
    const world = new World();
    const most = {
      commands: RATES.commandsPerListener,
      bytes: RATES.bytesPerListener,
      joins: RATES.joinsPerListener,
      nicks: RATES.nicksPerListener,
    }[kind];
    takeAll(kind, most.burst, (i) => world.come(`10.${i >> 8}.${i & 255}.1`));
    expect(world.come("198.51.100.1").take(one, undefined)).toBeGreaterThan(0);
    expect(world.come("198.51.100.1", "two").take(one, undefined)).toBe(0);
  });
});

it("is another account's once a connection is signed in to that", () => {
  const world = new World();
  takeAll("nicks", RATES.nicksPerAccount.burst, (i) => world.come(`192.0.2.${i}`), "alice");
  const pace = world.come("198.51.100.1");
  expect(pace.take(of({ nicks: 1 }), undefined)).toBe(0);
  expect(pace.take(of({ nicks: 1 }), "alice")).toBeGreaterThan(0);
  expect(pace.take(of({ nicks: 1 }), "bob")).toBe(0);
  expect(world.paces.accounts.membersOf("alice")).toBe(RATES.nicksPerAccount.burst / OWN.nicks.burst);
  expect(world.paces.accounts.membersOf("bob")).toBe(1);
});

it("is that of the address which a gateway says", () => {
  const world = new World();
  const pace = world.come("192.0.2.1");
  pace.comesFrom("2001:db8::1");
  const { addresses } = world.paces;
  expect([addresses.membersOf("192.0.2.1"), addresses.membersOf("2001:db8:0:0")]).toEqual([0, 1]);
});

it("is not new for who goes and comes back, and nothing is kept of those who are gone for long", () => {
  const world = new World();
  const pace = world.come("192.0.2.1");
  pace.take(of({ commands: 1_000 }), "alice");
  pace.leave();
  const { addresses, accounts, listeners } = world.paces;
  expect([addresses.size, accounts.size, listeners.size]).toEqual([1, 1, 1]);
  world.now = 60_000;
  world.come("192.0.2.2", "two").leave();
  const last = world.come("192.0.2.3", "three");
  last.take(of({ commands: 1 }), "bob");
  last.take(of({ commands: 1 }), undefined);
  last.leave();
  world.now = 120_000;
  const later = world.come("192.0.2.3", "three");
  later.take(of({}), "bob");
  later.leave();
  expect([addresses.size, accounts.size, listeners.size]).toEqual([0, 0, 0]);
});

it("hardly slows a classroom of 200 down who write while one of them sends all that they can", () => {
  const world = new World();
  const classroom = Array.from({ length: 200 }, () => world.come("192.0.2.1"));
  const flood = Array.from({ length: 50 }, () => ({ pace: world.come("192.0.2.1"), at: 0 }));
  let worst = 0;
  for (; world.now < 60_000; world.now += 100) {
    // Each piece that is read may hold thousands of commands.
    for (const one of flood) {
      if (one.at > world.now) continue;
      one.pace.waited();
      one.at = world.now + one.pace.take(of({ commands: 4_000, bytes: 65_536 }), undefined);
    }
    if (world.now % 2_000 > 0) continue;
    for (const pupil of classroom) {
      pupil.waited();
      worst = Math.max(worst, pupil.take(of({ commands: 1, bytes: 80 }), undefined));
    }
  }
  expect(worst).toBeLessThan(100);
});
