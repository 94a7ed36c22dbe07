import { beforeEach, describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { DAY_MS, goodPair, makePair } from "./pair.fixture.ts";
import type { Pair, WrittenPair } from "./pair.ts";
import { PairWatch } from "./pair-watch.ts";

/** A watch over files that a test puts something into, with all that it told. */
class Watched {
  readonly told: string[] = [];
  files: WrittenPair | Error;
  now = Date.now();
  readonly watch: PairWatch;

  constructor(pair: Pair) {
    this.files = { cert: pair.cert, key: pair.key };
    this.watch = new PairWatch(pair, {
      read: async () => {
        if (this.files instanceof Error) throw this.files;
        return this.files;
      },
      clock: () => this.now,
      changed: ({ fingerprint }) => this.told.push(`changed ${fingerprint}`),
      bad: (why) => this.told.push(why),
      ending: ({ expires }) => this.told.push(`ends in ${Math.ceil((expires - this.now) / DAY_MS)} days`),
    });
  }

  async look(times: number): Promise<readonly string[]> {
    this.told.length = 0;
    for (let i = 0; i < times; i++) await this.watch.look();
    return [...this.told];
  }
}

let pair: Pair;
let watched: Watched;

beforeEach(async () => {
  pair = await goodPair();
  watched = new Watched(pair);
});

describe("The watch over a certificate's files", () => {
  it("tells nothing as long as they are as they were", async () => {
    expect(await watched.look(3)).toEqual([]);
  });

  it("takes a new pair at once", async () => {
    const next = await goodPair();
    watched.files = next;
    expect(await watched.look(2)).toEqual([`changed ${next.fingerprint}`]);
    expect(watched.watch.pair.fingerprint).toBe(next.fingerprint);
  });

  it("waits while one of two files is written and not the other, or only a part of it", async () => {
    const next = await goodPair();
    const { cert, key } = next;
    for (const half of [
      { cert, key: pair.key },
      { cert: cert.slice(0, 99), key },
      { cert: "", key },
      new Error("gone"),
    ]) {
      watched.files = half;
      expect(await watched.look(1)).toEqual([]);
      watched.files = { cert: pair.cert, key: pair.key };
      expect(await watched.look(1)).toEqual([]);
    }
    watched.files = { cert, key: pair.key };
    await watched.look(1);
    watched.files = next;
    expect(await watched.look(1)).toEqual([`changed ${next.fingerprint}`]);
  });

  it("keeps the old pair when a bad one stays, and tells so once", async () => {
    watched.files = { cert: pair.cert, key: (await makePair()).key };
    expect(await watched.look(5)).toEqual(["The key is not the one of the certificate."]);
    watched.files = new Error("ENOENT");
    expect(await watched.look(5)).toEqual(["The files can't be read: Error: ENOENT"]);
    watched.files = await makePair("a.test", -DAY_MS);
    expect(await watched.look(5)).toEqual([expect.stringMatching(/^The certificate ended on/)]);
    expect(watched.watch.pair).toBe(pair);
    watched.files = { cert: pair.cert, key: pair.key };
    expect(await watched.look(2)).toEqual([]);
  });

  it("tells once a day that the certificate will end, from two weeks before on, and that it has", async () => {
    pair = await goodPair("a.test", LIMITS.certificateSoonMs + DAY_MS);
    watched = new Watched(pair);
    expect(await watched.look(2)).toEqual([]);
    watched.now += DAY_MS + 60_000;
    expect(await watched.look(2)).toEqual(["ends in 14 days"]);
    watched.now += DAY_MS - 1_000;
    expect(await watched.look(2)).toEqual([]);
    watched.now += 1_000;
    expect(await watched.look(2)).toEqual(["ends in 13 days"]);
    watched.now += 14 * DAY_MS;
    expect(await watched.look(2)).toEqual([expect.stringMatching(/^ends in -\d+ days$/)]);
    watched.now = Date.now();
    watched.files = await goodPair();
    expect(await watched.look(2)).toHaveLength(1);
  });
});
