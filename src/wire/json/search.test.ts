import { expect, it } from "vitest";
import { ask, type Meeting, meetForTea } from "./testing.ts";

async function told(meeting: Meeting, ...said: readonly (readonly [string, string])[]): Promise<void> {
  for (const [to, text] of said) {
    meeting.world.clock.advance(10);
    await ask(meeting, meeting.alice, { type: "say", to, text });
  }
  meeting.bob.take();
}

/** The answer to bob's question, with its messages as their texts. */
async function search(meeting: Meeting, question: object): Promise<unknown> {
  const [answer = {}] = await ask(meeting, meeting.bob, { type: "search", ref: "s", ...question });
  const { messages, ...rest } = answer;
  return messages === undefined ? rest : { ...rest, texts: fields(messages, "text") };
}

function fields(messages: unknown, name: string): unknown[] {
  const all: readonly Record<string, unknown>[] = Array.isArray(messages) ? messages : [];
  return all.map((message) => message[name]);
}

it("answers with messages in the order that was wanted, and says whether there are more", async () => {
  const meeting = meetForTea();
  await told(meeting, ["#tea", "tea 1"], ["#tea", "coffee"], ["bob", "tea 2"], ["alice", "tea 3"]);
  const ok = { type: "ok", ref: "s", more: false };
  expect(await search(meeting, { text: "tea" })).toEqual({ ...ok, texts: ["tea 2", "tea 1"] });
  expect(await search(meeting, { text: "tea", limit: 1 })).toEqual({ ...ok, more: true, texts: ["tea 2"] });
  expect(await search(meeting, { text: "tea", order: "oldest" })).toEqual({ ...ok, texts: ["tea 1", "tea 2"] });
  expect(await search(meeting, { text: "in:#tea tea" })).toEqual({ ...ok, texts: ["tea 1"] });
  expect(await search(meeting, { text: "tea", with: "alice" })).toEqual({ ...ok, texts: ["tea 2"] });
  expect(await search(meeting, { channel: "#tea", from: "alice" })).toEqual({ ...ok, texts: ["coffee", "tea 1"] });
  expect(await search(meeting, { text: "from:bob" })).toEqual({ ...ok, texts: [] });
});

it("keeps to the times that were named", async () => {
  const meeting = meetForTea();
  await told(meeting, ["#tea", "tea 1"], ["#tea", "tea 2"], ["#tea", "tea 3"]);
  const [page = {}] = await ask(meeting, meeting.bob, { type: "search" });
  const [, second] = fields(page["messages"], "at");
  expect(await search(meeting, { after: second })).toMatchObject({ texts: ["tea 3", "tea 2"] });
  expect(await search(meeting, { before: second })).toMatchObject({ texts: ["tea 2", "tea 1"] });
});

it("refuses what can't be searched, and goes on", async () => {
  const meeting = meetForTea();
  const questions: readonly (readonly [object, string])[] = [
    [{ channel: "#tea", with: "alice" }, "bad-command"],
    [{ text: "x".repeat(513) }, "bad-command"],
    [{ order: "worst" }, "bad-command"],
    [{ channel: "alice" }, "no-such-channel"],
    [{ channel: "#cake" }, "no-such-channel"],
    [{ with: "#tea" }, "no-such-nick"],
    [{ text: "in:nobody" }, "no-such-nick"],
  ];
  for (const [question, code] of questions) {
    expect([question, await search(meeting, question)]).toMatchObject([question, { type: "refused", ref: "s", code }]);
  }
});
