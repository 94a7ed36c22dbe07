import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { RATES } from "../core/rates.ts";
import { Admissions, type Place, type Reception } from "./admissions.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A server with one listener, or several, and what became of those who came. */
class Doors {
  readonly all: Admissions;
  readonly main: Reception;
  readonly shed: string[] = [];

  constructor(rateLimits = true) {
    this.all = new Admissions(rateLimits, () => performance.now());
    this.main = this.all.listener();
  }

  /** One comes. @throws Error if it is turned away */
  come(address: string | undefined, name = address ?? "", reception: Reception = this.main): Place {
    const place = this.all.take(address, reception, () => this.shed.push(name));
    if ("full" in place) throw new Error(place.full);
    return place;
  }

  /** Some come of whom it is known who they are. */
  comeSettled(count: number, addressOf: (i: number) => string, reception?: Reception): void {
    for (let i = 0; i < count; i++) this.come(addressOf(i), "", reception).settled();
  }
}

/** An address of its own for each number. */
const far = (i: number): string => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;

describe("Connections of nobody yet", () => {
  it("take the place of the one of their address that has waited longest when that has too many", () => {
    const doors = new Doors();
    doors.come("192.0.2.2");
    for (let i = 0; i < RATES.waitingPerAddress.most; i++) doors.come("192.0.2.1", `${i}`);
    expect(doors.shed).toEqual([]);
    doors.come("192.0.2.1");
    doors.come("192.0.2.1");
    expect(doors.shed).toEqual(["0", "1"]);
    expect(doors.all.room.size).toBe(RATES.waitingPerAddress.most + 1);
  });

  it("take no place of another address that has as many as it may", () => {
    const doors = new Doors();
    for (let i = 0; i < RATES.waitingPerAddress.most; i++) {
      doors.come("192.0.2.1", `first ${i}`);
      doors.come("192.0.2.2", `second ${i}`);
    }
    doors.come("192.0.2.2");
    expect(doors.shed).toEqual(["second 0"]);
  });

  it("that a proxy brings may be more, as long as it has not said from where", () => {
    const doors = new Doors();
    for (let i = 0; i <= RATES.waitingPerAddress.most; i++) doors.come(undefined);
    expect(doors.shed).toEqual([]);
  });

  it("count by half an IPv6 address", () => {
    const doors = new Doors();
    for (let i = 0; i <= RATES.waitingPerAddress.most; i++) doors.come(`2001:db8::${i.toString(16)}`, `${i}`);
    doors.come("2001:db8:0:1::");
    expect(doors.shed).toEqual(["0"]);
  });

  it("take the place of one of the address that has most when there are too many in all", () => {
    const doors = new Doors();
    doors.come("192.0.2.1", "honest");
    for (let i = 1; i < RATES.waiting.most; i++) doors.come(`192.0.2.${2 + (i % 8)}`, `${i}`);
    expect(doors.shed).toEqual([]);
    for (let i = 0; i < 1_000; i++) doors.come(`192.0.2.${2 + (i % 8)}`, "more");
    doors.come("192.0.2.1", "honest too");
    expect(doors.shed).toHaveLength(1_001);
    expect(doors.shed.filter((name) => name.startsWith("honest"))).toEqual([]);
  });

  it("are never those who are somebody, or ask something, and are again those who wait again", () => {
    const doors = new Doors();
    const first = doors.come("192.0.2.1", "first");
    const second = doors.come("192.0.2.1", "second");
    first.settled();
    second.settled();
    second.waits();
    for (let i = 1; i < RATES.waitingPerAddress.most; i++) doors.come("192.0.2.1", `${i}`);
    expect(doors.shed).toEqual([]);
    doors.come("192.0.2.1");
    expect(doors.shed).toEqual(["second"]);
    // It is gone: nothing that is done to it counts.
    second.waits();
    second.shed();
    second.leave();
    expect([doors.all.room.size, doors.all.size, doors.shed]).toEqual([
      RATES.waitingPerAddress.most,
      RATES.waitingPerAddress.most + 1,
      ["second"],
    ]);
  });

  it("are bounded in all where rates have no limits, and not by address", () => {
    const doors = new Doors(false);
    for (let i = 0; i < RATES.waiting.most; i++) doors.come("192.0.2.1", `${i}`);
    expect(doors.shed).toEqual([]);
    doors.come("192.0.2.2", "other");
    expect(doors.shed).toEqual(["0"]);
  });
});

