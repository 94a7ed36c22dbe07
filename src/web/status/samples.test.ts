import { expect, it } from "vitest";
import type { Figures } from "../../wire/json/status-facts.ts";
import { amountText, bytesText, lengthText } from "./amounts.ts";
import { addFigures, chartsOf, NO_SAMPLES } from "./samples.ts";

function figures(at: number, more: Partial<Figures> = {}): Figures {
  return {
    at,
    started: 0,
    connections: { json: 1 },
    sockets: 1,
    sessions: 1,
    users: 1,
    channels: 1,
    messages: 0,
    deliveries: 0,
    commits: { count: 0, failed: 0, ms: 0, lastMs: 0 },
    bytesIn: 0,
    bytesOut: 0,
    refused: 0,
    memory: { rss: 1, heap: 1 },
    cpu: 0,
    loop: { meanMs: 0, mostMs: 0 },
    ...more,
  };
}

it("counts become rates, and commits the mean of what they took", () => {
  const first = addFigures(NO_SAMPLES, figures(1_000, { messages: 10 }));
  expect(first.list).toEqual([]);
  const commits = { count: 4, failed: 0, ms: 6, lastMs: 1 };
  const { list } = addFigures(first, figures(3_000, { messages: 16, commits }));
  expect(list).toMatchObject([{ at: 3_000, messages: 3, deliveries: 0, commitMs: 1.5 }]);
});

it("a restart is no fall below nothing, and the oldest samples go", () => {
  let samples = addFigures(NO_SAMPLES, figures(1_000, { messages: 100 }));
  samples = addFigures(samples, figures(5_000, { started: 4_000, messages: 0 }));
  expect(samples.list).toEqual([]);
  for (let i = 1; i <= 400; i++) samples = addFigures(samples, figures(5_000 + i, { started: 4_000 }));
  expect(samples.list).toHaveLength(300);
  expect(samples.list.at(-1)?.at).toBe(5_400);
});

it("there is a line for each dialect that was spoken, and nothing where there was no commit", () => {
  const first = addFigures(NO_SAMPLES, figures(1_000));
  const second = addFigures(first, figures(2_000, { connections: { irc: 2 } }));
  const { list } = addFigures(second, figures(3_000));
  const [connections, , commits] = chartsOf(list);
  expect(connections?.lines).toEqual([
    { name: "irc", values: [2, 0] },
    { name: "json", values: [0, 1] },
  ]);
  expect(commits?.lines).toEqual([{ name: "on average", values: [undefined, undefined] }]);
});

it("amounts are written for people", () => {
  expect([0, 999, 1_000, 12_345_678].map(bytesText)).toEqual(["0 B", "999 B", "1 kB", "12.3 MB"]);
  expect(amountText(undefined, "ms")).toBe("–");
  expect(amountText(1.25, "ms")).toMatch(/^1[.,]3 ms$/);
  expect([5_000, 65_000, 3_700_000, 90_000_000].map(lengthText)).toEqual(["5 s", "1 min 5 s", "1 h 1 min", "1 d 1 h"]);
});
