import { beforeEach, describe, expect, test } from "vitest";
import type { Draft, Entry } from "../core/commands.ts";
import { LIMITS } from "../core/limits.ts";
import { LOG_VERSION } from "../core/log-version.ts";
import { ClusterLog } from "./cluster-log.ts";
import type { StreamBatch } from "./ports.ts";
import { startOf } from "./position.ts";

/** A log whose stream, disk and time do what the test says. */
class Bench {
  readonly published: { readonly batch: StreamBatch; readonly done: (isThere: boolean) => void }[] = [];
  /** What came back: texts with their seqs, or with the code of the refusal. */
  readonly back: string[] = [];
  readonly log: ClusterLog;
  #place = 0;
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();
  #later: (() => void)[] = [];

  constructor() {
    this.log = new ClusterLog({
      node: "a1",
      stream: {
        publish: (batch, done) => this.published.push({ batch, done }),
        follow: () => {},
        resume: () => {},
      },
      position: startOf("test"),
      seq: 0,
      at: 0,
      wake: () => {},
      later: (run) => this.#later.push(run),
      timer: (ms, run) => {
        const timer = { at: this.#now + ms, run };
        this.#timers.add(timer);
        return () => this.#timers.delete(timer);
      },
      onReach: () => {},
      onNewer: () => {},
    });
    this.log.attach({
      follow: (entries, drafts) => {
        for (const [i, entry] of entries.entries()) this.back.push(`${textOf(drafts[i] ?? entry)} ${entry.seq}`);
      },
      refused: (draft, why) => this.back.push(`${textOf(draft)} ${why.code}`),
    });
  }

  say(session: string, text: string): void {
    this.log.append({ node: "a1", session, act: { type: "say", to: "#a", text } });
    this.turn();
  }

  turn(): void {
    for (const run of this.#later.splice(0)) run();
  }

  /** The stream shows a batch, which is not on the disk yet. */
  show(batch: Pick<StreamBatch, "node" | "number" | "lines">): void {
    this.log.receive({ version: LOG_VERSION, at: 0, ...batch, place: ++this.#place });
    this.turn();
  }

  /** All that was read is on the disk. */
  write(): void {
    this.log.landed(this.log.take());
    this.turn();
  }

  /** Time goes by; the stream answers nobody. */
  pass(ms: number): void {
    this.#now += ms;
    for (const timer of this.#timers) {
      if (timer.at > this.#now) continue;
      this.#timers.delete(timer);
      timer.run();
    }
    this.turn();
  }

  /** @throws Error if so many were not published */
  at(index: number): { readonly batch: StreamBatch; readonly done: (isThere: boolean) => void } {
    const one = this.published[index];
    if (!one) throw new Error(`only ${this.published.length} were published`);
    return one;
  }
}

function textOf({ act }: Draft | Entry): string {
  return act.type === "say" ? act.text : act.type;
}

describe("a batch of which nobody says that the stream has it", () => {
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench();
    bench.say("s1", "one");
  });

  test("holds back what its sessions asked behind it, when the rest is refused", () => {
    bench.say("s1", "two");
    bench.say("s2", "three");
    bench.at(0).done(false);
    bench.pass(LIMITS.streamStuckMs);
    expect(bench.back).toEqual(["three not-durable"]);
    bench.show(bench.at(0).batch);
    bench.write();
    bench.show(bench.at(2).batch);
    bench.write();
    expect(bench.back).toEqual(["three not-durable", "one 1", "two 2"]);
  });

  test("does so too when it was read, and is not on the disk yet", () => {
    bench.say("s1", "two");
    bench.show(bench.at(0).batch);
    bench.at(1).done(false);
    bench.say("s1", "three");
    bench.pass(LIMITS.streamStuckMs);
    expect(bench.back).toEqual([]);
  });

  test("is there if it is read: the next one goes at once, and the stream is not taken for lost", () => {
    bench.say("s1", "two");
    bench.show(bench.at(0).batch);
    expect(bench.at(1).batch.number).toBe(2);
    bench.show(bench.at(1).batch);
    bench.at(0).done(false);
    bench.at(1).done(false);
    bench.pass(LIMITS.streamStuckMs);
    expect(bench.log.isReached).toBe(true);
    expect(bench.published).toHaveLength(2);
  });
});

test.each(["", "\n", "{"])("what has no drafts is no batch, whatever number it has: %j", (lines) => {
  const bench = new Bench();
  bench.show({ node: "a1", number: 1_000, lines });
  bench.say("s1", "one");
  bench.show(bench.at(0).batch);
  bench.write();
  expect(bench.back).toEqual(["one 1"]);
});

test("what can't be written here any more is left to the stream when the node ends", async () => {
  const bench = new Bench();
  bench.show({
    node: "b1",
    number: 1,
    lines: `${JSON.stringify({ node: "b1", session: "s", act: { type: "say", to: "#a", text: "x" } })}\n`,
  });
  bench.log.failed(bench.log.take());
  expect(bench.log.isWaiting).toBe(true);
  await bench.log.close();
  bench.log.failed(bench.log.take());
  expect(bench.log.isWaiting).toBe(false);
});
