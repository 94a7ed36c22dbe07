import { expect, it } from "vitest";
import { type Amounts, Share } from "./share.ts";

const RATE = { burst: 100, perSecond: 10 };
const share = (): Share => new Share({ commands: RATE, bytes: RATE, joins: RATE, nicks: RATE }, 0);

function of(amounts: Partial<Amounts>): Amounts {
  return { commands: 0, bytes: 0, joins: 0, nicks: 0, ...amounts };
}

it.each(["commands", "bytes", "joins", "nicks"] as const)("has a burst and a rate of %s alone", (kind) => {
  const shared = share();
  const take = (amount: number, now: number): number => {
    const amounts = of({ [kind]: amount });
    return shared.take(amounts, amounts, 1, now);
  };
  expect(take(100, 0)).toBe(0);
  expect(take(10, 0)).toBe(1_000);
  const others = of({ commands: 100, bytes: 100, joins: 100, nicks: 100, [kind]: 0 });
  expect(shared.take(others, others, 1, 0)).toBe(0);
  expect(take(10, 2_000)).toBe(0);
});

it("says the longest of what its kinds say", () => {
  const amounts = of({ commands: 110, bytes: 130, joins: 120 });
  expect(share().take(amounts, amounts, 1, 0)).toBe(3_000);
});

it("lets who asks little wait only for their even part, however much another owes", () => {
  const shared = share();
  const much = of({ commands: 1_100 });
  expect(shared.take(much, much, 2, 0)).toBe(100_000);
  const little = of({ commands: 1 });
  expect(shared.take(little, little, 2, 0)).toBe(200);
  // Who goes on meanwhile is not let go for the little that came last.
  expect(shared.take(little, of({ commands: 2 }), 2, 0)).toBe(400);
});

it("gives no more than its rate to any number of members who all want more", () => {
  const shared = share();
  const members = 20;
  // Each asks for five, waits as long as it is told, and asks again.
  const next = Array.from({ length: members }, () => 0);
  let asked = 0;
  for (let now = 0; now < 600_000; now += 10) {
    for (const [member, at] of next.entries()) {
      if (at > now) continue;
      const five = of({ commands: 5 });
      asked += 5;
      next[member] = now + shared.take(five, five, members, now);
    }
  }
  expect(asked).toBeGreaterThan(0.9 * 6_000);
  expect(asked).toBeLessThan(1.1 * 6_000 + 100 + 5 * members);
});

it("is as good as new when all of it is", () => {
  const shared = share();
  const amounts = of({ nicks: 1 });
  shared.take(amounts, amounts, 1, 0);
  expect([shared.isFull(99), shared.isFull(100)]).toEqual([false, true]);
});
