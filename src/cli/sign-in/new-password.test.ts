import { expect, it } from "vitest";
import { EXIT } from "../exit.ts";
import { type FakeIo, fakeIo, fakeTerminal, shown } from "../fake-io.fixture.ts";
import { takeNewPassword } from "./new-password.ts";

/** Types an answer to each question, once it is asked. */
async function answers(io: FakeIo, ...said: readonly (readonly [question: string, answer: string])[]): Promise<void> {
  let at = 0;
  for (const [question, answer] of said) {
    at = await shown(io, question, at);
    io.stdin.write(`${answer}\r`);
  }
}

it("asks a person twice, until both are the same, and shows nothing of them", async () => {
  const io = fakeTerminal();
  const taking = takeNewPassword("ada", io);
  const [first, second] = ["New password of ada: ", "The same password again: "];
  await answers(io, [first, "one"], [second, "two"], [first, ""], [first, "sesame"], [second, "sesame"]);
  expect(await taking).toEqual({ password: "sesame" });
  expect(io.out()).toContain("Those are two different ones.");
  expect(io.out()).not.toMatch(/one\n|two\n|sesame/);
});

it("takes nothing from a person who does not go on", async () => {
  const io = fakeTerminal();
  const taking = takeNewPassword("ada", io);
  await shown(io, "New password");
  io.interrupt();
  expect(await taking).toEqual({ status: EXIT.tempFail });
});

it("reads the first line of a pipe, and leaves the spaces in it", async () => {
  expect(await takeNewPassword("ada", fakeIo(" open sesame \r\nmore\n"))).toEqual({ password: " open sesame " });
  expect(await takeNewPassword("ada", fakeIo("sesame"))).toEqual({ password: "sesame" });
});

it.each(["", "\nsesame\n"])("says that there is none in %j", async (input) => {
  const io = fakeIo(input);
  expect(await takeNewPassword("ada", io)).toEqual({ status: EXIT.usage });
  expect(io.err()).toBe("parley: there is no password in the first line of the input.\n");
});

it("reads none from a terminal that would show it", async () => {
  const io = fakeIo("sesame\n");
  Object.assign(io.stdin, { isTTY: true });
  expect(await takeNewPassword("ada", io)).toEqual({ status: EXIT.usage });
  expect(io.err()).toMatch(/^parley: the password is asked for where one can answer/);
});
