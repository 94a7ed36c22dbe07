import { expect, it } from "vitest";
import type { Connection } from "../testing.ts";
import { json } from "./json.ts";
import { ask, type Meeting, meet, meetForTea, tell, took } from "./testing.ts";

/** Somebody says something. Gives the message's id; nothing is left unread. */
async function said(meeting: Meeting, by: Connection, to: string, text: string): Promise<unknown> {
  const seen = await ask(meeting, by, { type: "say", to, text });
  took(meeting.alice);
  took(meeting.bob);
  return seen.find(({ type }) => type === "message")?.["id"];
}

/** Time in which the history can be read, while nothing becomes durable. */
async function lookedUp(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

it("takes back one's own message: everybody sees it once, and the history has it no more", async () => {
  const meeting = meetForTea();
  const { alice, bob } = meeting;
  const msgid = await said(meeting, bob, "#tea", "oops");
  await said(meeting, bob, "#tea", "better");
  const redacted = { type: "redact", from: { nick: "bob" }, to: "#tea", msgid, reason: "wrong cup" };
  const seen = await ask(meeting, bob, { type: "redact", to: "#TEA", msgid, reason: "wrong cup", ref: "1" });
  expect(seen).toMatchObject([redacted, { type: "ok", ref: "1", seq: expect.any(Number) }]);
  expect(took(alice)).toMatchObject([redacted]);
  const [page] = await ask(meeting, alice, { type: "history", channel: "#tea" });
  expect(page).toMatchObject({ messages: [{ text: "better" }] });
});

it("lets an operator of the channel take back what others said, and nobody else", async () => {
  const meeting = meetForTea();
  const { alice, bob } = meeting;
  const hers = await said(meeting, alice, "#tea", "mine");
  const his = await said(meeting, bob, "#tea", "yours");
  expect(await ask(meeting, bob, { type: "redact", to: "#tea", msgid: hers, ref: "1" })).toMatchObject([
    { type: "refused", ref: "1", code: "not-yours" },
  ]);
  expect(await ask(meeting, alice, { type: "redact", to: "#tea", msgid: his, ref: "2" })).toMatchObject([
    { type: "redact", msgid: his },
    { type: "ok", ref: "2" },
  ]);
  expect(took(bob)).toMatchObject([{ type: "redact", from: { nick: "alice" }, msgid: his }]);
});

it("takes back what one said to a nick, and not what the other said", async () => {
  const meeting = meetForTea();
  const { alice, bob } = meeting;
  const msgid = await said(meeting, alice, "bob", "psst");
  const redacted = { type: "redact", to: "bob", msgid };
  expect(await ask(meeting, bob, { type: "redact", to: "alice", msgid, ref: "1" })).toMatchObject([
    { type: "refused", ref: "1", code: "no-such-message" },
  ]);
  expect(await ask(meeting, alice, { type: "redact", to: "bob", msgid, ref: "2" })).toMatchObject([
    redacted,
    { type: "ok", ref: "2" },
  ]);
  expect(took(bob)).toMatchObject([redacted]);
});

it("refuses what is not there, was taken back already, or was said elsewhere", async () => {
  const meeting = meetForTea();
  const { alice } = meeting;
  await ask(meeting, alice, { type: "join", channel: "#cake" });
  const msgid = await said(meeting, alice, "#cake", "crumbs");
  await ask(meeting, alice, { type: "redact", to: "#cake", msgid });
  const other = await said(meeting, alice, "#cake", "more crumbs");
  const refusals = await ask(
    meeting,
    alice,
    { type: "redact", to: "#cake", msgid: "nonsense", ref: "a" },
    { type: "redact", to: "#cake", msgid, ref: "b" },
    { type: "redact", to: "#tea", msgid: other, ref: "c" },
    { type: "redact", to: "#nowhere", msgid: other, ref: "d" },
    { type: "redact", to: "nobody", msgid: other, ref: "e" },
  );
  const codes = refusals.map(({ ref, type, code }) => `${ref} ${type} ${code}`);
  expect(codes.toSorted()).toEqual([
    "a refused no-such-message",
    "b refused no-such-message",
    "c refused no-such-message",
    "d refused no-such-channel",
    "e refused no-such-nick",
  ]);
});

it("takes no client's word for who said something", async () => {
  const meeting = meetForTea();
  const { alice, bob } = meeting;
  const msgid = await said(meeting, alice, "#tea", "mine");
  const author = bob.session.user?.id;
  expect(await ask(meeting, bob, { type: "redact", to: "#tea", msgid, author, ref: "1" })).toMatchObject([
    { type: "refused", code: "not-yours" },
  ]);
});

it("is answered before the goodbye that was asked for behind it", async () => {
  const meeting = meetForTea();
  const { alice } = meeting;
  const msgid = await said(meeting, alice, "#tea", "oops");
  tell(alice, { type: "redact", to: "#tea", msgid, ref: "1" }, { type: "bye", ref: "2" });
  await lookedUp();
  expect([took(alice), alice.closed]).toEqual([[], false]);
  await meeting.world.settle();
  expect(took(alice)).toMatchObject([{ type: "redact" }, { type: "ok", ref: "1" }, { type: "ok", ref: "2" }]);
  expect(alice.closed).toBe(true);
});

it("waits for the hello that was sent with it", async () => {
  const { world } = meet();
  const client = "a secret of sixteen";
  const [first, again] = [world.connect(world.listen(json)), world.connect(world.listen(json))];
  tell(first, { type: "hello", nick: "carol", client });
  const seen = await ask({ world }, first, { type: "say", to: "carol", text: "a note" });
  const msgid = seen.find(({ type }) => type === "message")?.["id"];
  const redacts = { type: "redact", to: "carol", msgid, ref: "1" };
  tell(again, { type: "hello", client }, redacts);
  await lookedUp();
  await world.settle();
  expect(took(again)).toMatchObject([
    { type: "ok", nick: "carol" },
    { type: "redact", msgid },
    { type: "ok", ref: "1" },
  ]);
});
