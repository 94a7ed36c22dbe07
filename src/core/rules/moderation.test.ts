import { describe, expect, test } from "vitest";
import type { Act } from "../commands.ts";
import { eventId } from "../state.ts";
import { openAct, Story } from "../testing.ts";

const verifier = { salt: "", iterations: 4096, storedKey: "", serverKey: "" };
const device = { id: "d", name: "phone", digest: "d".repeat(22) };
const bob = { kind: "account", name: "bob" } as const;
const mode = (...letters: readonly string[]): Act => ({
  type: "mode",
  channel: "#a",
  changes: letters.map((text) => {
    const [letter = "", parameter] = text.split(" ");
    return { set: letter[0] === "+", mode: letter.slice(1), ...(parameter && { parameter }) };
  }),
});

/** Root owns the server; alice operates `#a`, in which bob is too. All have accounts. */
function withPeople(): Story {
  const story = new Story();
  story.act("", { type: "register", account: "root", role: "owner" });
  for (const name of ["alice", "bob"]) story.act("", { type: "register", account: name });
  for (const name of ["root", "alice", "bob"]) story.act(name, openAct(name, { account: name }));
  story.gather("#a", "alice", "bob");
  story.noted.length = 0;
  return story;
}

test("who gets a role by an invite link is noted", () => {
  const story = withPeople();
  const digest = "i".repeat(22);
  story.act("root", { type: "invite-add", id: "i", digest, uses: 1, role: "admin" });
  story.act("carl", { type: "register", account: "carl", verifier, invite: digest });
  expect(story.noted.at(-1)).toMatchObject({ action: "role", target: "carl", reason: "admin" });
});

test.each<[string, Act, object]>([
  [
    "alice",
    { type: "kick", channel: "#a", nick: "bob", reason: "spam" },
    { action: "kick", target: "bob", channel: "#a", reason: "spam" },
  ],
  [
    "alice",
    mode("+b bob", "+t", "-b eve", "+e carl"),
    { action: "mode", target: "+b bob!*@* +e carl!*@*", channel: "#a" },
  ],
  ["alice", mode("+r"), { action: "mode", target: "+r" }],
  ["alice", { type: "redact", to: "#a", msgid: "-4", author: "bob" }, { action: "redact", channel: "#a", msgid: "-4" }],
  [
    "alice",
    { type: "report", to: "#a", msgid: "-4", reason: "rude", said: { by: "bob", text: "hi" } },
    { action: "report", reason: "rude", said: { by: "bob", text: "hi" } },
  ],
  ["alice", { type: "oper", name: "boss" }, { action: "oper", target: "boss" }],
  ["root", { type: "kill", nick: "bob", reason: "spam" }, { action: "kill", target: "bob", reason: "spam" }],
  [
    "root",
    { type: "kill", nick: "root", reason: "" },
    { action: "kill", target: "root", from: { nick: "root", account: "root" } },
  ],
  [
    "root",
    { type: "ban-add", target: bob, mutes: false, reason: "spam", until: 99_000 },
    { action: "ban", target: "bob", reason: "spam", until: 99_000 },
  ],
  ["root", { type: "ban-add", target: bob, mutes: true, reason: "" }, { action: "mute", target: "bob" }],
  [
    "root",
    { type: "chghost", nick: "bob", ident: "b", host: "h" },
    { action: "chghost", target: "bob", reason: "b@h" },
  ],
  ["root", { type: "role", account: "bob", role: "admin" }, { action: "role", target: "bob", reason: "admin" }],
  [
    "root",
    { type: "invite-add", id: "i", digest: "i".repeat(22), uses: 1, role: "admin" },
    { action: "invite-add", target: "i", reason: "admin" },
  ],
  ["root", { type: "passwd", account: "bob", verifier }, { action: "passwd", target: "bob" }],
  ["root", { type: "unregister", account: "bob" }, { action: "unregister", target: "bob" }],
  ["root", { type: "device-add", account: "bob", device }, { action: "device-add", target: "bob" }],
  [
    "root",
    { type: "certificate-add", account: "bob", fingerprint: "f".repeat(64) },
    { action: "certificate-add", target: "bob" },
  ],
  ["root", { type: "alwayson", account: "bob", on: true }, { action: "alwayson", target: "bob" }],
  ["", { type: "passwd", account: "bob", verifier }, { action: "passwd", target: "bob", from: { nick: "(server)" } }],
  ["", { type: "unregister", account: "bob" }, { action: "unregister", from: { nick: "(server)" } }],
  [
    "",
    { type: "register", account: "new", verifier },
    { action: "register", target: "new", from: { nick: "(server)" } },
  ],
])("what %s does is noted: %j", (session, act, note) => {
  const story = withPeople();
  story.outcome(session, act);
  expect(story.noted).toMatchObject([{ ...(session && { from: { nick: session } }), seq: story.state.seq, ...note }]);
});

test.each<[string, Act]>([
  ["alice", mode("+t", "+v bob", "+o bob")],
  ["alice", mode("-b nobody")],
  ["alice", { type: "redact", to: "#a", msgid: "-4", author: "alice" }],
  ["alice", { type: "say", to: "#a", text: "hello" }],
  ["alice", { type: "kick", channel: "#a", nick: "nobody" }],
  ["alice", { type: "passwd", account: "ALICE", verifier }],
  ["alice", { type: "unregister", account: "ALICE" }],
  ["alice", { type: "device-add", account: "alice", device }],
  ["", { type: "device-add", account: "alice", device }],
  ["", { type: "subject-add", account: "alice", subject: "issuer me" }],
  ["", { type: "register", account: "new", subject: "issuer you" }],
  ["new", { type: "register", account: "new", verifier }],
])("what %s does for themselves, or what keeps no order, or was refused, is not: %j", (session, act) => {
  const story = withPeople();
  story.outcome(session, act);
  expect(story.noted).toEqual([]);
});

test("an account that is made by an invite link is no news", () => {
  const story = withPeople();
  story.act("", { type: "invite-add", id: "i", digest: "i".repeat(22), uses: 1 });
  story.act("", { type: "register", account: "new", verifier, invite: "i".repeat(22) });
  expect(story.noted.map(({ action }) => action)).toEqual(["invite-add"]);
});

test("lifting is noted as such", () => {
  const story = withPeople();
  for (const mutes of [false, true]) {
    story.act("root", { type: "ban-add", target: { kind: "range", name: "10.0.0.0/8" }, mutes, reason: "" });
    story.act("root", { type: "ban-add", target: { kind: "mask", name: "eve" }, mutes, reason: "" });
    story.act("root", { type: "ban-remove", target: { kind: "mask", name: "eve" }, mutes });
  }
  expect(story.noted.map(({ action }) => action)).toEqual(["ban", "ban", "unban", "mute", "unmute"]);
});

describe("what operators of the server do to the standing of others", () => {
  test("is noted besides", () => {
    const story = withPeople();
    story.act("root", { type: "join", channel: "#a" });
    story.act("root", mode("-o alice", "+q root", "+v bob"));
    expect(story.noted).toMatchObject([{ action: "mode", target: "-o alice +q root" }]);
  });
});

test("a note is told to those who keep order and are here afterwards, with an id of its own", () => {
  const story = withPeople();
  const entry = { node: "n", session: "alice", seq: story.state.seq + 1, at: story.state.at + 1 };
  story.act("alice", { type: "kick", channel: "#a", nick: "bob" });
  expect(story.noted).toMatchObject([{ id: eventId(story.state, entry.seq, 1) }]);
});
