import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Refusal } from "../core/answers.ts";
import type { Act, Draft, Entry } from "../core/commands.ts";
import type { Follower, Log } from "../core/ports.ts";

/** A log that the suite may use, empty when it is made. */
export interface LogUnderTest {
  readonly log: Log;
  /** The seq of the last entry that is durable, asked of whatever keeps it and not of the log. */
  lastDurable(): number | Promise<number>;
  stop(): Promise<void>;
}

/** What every log must do: the contract of the port `Log`, whatever keeps the entries. */
export function logSuite(name: string, makeLog: (follower: Follower) => Promise<LogUnderTest>): void {
  describe(name, () => {
    let seen: Recorder;
    let made: LogUnderTest;
    let log: Log;

    beforeEach(async () => {
      seen = new Recorder();
      made = await makeLog(seen);
      log = made.log;
    });

    afterEach(() => made.stop());

    it("tells its follower nothing before append returns", async () => {
      log.append(said("a", "1"));
      expect(seen.back).toBe(0);
      await seen.until(1);
      expect(seen.entries).toHaveLength(1);
    });

    it("brings each draft back once: the very object, and its content as an entry", async () => {
      const drafts = Array.from({ length: 500 }, (_, i) => said("a", String(i)));
      for (const draft of drafts) expect(log.append(draft)).toBeUndefined();
      await seen.until(500);
      expect(seen.returned).toEqual([]);
      expect(seen.drafts.every((draft, i) => draft === drafts[i])).toBe(true);
      expect(seen.entries.map(({ seq: _seq, at: _at, ...draft }) => draft)).toEqual(drafts);
    });

    it("counts entries from 1 without gaps, in time that never goes back, over many commits", async () => {
      for (let round = 1; round <= 20; round++) {
        for (let i = 0; i < round; i++) log.append(said("a", `${round}.${i}`));
        await seen.until((round * (round + 1)) / 2);
      }
      expect(seen.entries.map((entry) => entry.seq)).toEqual(Array.from({ length: 210 }, (_, i) => i + 1));
      const times = seen.entries.map((entry) => entry.at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    });

    it("keeps the order of each session, also of what is appended while entries are followed", async () => {
      seen.onFollow = (entries) => {
        for (const { session, act } of entries) {
          if (act.type === "say" && Number(act.text) < 50) log.append(said(session, String(Number(act.text) + 2)));
        }
      };
      for (const session of ["a", "b", "c"]) for (const text of ["0", "1"]) log.append(said(session, text));
      await seen.until(3 * 52);
      for (const session of ["a", "b", "c"]) {
        const texts = seen.entries.filter((entry) => entry.session === session).map(textOf);
        expect(texts).toEqual(Array.from({ length: 52 }, (_, i) => String(i)));
      }
    });

    it("does not call its follower from within the follower", async () => {
      let depth = 0;
      let deepest = 0;
      seen.onFollow = (entries) => {
        deepest = Math.max(deepest, ++depth);
        if (entries.some((entry) => entry.seq < 20)) log.append(said("a", "again"));
        depth--;
      };
      log.append(said("a", "first"));
      await seen.until(20);
      expect(deepest).toBe(1);
    });

    it("has entries durable before its follower sees them", async () => {
      const looks: Promise<void>[] = [];
      seen.onFollow = (entries) => {
        const last = entries.at(-1)?.seq;
        looks.push(
          Promise.resolve(made.lastDurable()).then((durable) => expect(durable).toBeGreaterThanOrEqual(last ?? 0)),
        );
        if ((last ?? 0) < 30) log.append(said("a", "next"));
      };
      log.append(said("a", "first"));
      await seen.until(30);
      expect(looks.length).toBeGreaterThan(1);
      await Promise.all(looks);
    });

    it("refuses when too much waits, but takes every close and start, and what it took comes back", async () => {
      const text = "x".repeat(60_000);
      let taken = 0;
      let refusal: Refusal | undefined;
      while (!refusal && taken < 10_000) {
        refusal = log.append(said("a", text));
        if (!refusal) taken++;
      }
      expect(refusal?.code).toBe("busy");
      expect(log.append(acted("a", { type: "close", reason: "gone" }))).toBeUndefined();
      expect(log.append(acted("", { type: "start", name: "n", epoch: "e", channels: [] }))).toBeUndefined();
      await seen.until(taken + 2);
      expect(seen.entries.slice(-2).map((entry) => entry.act.type)).toEqual(["close", "start"]);
      expect(log.append(said("a", "there is room again"))).toBeUndefined();
      await seen.until(taken + 3);
    }, 30_000);

    it("keeps any text as it is", async () => {
      const texts = ["", "ü€😀", "\u0000\n\r\t\"\\'", "\ud800 alone", "x".repeat(65_536), "\u2028\ufeff"];
      for (const text of texts) log.append(said("ü", text));
      await seen.until(texts.length);
      expect(seen.entries.map(textOf)).toEqual(texts);
    });
  });
}

/** A follower that remembers all it was told. */
class Recorder implements Follower {
  readonly entries: Entry[] = [];
  readonly drafts: (Draft | undefined)[] = [];
  readonly returned: Draft[] = [];
  onFollow: (entries: readonly Entry[]) => void = () => {};
  #waits: { readonly count: number; readonly resolve: () => void }[] = [];

  get back(): number {
    return this.entries.length + this.returned.length;
  }

  follow(entries: readonly Entry[], drafts: readonly (Draft | undefined)[]): void {
    this.entries.push(...entries);
    this.drafts.push(...drafts);
    this.onFollow(entries);
    this.#wake();
  }

  refused(draft: Draft): void {
    this.returned.push(draft);
    this.#wake();
  }

  /** Fulfilled once so many drafts have come back. */
  until(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waits.push({ count, resolve });
      this.#wake();
    });
  }

  #wake(): void {
    for (const wait of this.#waits) if (this.back >= wait.count) wait.resolve();
    this.#waits = this.#waits.filter((wait) => this.back < wait.count);
  }
}

function said(session: string, text: string): Draft {
  return acted(session, { type: "say", to: "#lobby", text });
}

function acted(session: string, act: Act): Draft {
  return { node: "n1", session, act };
}

function textOf(entry: Entry): string {
  return entry.act.type === "say" ? entry.act.text : "";
}
