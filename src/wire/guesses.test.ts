import { describe, expect, it } from "vitest";
import { refuse } from "../core/answers.ts";
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

describe("a refusal", () => {
  it.each(["wrong-password", "too-many-tries"] as const)("of %s is answered in its time", (code) => {
    const { clock, said, guesses } = connection();
    guesses.refuse(
      refuse(code),
      () => said.push("no"),
      () => said.push("on"),
    );
    const delay = guessDelay(code === "wrong-password" ? 1 : most);
    clock.advance(delay - 1);
    expect(said).toEqual([]);
    clock.advance(1);
    expect(said).toEqual(["no", "on"]);
  });

  it("of anything else is answered at once, and is no wrong password", () => {
    const { said, guesses } = connection();
    for (let i = 0; i <= most; i++) {
      guesses.refuse(
        refuse("busy"),
        () => said.push("no"),
        () => said.push("on"),
      );
    }
    expect(said).toEqual(Array.from({ length: most + 1 }, () => ["no", "on"]).flat());
  });
});

function connection(): { readonly clock: TestClock; readonly said: string[]; readonly guesses: Guesses } {
  const clock = new TestClock(0);
  const said: string[] = [];
  const line = { timer: clock.timer.bind(clock), note: (text: string) => said.push(text) };
  return { clock, said, guesses: new Guesses(line, () => said.push("closed")) };
}
