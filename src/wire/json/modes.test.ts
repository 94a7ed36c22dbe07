import { expect, it } from "vitest";
import { parseMessage } from "./parse-message.ts";
import { ask, meet, meetForTea, tell } from "./testing.ts";

const CHANGES = [
  { set: true, mode: "k", parameter: "kettle" },
  { set: true, mode: "l", parameter: "9" },
  { set: true, mode: "b", parameter: "eve" },
  { set: true, mode: "I", parameter: "a:alice" },
];

it("tells how a channel's modes stand, with its lists", async () => {
  const meeting = meetForTea();
  const { alice, bob, world } = meeting;
  await ask(meeting, alice, { type: "join", channel: "#milk" });
  const forward = { set: true, mode: "f", parameter: "#milk" };
  await ask(meeting, alice, { type: "mode", channel: "#tea", changes: [...CHANGES, forward] });
  const [, answer] = await ask(meeting, bob, { type: "modes", channel: "#TEA", ref: "1" });
  expect(answer).toEqual({
    type: "ok",
    ref: "1",
    id: "#tea 3",
    channel: "#tea",
    flags: "nt",
    key: "kettle",
    limit: 9,
    forward: "#milk",
    masks: [
      { list: "b", mask: "eve!*@*", by: "alice", at: world.clock.now() },
      { list: "I", mask: "a:alice", by: "alice", at: world.clock.now() },
    ],
  });
  expect(parseMessage(JSON.stringify(answer))).toEqual(answer);
});

it("shows the key to members only, and a secret channel to nobody else", async () => {
  const meeting = meet();
  const { alice, bob, world } = meeting;
  for (const [connection, nick] of [
    [alice, "alice"],
    [bob, "bob"],
  ] as const) {
    tell(connection, { type: "hello", nick });
    world.commit();
  }
  await ask(meeting, alice, { type: "join", channel: "#tea" });
  await ask(meeting, alice, { type: "mode", channel: "#tea", changes: CHANGES });
  const seen = await ask(meeting, bob, { type: "modes", channel: "#tea" });
  expect(seen.at(-1)).toMatchObject({ type: "ok", key: "*", limit: 9 });
  await ask(meeting, alice, { type: "mode", channel: "#tea", changes: [{ set: true, mode: "s" }] });
  expect(await ask(meeting, bob, { type: "modes", channel: "#tea" })).toMatchObject([{ code: "no-such-channel" }]);
  expect(await ask(meeting, bob, { type: "modes", channel: "#none" })).toMatchObject([{ code: "no-such-channel" }]);
});
