import { beforeEach, expect, it } from "vitest";
import { emptyState } from "../core/state.ts";
import { Committer } from "./committer.ts";
import { KeptEvents } from "./kept.ts";
import { LoneLog } from "./lone-log.ts";
import { Snapshots } from "./snapshots.ts";
import type { TakenAlong } from "./upkeep.ts";
import type { Job, Verdict } from "./writer-job.ts";

/** What commits take along though nobody asked for it. */

const PRUNE = { of: "history", ids: [1] } as const;
const NOTHING: TakenAlong = { prune: undefined, snapshot: false };

let jobs: { readonly job: Job; readonly settle: (verdict: Verdict) => void }[];
let next: TakenAlong;
let committer: Committer;
let log: LoneLog;
let refused: number;

beforeEach(() => {
  jobs = [];
  next = NOTHING;
  const recovered = { state: emptyState(), snapshotSeq: 0, snapshotLength: 0 };
  committer = new Committer({
    writer: {
      commit(job, settle) {
        jobs.push({ job, settle });
      },
    },
    kept: new KeptEvents(),
    snapshots: new Snapshots(recovered, 1_000),
    upkeep: {
      take() {
        const taken = next;
        next = NOTHING;
        return taken;
      },
      settle() {},
    },
    onCommit: () => {},
  });
  log = new LoneLog({ wake: () => committer.wake(), clock: () => 0, seq: 0, at: 0 });
  committer.attach(log);
  refused = 0;
  log.attach({
    follow() {},
    refused() {
      refused++;
    },
  });
});

function land(): void {
  jobs.at(-1)?.settle({ ms: 0, pruned: 0 });
}

function fail(): void {
  jobs.at(-1)?.settle({ failure: "the disk is full" });
}

/** Waits until what was appended in this turn has gone. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function say(): void {
  log.append({ node: "n", session: "s", act: { type: "say", to: "#a", text: "x" } });
}

it("commits what is to be taken along at once when nothing is on its way", () => {
  next = { prune: PRUNE, snapshot: true };
  committer.nudge();
  expect(jobs.map(({ job }) => job)).toMatchObject([{ drafts: "", prune: PRUNE, snapshot: { seq: 0 } }]);
  land();
  expect(jobs).toHaveLength(1);
});

it("lets it wait for the commit that is on its way, though nothing else waits", async () => {
  say();
  await turn();
  next = { prune: PRUNE, snapshot: false };
  committer.nudge();
  expect(jobs).toHaveLength(1);
  land();
  expect(jobs).toHaveLength(2);
  expect(jobs[1]?.job).toMatchObject({ drafts: "", prune: PRUNE });
  expect(jobs[1]?.job).not.toHaveProperty("snapshot");
  land();
  expect(jobs).toHaveLength(2);
});

it("sends it with what waits, in one commit", async () => {
  say();
  next = { prune: PRUNE, snapshot: false };
  committer.nudge();
  await turn();
  say();
  land();
  land();
  expect(jobs.map(({ job }) => [job.drafts !== "", job.prune])).toEqual([
    [true, PRUNE],
    [true, undefined],
  ]);
});

it("takes nothing along when it is closed", async () => {
  say();
  await turn();
  const closed = committer.close();
  land();
  await turn();
  land();
  await closed;
  next = { prune: PRUNE, snapshot: true };
  committer.nudge();
  expect(jobs).toHaveLength(2);
});

it("gives back all that was taken when it is closed and nothing can be written", async () => {
  say();
  await turn();
  say();
  const closed = committer.close();
  for (let i = 0; i < 2; i++) {
    fail();
    await turn();
  }
  land();
  await closed;
  expect([refused, log.waiting.waiting]).toEqual([2, 0]);
});
