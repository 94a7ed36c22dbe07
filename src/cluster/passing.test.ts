import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Audience, TypingEvent } from "../core/events.ts";
import { LIMITS } from "../core/limits.ts";
import { World } from "../core/testing.ts";
import { exchangePassing, type Passed, parsePassed, passedText } from "./passing.ts";
import type { Passing } from "./ports.ts";

const FROM = { nick: "alice", user: "~al", host: "host.test" };
const EVENT = { type: "typing", at: 7, from: FROM, to: "#a", state: "active" } as const;
const AUDIENCE: Audience = { channels: ["#a"], users: [1, 2], except: 3 };
const PASSED: Passed = { event: EVENT, audience: AUDIENCE };

/** As many nodes as wanted: what one sends the others hear at once. */
function network(count: number): Passing[] {
  const hearers: ((text: string) => void)[] = [];
  return Array.from({ length: count }, (_, own) => ({
    send: (text) => {
      hearers.forEach((heard, i) => {
        if (i !== own) heard(text);
      });
    },
    hear: (heard) => {
      hearers[own] = heard;
    },
  }));
}

describe("what passed, as a text", () => {
  it("is read as what it was", () => {
    const from = { ...FROM, account: "al", address: { host: "::1", port: 50_000 }, bot: true };
    for (const state of ["active", "paused", "done"] as const) {
      const passed: Passed = { event: { ...EVENT, from, state }, audience: AUDIENCE };
      expect(parsePassed(passedText(passed) ?? "")).toEqual(passed);
    }
    expect(parsePassed(passedText({ event: EVENT, audience: { channels: [], users: [] } }) ?? "")).toBeDefined();
  });

  it.each([
    "",
    "null",
    "{",
    JSON.stringify({ event: EVENT }),
    JSON.stringify({ event: { ...EVENT, type: "message" }, audience: AUDIENCE }),
    JSON.stringify({ event: { ...EVENT, state: "asleep" }, audience: AUDIENCE }),
    JSON.stringify({ event: { ...EVENT, from: "alice" }, audience: AUDIENCE }),
    JSON.stringify({ event: EVENT, audience: { ...AUDIENCE, users: ["alice"] } }),
    JSON.stringify({ event: EVENT, audience: { ...AUDIENCE, users: [0.5] } }),
  ])("is dropped if it is none: %s", (text) => {
    expect(parsePassed(text)).toBeUndefined();
  });

  it("is dropped whatever else it is", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => parsePassed(text) === undefined));
  });

  it("is neither sent nor read if it is too long, by its bytes", () => {
    const users = Array.from({ length: LIMITS.passedBytes }, (_, i) => i);
    expect(passedText({ event: EVENT, audience: { ...AUDIENCE, users } })).toBeUndefined();
    const text = JSON.stringify(PASSED);
    expect(parsePassed(text.padEnd(LIMITS.passedBytes))).toEqual(PASSED);
    expect(parsePassed(text.padEnd(LIMITS.passedBytes + 1))).toBeUndefined();
    const wide = JSON.stringify({ event: { ...EVENT, to: "é".repeat(LIMITS.passedBytes / 2) }, audience: AUDIENCE });
    expect(parsePassed(wide)).toBeUndefined();
  });

  it("carries what does not belong to it no further", () => {
    const text = JSON.stringify({ event: { ...EVENT, more: 1 }, audience: AUDIENCE, more: 1 });
    expect(parsePassed(text)).toEqual(PASSED);
  });
});

it("who writes on one node is seen on all others, by those who are meant, and nothing comes back", () => {
  const ports = network(3);
  const worlds = ports.map((port, i) => {
    const world = new World(`n${i}`);
    const hear = (event: TypingEvent, audience: Audience): void => world.hub.hearPassing(event, audience);
    world.passed = exchangePassing(port, hear);
    return world;
  });
  // Equal logs give equal states: the same people in the same order.
  const people = worlds.map((world) => {
    const writer = world.client("alice", { channels: ["#a"] });
    const members = [writer, world.client("bob", { channels: ["#a"] }), world.client("carol")];
    for (const member of members) member.take();
    return members;
  });
  const [alice] = people[0] ?? [];
  alice?.session.submit({ type: "typing", to: "#a", state: "active" }, () => {});
  alice?.session.submit({ type: "typing", to: "carol", state: "done" }, () => {});
  expect(people.map((members) => members.map((member) => member.take().length))).toEqual([
    [0, 1, 1],
    [2, 1, 1],
    [2, 1, 1],
  ]);
  ports[0]?.send("nonsense");
  expect(people.flat().flatMap((member) => member.take())).toEqual([]);
});
