import { expect, it } from "vitest";
import { TypingNotice } from "./typing-notice.ts";

function notice() {
  const told: string[] = [];
  let timer: (() => void) | undefined;
  const timers = {
    after(_ms: number, run: () => void) {
      timer = run;
      return () => {
        timer = undefined;
      };
    },
  };
  return { told, notice: new TypingNotice(timers, (state) => told.push(state)), pass: () => timer?.() };
}

it("tells that one writes, pauses, and has stopped", () => {
  const { told, notice: one, pass } = notice();
  one.typed("h");
  pass();
  one.typed("he");
  one.typed("");
  one.over();
  expect(told).toEqual(["active", "paused", "active", "done"]);
});

it("tells nobody of commands, and not that one stops what nobody was told of", () => {
  const { told, notice: one, pass } = notice();
  one.typed("/whois bob");
  one.over();
  pass();
  expect(told).toEqual([]);
});

it("says nothing more once it was sent", () => {
  const { told, notice: one, pass } = notice();
  one.typed("hello");
  one.sent();
  pass();
  one.over();
  expect(told).toEqual(["active"]);
});