describe("Connections", () => {
  it("of one address are so many, and who is somebody has a place before who is not", () => {
    const doors = new Doors();
    doors.comeSettled(RATES.connectionsPerAddress.most - 1, () => "192.0.2.1");
    doors.come("192.0.2.1", "waiting");
    const last = doors.come("192.0.2.1", "last");
    expect(doors.shed).toEqual(["waiting"]);
    last.settled();
    expect(() => doors.come("192.0.2.1")).toThrow("its address has as many connections");
    doors.come("192.0.2.2");
    last.leave();
    last.leave();
    doors.come("192.0.2.1").settled();
    expect(() => doors.come("192.0.2.1")).toThrow("its address has as many connections");
  });

  it("of one address have no bound where rates have no limits", () => {
    const doors = new Doors(false);
    doors.comeSettled(RATES.connectionsPerAddress.most + 1, () => "192.0.2.1");
    expect(doors.all.size).toBe(RATES.connectionsPerAddress.most + 1);
  });

  it.each([true, false])("of a listener are as many as it says (limits on rates: %s)", (rateLimits) => {
    const doors = new Doors(rateLimits);
    const small = doors.all.listener(3);
    doors.comeSettled(2, far, small);
    doors.come("192.0.2.9", "elsewhere");
    doors.come("192.0.2.1", "waiting", small);
    const last = doors.come("192.0.2.2", "last", small);
    expect(doors.shed).toEqual(["waiting"]);
    last.settled();
    expect(() => doors.come("192.0.2.3", "", small)).toThrow("its listener has as many connections");
    doors.come("192.0.2.3");
    last.leave();
    doors.come("192.0.2.3", "", small);
  });

  it.each([true, false])("of the server are so many (limits on rates: %s)", (rateLimits) => {
    const doors = new Doors(rateLimits);
    doors.comeSettled(RATES.connections.most - 1, far);
    doors.come("192.0.2.1", "waiting");
    const last = doors.come("192.0.2.2", "last");
    expect(doors.shed).toEqual(["waiting"]);
    last.settled();
    expect(() => doors.come("192.0.2.3")).toThrow("the server has as many connections");
    last.leave();
    doors.come("192.0.2.3");
  });

  it("count for the address that a proxy says, waiting or not, and for that it may be too many", () => {
    const doors = new Doors();
    const waiting = doors.come(undefined);
    const settled = doors.come("192.0.2.7");
    settled.settled();
    expect([waiting.comesFrom("192.0.2.1"), settled.comesFrom("2001:db8::1")]).toEqual([true, true]);
    expect([waiting.key, settled.key]).toEqual(["192.0.2.1", "2001:db8:0:0"]);
    expect(doors.all.gates.membersOf("192.0.2.7")).toBe(0);
    expect(doors.all.room.size).toBe(1);
    doors.comeSettled(RATES.connectionsPerAddress.most, () => "192.0.2.2");
    expect(waiting.comesFrom("192.0.2.2")).toBe(false);
    expect(waiting.key).toBe("192.0.2.1");
    waiting.leave();
    expect([doors.all.room.size, waiting.comesFrom("192.0.2.3"), doors.all.gates.membersOf("192.0.2.3")]).toEqual([
      0,
      true,
      0,
    ]);
  });
});

