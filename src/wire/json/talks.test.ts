import { expect, it } from "vitest";
import { json } from "./json.ts";
import { ask, meetForTea, tell, took } from "./testing.ts";

it("tells with whom one has talked, the latest first, and no channels", async () => {
  const meeting = meetForTea();
  const { world, alice, bob } = meeting;
  const carol = world.connect(world.listen(json));
  tell(carol, { type: "hello", nick: "carol" });
  await ask(meeting, carol, { type: "say", to: "alice", text: "hello" });
  const begun = world.clock.now();
  world.clock.advance(10);
  await ask(meeting, bob, { type: "say", to: "#tea", text: "all" }, { type: "say", to: "alice", text: "psst" });
  const [, last] = took(alice).filter(({ to }) => to === "alice");
  expect(last).toBeDefined();
  const talks = [
    { with: "bob", at: begun + 10, seq: last?.["seq"], here: true },
    { with: "carol", at: begun, seq: expect.any(Number), here: true },
  ];
  expect(await ask(meeting, alice, { type: "talks", ref: "1" })).toEqual([{ type: "ok", ref: "1", talks }]);
  expect(await ask(meeting, alice, { type: "talks", limit: 1 })).toMatchObject([{ talks: [{ with: "bob" }] }]);
});

it("tells of each member of a channel by which dialects they are there", async () => {
  const meeting = meetForTea();
  const [answer] = await ask(meeting, meeting.alice, { type: "names", channel: "#tea" });
  expect(answer).toMatchObject({ members: [{ nick: "alice", dialects: ["json"] }, { nick: "bob" }] });
});
