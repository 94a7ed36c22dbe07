import { expect, it } from "vitest";
import { pathOf } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Connection } from "../testing.ts";
import { ask, type Meeting, meetForTea, took } from "./testing.ts";

/** Somebody says something. Gives the message; nothing is left unread. */
async function said(meeting: Meeting, by: Connection, to: string, text: string): Promise<Record<string, unknown>> {
  const seen = await ask(meeting, by, { type: "say", to, text });
  took(meeting.alice);
  took(meeting.bob);
  return seen.find(({ type }) => type === "message") ?? {};
}

/** What the history of #tea answers to bob. */
async function history(meeting: Meeting, more: object = {}): Promise<Record<string, unknown>> {
  const [answer = {}] = await ask(meeting, meeting.bob, { type: "history", channel: "#tea", ...more });
  return answer;
}

it("gives one's own message another text: everybody sees it once, and the history has that one", async () => {
  const meeting = meetForTea();
  const { alice, bob } = meeting;
  const { id: msgid, ...message } = await said(meeting, alice, "#tea", "tee");
  const edited = { type: "edit", from: { nick: "alice" }, to: "#tea", msgid, text: "tea\nfor two" };
  const seen = await ask(meeting, alice, { type: "edit", to: "#TEA", msgid, text: "tea\r\nfor two", ref: "1" });
  expect(seen).toMatchObject([edited, { type: "ok", ref: "1" }]);
  const [event, ...none] = took(bob);
  expect([event, none]).toMatchObject([edited, []]);
  expect(await history(meeting)).toMatchObject({
    messages: [{ ...message, id: msgid, text: "tea\nfor two", edited: { seq: event?.["seq"], at: event?.["at"] } }],
  });
});

it("keeps the order of edits that are asked for in one go, and has each of them answered", async () => {
  const meeting = meetForTea();
  const { id: msgid } = await said(meeting, meeting.alice, "#tea", "0");
  const edits = ["1", "2", "3"].map((text) => ({ type: "edit", to: "#tea", msgid, text, ref: text }));
  const answers = (await ask(meeting, meeting.alice, ...edits)).filter(({ type }) => type === "ok");
  expect(answers.map(({ ref }) => ref)).toEqual(["1", "2", "3"]);
  expect(took(meeting.bob).map(({ text }) => text)).toEqual(["1", "2", "3"]);
  expect(await history(meeting)).toMatchObject({ messages: [{ text: "3" }] });
});

it("refuses what may not be edited, and what can't be said", async () => {
  const meeting = meetForTea();
  const { alice, bob } = meeting;
  const { id: msgid } = await said(meeting, bob, "#tea", "mine");
  const codeOf = async (by: Connection, command: object): Promise<unknown> => {
    const [answer] = await ask(meeting, by, { type: "edit", to: "#tea", msgid, text: "x", ref: "1", ...command });
    expect(answer).toMatchObject({ type: "refused", ref: "1" });
    return answer?.["code"];
  };
  expect(await codeOf(alice, {})).toBe("not-yours");
  expect(await codeOf(alice, { author: `~${bob.session.user?.id}` })).toBe("not-yours");
  expect(await codeOf(bob, { msgid: "nonsense" })).toBe("no-such-message");
  expect(await codeOf(bob, { to: "alice" })).toBe("no-such-message");
  expect(await codeOf(bob, { to: "#nowhere" })).toBe("no-such-channel");
  expect(await codeOf(bob, { text: "" })).toBe("no-text");
  expect(await codeOf(bob, { text: "a\0b" })).toBe("bad-command");
  expect(await codeOf(bob, { text: "x".repeat(LIMITS.textBytes + 1) })).toBe("too-long");
  expect(await codeOf(bob, { text: undefined })).toBe("bad-command");
  expect(await history(meeting)).toMatchObject({ messages: [{ text: "mine" }] });
});