describe("New connections", () => {
  /** So many come, and are somebody once they are read. @returns how many have been read */
  function comeAndBegin(doors: Doors, count: number, addressOf: (i: number) => string): () => number {
    let begun = 0;
    for (let i = 0; i < count; i++) {
      const place = doors.come(addressOf(i), `${i}`);
      place.begin(() => {
        begun++;
        place.leave();
      });
    }
    return () => begun;
  }

  it("of one address are read at its rate, and of another at once", () => {
    const doors = new Doors();
    const { burst, perSecond } = RATES.connectingPerAddress;
    const begun = comeAndBegin(doors, burst + 2 * perSecond, () => "192.0.2.1");
    expect(begun()).toBe(burst);
    expect(comeAndBegin(doors, 1, () => "192.0.2.2")()).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(begun()).toBe(burst + perSecond);
    vi.advanceTimersByTime(1_000);
    expect(begun()).toBe(burst + 2 * perSecond);
  });

  it("of a listener are read at its rate, and of another at once", () => {
    const doors = new Doors();
    const { burst, perSecond } = RATES.connectingPerListener;
    const begun = comeAndBegin(doors, burst + perSecond, far);
    expect(begun()).toBe(burst);
    const other = doors.all.listener();
    const read = vi.fn();
    doors.come("192.0.2.2", "", other).begin(read);
    expect(read).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_000);
    expect(begun()).toBe(burst + perSecond);
  });

  it("are not held up by many that come from one address", () => {
    const doors = new Doors();
    comeAndBegin(doors, RATES.connectingPerListener.burst, far);
    const read = vi.fn();
    const come = (): void => doors.come("192.0.2.1").begin(() => {});
    come();
    doors.come("192.0.2.2").begin(read);
    for (let i = 0; i < 500; i++) come();
    doors.come("192.0.2.3").begin(read);
    vi.advanceTimersByTime(10);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it("that are gone are not read, and nobody stands in line for longer than they may be silent", () => {
    const doors = new Doors();
    comeAndBegin(doors, RATES.connectingPerAddress.burst, () => "192.0.2.1");
    const read = vi.fn();
    const gone = doors.come("192.0.2.1", "gone");
    gone.begin(read);
    gone.leave();
    vi.advanceTimersByTime(1_000);
    expect([read.mock.calls, doors.shed]).toEqual([[], []]);
    // Who comes later is let in first, so one of many who come without end is never.
    comeAndBegin(doors, RATES.connectingPerAddress.burst, () => "192.0.2.3");
    doors.come("192.0.2.3", "late").begin(read);
    for (let ms = 0; ms < LIMITS.sniffMs; ms += 10) {
      const other = doors.come("192.0.2.3");
      other.begin(() => other.leave());
      vi.advanceTimersByTime(10);
    }
    expect(doors.shed).toEqual(["late"]);
    expect(read).not.toHaveBeenCalled();
  });

  it("that stood in line are not sent away later for that", () => {
    const doors = new Doors();
    comeAndBegin(doors, RATES.connectingPerAddress.burst, () => "192.0.2.1");
    const read = vi.fn();
    doors.come("192.0.2.1").begin(read);
    vi.advanceTimersByTime(2 * LIMITS.sniffMs);
    expect([read.mock.calls.length, doors.shed]).toEqual([1, []]);
  });

  it("that a proxy brings count for the rate of the listener once", () => {
    const doors = new Doors();
    comeAndBegin(doors, RATES.connectingPerListener.burst - 1, far);
    const read = vi.fn();
    const place = doors.come(undefined);
    place.begin(() => {
      place.comesFrom("192.0.2.1");
      place.begin(read);
    });
    expect(read).toHaveBeenCalledTimes(1);
  });

  it("are read at once where rates have no limits", () => {
    const doors = new Doors(false);
    const count = RATES.connectingPerAddress.burst + 100;
    expect(comeAndBegin(doors, count, () => "192.0.2.1")()).toBe(count);
  });

  it("are read by the rate of the address that a proxy says, too", () => {
    const doors = new Doors();
    comeAndBegin(doors, RATES.connectingPerAddress.burst, () => "192.0.2.1");
    const place = doors.come(undefined);
    const read = vi.fn();
    place.begin(() => {
      place.comesFrom("192.0.2.1");
      place.begin(read);
    });
    expect(read).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10);
    expect(read).toHaveBeenCalledTimes(1);
  });
});
