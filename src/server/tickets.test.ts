import { expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { Tickets } from "./tickets.ts";

it("knows a session by any of its tickets, and nobody by anything else", () => {
  const tickets = new Tickets(() => 0);
  const [one, two, other] = [tickets.issue("a"), tickets.issue("a"), tickets.issue("b")];
  expect([one, two, other].map((ticket) => tickets.sessionOf(ticket))).toEqual(["a", "a", "b"]);
  expect(tickets.sessionOf("")).toBeUndefined();
  expect(tickets.sessionOf(one.slice(0, -1))).toBeUndefined();
  // 192 bits, and fit for a header.
  expect(one).toMatch(/^[\w-]{32}$/);
});

it("takes a ticket for no longer than it is good", () => {
  let now = 1_000;
  const tickets = new Tickets(() => now);
  const ticket = tickets.issue("a");
  now += LIMITS.ticketMs - 1;
  expect(tickets.sessionOf(ticket)).toBe("a");
  now += 1;
  expect(tickets.sessionOf(ticket)).toBeUndefined();
});

it("keeps only so many tickets of a session, the newest", () => {
  const tickets = new Tickets(() => 0);
  const issued = Array.from({ length: LIMITS.ticketsPerSession + 2 }, () => tickets.issue("a"));
  const known = issued.map((ticket) => tickets.sessionOf(ticket) === "a");
  expect(known).toEqual([false, false, ...issued.slice(2).map(() => true)]);
  expect(tickets.size).toBe(LIMITS.ticketsPerSession);
});

it("forgets the tickets of a session with it, and no others", () => {
  const tickets = new Tickets(() => 0);
  const [one, other] = [tickets.issue("a"), tickets.issue("b")];
  tickets.forget("a");
  expect([one, other].map((ticket) => tickets.sessionOf(ticket))).toEqual([undefined, "b"]);
  tickets.forget("b");
  expect(tickets.size).toBe(0);
});