it("tells with a message of before who has reacted to it, and how", async () => {
  const meeting = meetForTea();
  const { alice, bob } = meeting;
  const { id: msgid } = await said(meeting, alice, "#tea", "tea?");
  const react = (verb: string, text: string): object => ({
    type: "say",
    to: "#tea",
    form: "tags",
    tags: { "+draft/reply": msgid, [`+draft/${verb}`]: text },
  });
  const [given] = await ask(meeting, bob, react("react", "+1"));
  await ask(meeting, alice, react("react", "+1"), react("react", "yes"));
  took(bob);
  const both = { text: "+1", by: [{ nick: "bob" }, { nick: "alice" }] };
  const { messages } = await history(meeting);
  expect(messages).toMatchObject([{ id: msgid, reactions: [both, { text: "yes", by: [{ nick: "alice" }] }] }]);
  expect(messages).toMatchObject([{ reacted: Number(given?.["seq"]) + 2 }]);
  await ask(meeting, alice, react("unreact", "+1"), react("unreact", "yes"));
  took(bob);
  expect(await history(meeting)).toMatchObject({ messages: [{ reactions: [{ text: "+1", by: [{ nick: "bob" }] }] }] });
});

it("has edits, redactions, new nicks and who is gone among all that happened", async () => {
  const meeting = meetForTea();
  const { alice, bob } = meeting;
  const { id: first } = await said(meeting, alice, "#tea", "tee");
  const { id: second } = await said(meeting, alice, "#tea", "coffee");
  await ask(
    meeting,
    alice,
    { type: "edit", to: "#tea", msgid: first, text: "tea" },
    { type: "edit", to: "#tea", msgid: second, text: "Coffee" },
    { type: "redact", to: "#tea", msgid: second, reason: "cold" },
  );
  await ask(meeting, alice, { type: "nick", nick: "alicia" }, { type: "bye", reason: "home" });
  took(bob);
  const { events } = await history(meeting, { events: true });
  expect(events).toMatchObject([
    { type: "join" },
    { type: "join" },
    { type: "message", text: "tea", edited: {} },
    { type: "edit", msgid: first, text: "tea" },
    { type: "redact", msgid: second, reason: "cold" },
    { type: "nick", from: { nick: "alice" }, nick: "alicia" },
    { type: "quit", from: { nick: "alicia" }, reason: "home" },
  ]);
});

it("takes no client's word for which files a message shares, and looks at the links in it", async () => {
  const meeting = meetForTea();
  const file = { id: "a".repeat(26), name: "tea.png", type: "image/png", size: 1, hash: "00", owner: "~1", room: "~1" };
  meeting.world.files.all.push(file);
  const { owner: _, room: __, ...ref } = file;
  const files = [{ ...file, name: "evil.png" }];
  expect(await said(meeting, meeting.alice, "#tea", "no link")).not.toHaveProperty("files");
  const say = { type: "say", to: "#tea", files, author: "~9" };
  const [plain] = await ask(meeting, meeting.alice, { ...say, text: "no link" });
  expect(plain).not.toHaveProperty("files");
  const [linked] = await ask(meeting, meeting.alice, { ...say, text: `https://x${pathOf(file)}` });
  expect(linked).toMatchObject({ files: [ref] });
  expect(JSON.stringify(linked)).not.toMatch(/owner|evil/);
  const [unknown] = await ask(meeting, meeting.alice, { ...say, text: `/files/${"b".repeat(26)}/x` });
  expect(unknown).not.toHaveProperty("files");
  took(meeting.bob);
  const { messages } = await history(meeting, { limit: 2 });
  expect(messages).toMatchObject([{ files: [ref] }, {}]);
});

it("finds those that share files, if that is asked for", async () => {
  const meeting = meetForTea();
  const file = { id: "a".repeat(26), name: "tea.png", type: "image/png", size: 1, hash: "00", owner: "~1", room: "~1" };
  meeting.world.files.all.push(file);
  await said(meeting, meeting.alice, "#tea", `tea ${pathOf(file)}`);
  await said(meeting, meeting.alice, "#tea", "tea");
  for (const question of [{ text: "tea has:file" }, { text: "tea", file: true }]) {
    const [answer] = await ask(meeting, meeting.bob, { type: "search", ...question });
    expect(answer).toMatchObject({ messages: [{ files: [{ name: "tea.png" }] }] });
  }
});
