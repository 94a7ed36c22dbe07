import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { TestClock } from "../../wire/testing-clock.ts";
import { type OutsideAnswer, OutsideError, type OutsideProblem } from "../outside.ts";
import { testBrowser } from "./push-service.fixture.ts";
import { type Push, PushSender } from "./sender.ts";
import { makePushKey, vapidOf } from "./vapid.ts";

const { keys } = testBrowser();

/** A sender whose requests are answered by the test, in the order in which they came. */
function open(): {
  readonly sender: PushSender;
  readonly clock: TestClock;
  /** The paths that were asked for. */
  readonly asked: string[];
  readonly gone: string[];
  readonly troubles: string[];
  push(account: string, path: string, isWanted?: () => boolean): void;
  answer(status: number): Promise<void>;
  fail(problem: OutsideProblem): Promise<void>;
  until(isSo: () => boolean): Promise<void>;
} {
  const clock = new TestClock(0);
  const asked: string[] = [];
  const gone: string[] = [];
  const troubles: string[] = [];
  const waiting: { resolve(answer: OutsideAnswer): void; reject(cause: unknown): void }[] = [];
  const sender = new PushSender({
    outside: {
      request: ({ url }) =>
        new Promise((resolve, reject) => {
          asked.push(new URL(url).pathname.slice(1));
          waiting.push({ resolve, reject });
        }),
    },
    vapid: vapidOf(makePushKey(), "mailto:admin@parley.test"),
    timer: (ms, run) => clock.timer(ms, run),
    gone: ({ to }) => gone.push(to.endpoint),
    trouble: (text) => troubles.push(text),
    bug(cause) {
      throw cause;
    },
  });
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await setImmediate();
  };
  const next = async (): Promise<(typeof waiting)[number] | undefined> => {
    await until(() => waiting.length > 0);
    return waiting.shift();
  };
  return {
    sender,
    clock,
    asked,
    gone,
    troubles,
    until,
    push(account, path, isWanted = () => true) {
      const push: Push = {
        account,
        to: { endpoint: `https://push.example/${path}`, ...keys },
        payload: Buffer.from("{}"),
        topic: "topic",
        isWanted,
      };
      sender.send(push);
    },
    async answer(status) {
      (await next())?.resolve({ status, headers: {}, body: new Uint8Array() });
    },
    async fail(problem) {
      (await next())?.reject(new OutsideError(problem));
    },
  };
}

describe("what is sent to push services", () => {
  it("is so much at a time, of all accounts and of each", async () => {
    const { push, asked, answer, until } = open();
    const { pushesAtOnce, pushesAtOncePerAccount } = LIMITS;
    for (let i = 0; i < pushesAtOnce; i++) push("busy", `busy${i}`);
    await until(() => asked.length === pushesAtOncePerAccount);
    for (let i = 0; i < pushesAtOnce; i++) push(`other${i}`, `other${i}`);
    await until(() => asked.length === pushesAtOnce);
    // Who waits longest for a turn has it next, and the busy one no more than theirs.
    await answer(201);
    await until(() => asked.length === pushesAtOnce + 1);
    expect(asked.filter((path) => path.startsWith("busy"))).toHaveLength(pushesAtOncePerAccount + 1);
    await answer(201);
    await until(() => asked.length === pushesAtOnce + 2);
    expect(asked.at(-1)).toMatch(/^other/);
  });

  it("is no more than may wait; the rest is left out, and that is told", async () => {
    const { sender, push, troubles } = open();
    for (let i = 0; i < LIMITS.pushQueue + 5; i++) push("alice", String(i));
    expect(sender.size).toBe(LIMITS.pushQueue);
    expect(new Set(troubles).size).toBe(1);
    sender.close();
  });

  it.each<OutsideProblem>(["failed", "too-slow", "no-address", "busy"])(
    "is tried again if it did not come there (%s)",
    async (problem) => {
      const { sender, push, asked, fail, answer, clock, until, gone } = open();
      push("alice", "a");
      await fail(problem);
      await until(() => clock.waiting > 0);
      clock.advance(LIMITS.pushRetryMs);
      await answer(201);
      await until(() => sender.size === 0);
      expect([asked, gone]).toEqual([["a", "a"], []]);
    },
  );

  it.each<OutsideProblem>(["bad-url", "not-public"])("is for nobody if it leads nowhere (%s)", async (problem) => {
    const { sender, push, fail, until, gone } = open();
    push("alice", "a");
    await fail(problem);
    await until(() => sender.size === 0);
    expect(gone).toEqual(["https://push.example/a"]);
  });

  it("is not sent any more once nobody wants it, or the server stops", async () => {
    const { sender, push, answer, asked, clock, until } = open();
    let isWanted = true;
    push("alice", "a", () => isWanted);
    push("alice", "b");
    await answer(503);
    await answer(503);
    await until(() => clock.waiting === 2);
    isWanted = false;
    sender.close();
    expect(clock.waiting).toBe(0);
    clock.advance(LIMITS.pushRetryMaxMs);
    push("alice", "c");
    await setImmediate();
    expect(asked).toEqual(["a", "b"]);
  });

  it("goes by no way from before there were keys of servers", async () => {
    const { sender, push, gone, until, asked } = open();
    push("alice", "");
    await until(() => asked.length === 1);
    sender.send({
      account: "bob",
      to: { endpoint: "https://android.googleapis.com/gcm/send/1", ...keys },
      payload: Buffer.from("{}"),
      topic: "topic",
      isWanted: () => true,
    });
    await until(() => gone.length === 1);
    expect(asked).toHaveLength(1);
  });
});
