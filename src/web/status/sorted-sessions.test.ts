import { expect, it } from "vitest";
import type { SessionFacts } from "../../wire/json/status-facts.ts";
import { pressed, sortedSessions } from "./sorted-sessions.ts";

function session(nick: string, host: string, since: number): SessionFacts {
  return {
    session: nick,
    nick,
    dialect: "irc",
    address: { host, port: 1 },
    since,
    secure: true,
    bytesIn: since,
    bytesOut: 0,
    via: "auto://127.0.0.1:1",
  };
}

const LIST = [session("Ann", "10.0.0.9", 3), session("bob", "10.0.0.10", 1), session("ada", "2001:db8::1", 2)];

it.each([
  ["nick", ["ada", "Ann", "bob"]],
  ["address", ["ada", "Ann", "bob"]],
  ["since", ["bob", "ada", "Ann"]],
  ["dialect", ["Ann", "bob", "ada"]],
] as const)("sessions are sorted by %s, and the other way round", (by, wanted) => {
  const names = (isDown: boolean): unknown[] => sortedSessions(LIST, { by, isDown }).map(({ nick }) => nick);
  expect(names(false)).toEqual(wanted);
  if (by !== "dialect") expect(names(true)).toEqual(wanted.toReversed());
});

it("the head of the same column turns the order round, another one begins upwards", () => {
  expect(pressed({ by: "nick", isDown: false }, "nick")).toEqual({ by: "nick", isDown: true });
  expect(pressed({ by: "nick", isDown: true }, "nick")).toEqual({ by: "nick", isDown: false });
  expect(pressed({ by: "nick", isDown: true }, "since")).toEqual({ by: "since", isDown: false });
});
