import { describe, expect, it } from "vitest";
import { RATES } from "../core/rates.ts";
import { Guesses } from "./guesses.ts";
import { TestClock } from "./testing-clock.ts";
import { guessDelay } from "./wrong-passwords.ts";

const { most } = RATES.wrongPerConnection;

describe("the wrong passwords of a connection", () => {
  it("are answered each later than the one before, and the last is its end", () => {
    const { clock, said, guesses } = connection();
    for (let tries = 1; tries < most; tries++) {
      guesses.answer(
        false,
        () => said.push(`no ${tries}`),
        () => said.push("on"),
      );
      clock.advance(guessDelay(tries) - 1);
      expect(said).toEqual([]);
      clock.advance(1);
      expect(said.splice(0)).toEqual([`no ${tries}`, "on"]);
    }
    guesses.answer(
      false,
      () => said.push("no"),
      () => said.push("on"),
    );
    clock.advance(guessDelay(most));
    expect(said).toEqual(["no", `closed after ${most} wrong passwords`, "closed"]);
    expect(guesses.count).toBe(most);
  });

  it("are answered after the longest time if they were not even looked at", () => {
    const { clock, said, guesses } = connection();
    guesses.answer(
      true,
      () => said.push("no"),
      () => said.push("on"),
    );
    clock.advance(guessDelay(most) - 1);
    expect(said).toEqual([]);
    clock.advance(1);
    expect(said).toEqual(["no", "on"]);
  });
});

function connection(): { readonly clock: TestClock; readonly said: string[]; readonly guesses: Guesses } {
  const clock = new TestClock(0);
  const said: string[] = [];
  const line = { timer: clock.timer.bind(clock), note: (text: string) => said.push(text) };
  return { clock, said, guesses: new Guesses(line, () => said.push("closed")) };
}
