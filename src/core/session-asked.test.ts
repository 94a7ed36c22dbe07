import { expect, test, vi } from "vitest";
import { LIMITS } from "./limits.ts";
import { Client, openAct, World } from "./testing.ts";

test("A session counts what it has asked, and joins and nick changes besides, whether they are refused or not", () => {
  const world = new World();
  const alice = world.client("alice");
  const { commands, joins, nicks } = alice.session.asked;
  alice.ask({ type: "join", channel: "#a" });
  alice.ask({ type: "join", channel: "not a channel" });
  alice.ask({ type: "nick", nick: "alice2" });
  alice.ask({ type: "say", to: "#a", text: "x" });
  alice.session.after(() => {});
  const { asked } = alice.session;
  expect([asked.commands - commands, asked.joins - joins, asked.nicks - nicks]).toEqual([5, 2, 1]);
});

test("A session counts a reaction as the work of many commands", () => {
  const world = new World();
  const alice = world.client("alice");
  const { commands } = alice.session.asked;
  alice.ask({ type: "say", to: "#a", text: "", form: "tags", tags: { "+draft/react": "x", "+draft/reply": "y" } });
  expect(alice.session.asked.commands - commands).toBe(1 + LIMITS.lookupCommands);
});

test("A session says once when it speaks for a user, not before that is durable, and not if it is refused", () => {
  const world = new World();
  const alice = world.client("alice");
  const told = vi.fn();
  alice.session.whenOpen(told);
  expect(told).toHaveBeenCalledTimes(1);
  const bob = new Client(world.hub);
  const toldBob = vi.fn();
  bob.session.whenOpen(toldBob);
  bob.ask(openAct("alice"));
  world.commit();
  expect(toldBob).not.toHaveBeenCalled();
  bob.ask(openAct("bob"));
  expect(toldBob).not.toHaveBeenCalled();
  world.commit();
  expect(toldBob).toHaveBeenCalledTimes(1);
  bob.ask({ type: "join", channel: "#a" });
  world.commit();
  expect(toldBob).toHaveBeenCalledTimes(1);
});

test("A session that is over before it speaks for a user says nothing of that", () => {
  const world = new World();
  const carol = new Client(world.hub);
  const told = vi.fn();
  carol.session.whenOpen(told);
  carol.ask(openAct("carol"));
  carol.session.end("gone");
  world.commit();
  expect(told).not.toHaveBeenCalled();
});
