import { beforeEach, expect, test } from "vitest";
import type { Draft } from "../core/commands.ts";
import { LIMITS } from "../core/limits.ts";
import { LOG_VERSION } from "../core/log-version.ts";
import { ClusterLog } from "./cluster-log.ts";
import { startOf } from "./position.ts";

/** The texts of each commit. */
let commits: string[];
let timers: { readonly ms: number; readonly run: () => void }[];
let log: ClusterLog;
let place: number;

/** Another node says something; somebody here hears it in #here alone. */
function said(to: string, text: string): void {
  const draft: Draft = { node: "b1", session: "b1.1", act: { type: "say", to, text } };
  place++;
  const lines = `${JSON.stringify(draft)}\n`;
  log.receive({ node: "b1", number: place, version: LOG_VERSION, place, at: 0, lines });
}

beforeEach(() => {
  commits = [];
  timers = [];
  place = 0;
  log = new ClusterLog({
    node: "a1",
    stream: { publish: () => {}, follow: () => {}, resume: () => {} },
    position: startOf("test"),
    seq: 0,
    at: 0,
    wake: () => {
      const { entries } = log.take();
      commits.push(entries.map(({ act }) => (act.type === "say" ? act.text : "")).join(" "));
    },
    later: () => {},
    timer: (ms, run) => {
      const timer = { ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    onReach: () => {},
    onNewer: () => {},
  });
  log.attach({
    follow: () => {},
    refused: () => {},
    isHeard: ({ act }) => act.type === "say" && act.to === "#here",
  });
});

test("what somebody hears goes to the disk at once", () => {
  said("#here", "a");
  said("#here", "b");
  expect(commits).toEqual(["a", "b"]);
});

test("what nobody hears goes there together, a moment later", () => {
  said("#there", "a");
  said("#there", "b");
  expect(commits).toEqual([]);
  expect(timers.map(({ ms }) => ms)).toEqual([LIMITS.streamUnheardMs]);
  timers.splice(0)[0]?.run();
  said("#there", "c");
  expect(commits).toEqual(["a b"]);
  expect(timers).toHaveLength(1);
});

test("what somebody hears takes along what came before it", () => {
  said("#there", "a");
  said("#here", "b");
  expect(commits).toEqual(["a b"]);
});

test("nothing waits for the disk of a node that has ended", () => {
  said("#there", "a");
  log.stop();
  expect(timers).toEqual([]);
});
