import { expect, it } from "vitest";
import { ask, type Meeting, meetForTea, took } from "./testing.ts";

/** Alice and bob in #tea, where alice has said these texts, ten milliseconds apart. Her messages. */
async function said(meeting: Meeting, ...texts: readonly string[]): Promise<Record<string, unknown>[]> {
  const messages: Record<string, unknown>[] = [];
  for (const text of texts) {
    meeting.world.clock.advance(10);
    const seen = await ask(meeting, meeting.alice, { type: "say", to: "#tea", text });
    messages.push(...seen.filter(({ type }) => type === "message"));
  }
  took(meeting.bob);
  return messages;
}

/** The answer to bob's question, with its messages as their texts, and other events as their types in brackets. */
async function read(meeting: Meeting, question: object): Promise<Record<string, unknown>> {
  const [answer = {}] = await ask(meeting, meeting.bob, { type: "history", ref: "h", ...question });
  const { type, ref, messages, events, ...rest } = answer;
  expect([type, ref]).toEqual(["ok", "h"]);
  expect(messages === undefined || events === undefined).toBe(true);
  return { ...rest, shown: [messages ?? events].flat().map(inWords).join(" ") };
}

function inWords(event: unknown): string {
  if (typeof event !== "object" || event === null || !("type" in event)) return "nothing";
  return "text" in event && event.text !== "" ? String(event.text) : `[${String(event.type)}]`;
}

it("answers by seqs, by times, and by both", async () => {
  const meeting = meetForTea();
  const messages = await said(meeting, "0", "1", "2", "3", "4", "5");
  const [seq, at] = ["seq", "at"].map((field) => messages.map((message) => Number(message[field])));
  const tea = { channel: "#tea", limit: 2 };
  const shown = async (question: object): Promise<unknown> => (await read(meeting, { ...tea, ...question }))["shown"];
  expect(await read(meeting, tea)).toEqual({ channel: "#tea", shown: "4 5", more: true });
  expect(await shown({ before: seq?.[3] })).toBe("1 2");
  expect(await shown({ beforeAt: at?.[3] })).toBe("1 2");
  expect(await shown({ after: seq?.[1] })).toBe("2 3");
  expect(await shown({ afterAt: at?.[1] })).toBe("2 3");
  expect(await shown({ after: seq?.[1], end: "latest" })).toBe("4 5");
  expect(await shown({ after: seq?.[0], beforeAt: at?.[5] })).toBe("3 4");
  expect(await shown({ afterAt: at?.[0], before: seq?.[5], end: "earliest" })).toBe("1 2");
  expect(await shown({ end: "earliest" })).toBe("0 1");
  expect(await shown({ around: seq?.[3], limit: 3 })).toBe("2 3 4");
  expect(await shown({ around: messages[3]?.["id"], limit: 3 })).toBe("2 3 4");
});

it("answers what two said to each other, and says with whom", async () => {
  const meeting = meetForTea();
  await ask(meeting, meeting.alice, { type: "say", to: "bob", text: "psst" });
  await ask(meeting, meeting.bob, { type: "say", to: "alice", text: "what" });
  took(meeting.bob);
  expect(await read(meeting, { with: "Alice" })).toEqual({ with: "Alice", shown: "psst what", more: false });
  expect(await read(meeting, { with: "bob" })).toEqual({ with: "bob", shown: "", more: false });
});

it("has all that happened in the channel only if that is asked for", async () => {
  const meeting = meetForTea();
  await said(meeting, "hi");
  await ask(meeting, meeting.alice, { type: "topic", channel: "#tea", topic: "hot" });
  await ask(meeting, meeting.alice, { type: "say", to: "#tea", form: "tags", tags: { "+react": "x" } });
  took(meeting.bob);
  expect(await read(meeting, { channel: "#tea" })).toMatchObject({ shown: "hi" });
  expect(await read(meeting, { channel: "#tea", events: true })).toMatchObject({
    shown: "[join] [join] hi [topic] [message]",
  });
});

it("names the gap if what is asked for begins before what may be read", async () => {
  const meeting = meetForTea();
  const [first] = await said(meeting, "hi");
  const { begins } = await read(meeting, { channel: "#tea", after: 0 });
  expect(begins).toBeGreaterThan(0);
  expect(begins).toBeLessThan(Number(first?.["seq"]));
  expect(await read(meeting, { channel: "#tea" })).toMatchObject({ begins });
  expect(await read(meeting, { channel: "#tea", after: begins })).not.toHaveProperty("begins");
});

it("names the gap if what is asked for begins before what is still kept", async () => {
  const meeting = meetForTea();
  const messages = await said(meeting, "0", "1", "2");
  const seqs = messages.map(({ seq }) => Number(seq));
  const { hub, history } = meeting.world;
  history.prune(hub.state.channels.get("#tea")?.id ?? "", seqs[1] ?? 0);
  const begins = (seqs[1] ?? 0) + 1;
  expect(await read(meeting, { channel: "#tea", after: seqs[0] })).toMatchObject({ shown: "2", begins });
  expect(await read(meeting, { channel: "#tea", after: seqs[1] })).not.toHaveProperty("begins");
});

it("refuses what can't be asked, and goes on", async () => {
  const meeting = meetForTea();
  const questions: readonly (readonly [object, string])[] = [
    [{}, "bad-command"],
    [{ channel: "#tea", with: "alice" }, "bad-command"],
    [{ channel: "#tea", before: 5, beforeAt: 5 }, "bad-command"],
    [{ channel: "#tea", after: 5, afterAt: 5 }, "bad-command"],
    [{ channel: "#tea", around: 5, before: 5 }, "bad-command"],
    [{ channel: "#tea", around: 5, end: "earliest" }, "bad-command"],
    [{ channel: "#tea", around: -1 }, "bad-command"],
    [{ channel: "#tea", around: "elsewhere-1" }, "no-such-message"],
    [{ channel: "alice" }, "no-such-channel"],
    [{ with: "#tea" }, "no-such-nick"],
    [{ with: "nobody" }, "no-such-nick"],
    [{ channel: "#cake" }, "no-such-channel"],
  ];
  for (const [question, code] of questions) {
    const [answer] = await ask(meeting, meeting.bob, { type: "history", ref: "1", ...question });
    expect([question, answer]).toMatchObject([question, { type: "refused", ref: "1", code }]);
  }
});
