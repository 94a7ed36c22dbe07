import { verifier } from "./acts.fixture.ts";
import { apply, type Outcome } from "./apply.ts";
import type { Act, Entry } from "./commands.ts";
import { restore, snapshot } from "./snapshot.ts";
import { emptyState, type State } from "./state.ts";
import { openAct } from "./testing.ts";

/** How every story begins, so that most of what follows is possible. */
const BEGINNING: readonly (readonly [string, Act])[] = [
  ["", { type: "register", account: "root", role: "owner" }],
  ["", { type: "register", account: "u1", verifier, device: { id: "i1", name: "phone", digest: "a".repeat(22) } }],
  ["n1.1", openAct("alice", { key: "k1" })],
  ["n1.2", openAct("bob")],
  ["n2.1", openAct("carol", { key: "k1" })],
  ["n2.2", openAct("dave", { key: "k2" })],
  ["n3.1", openAct("eve", { account: "root" })],
  ...["n1.1", "n1.2", "n3.1"].map((id) => [id, { type: "join", channel: "#a" }] as const),
  ["n1.1", { type: "invite", channel: "#a", nick: "dave" }],
  ["n1.2", { type: "login", account: "u1", device: "i1" }],
  ["n1.2", { type: "alwayson", account: "u1", on: true }],
  ["n2.2", { type: "join", channel: "#b" }],
  ["n2.2", { type: "topic", channel: "#b", topic: "left behind" }],
  ["n2.2", { type: "part", channel: "#b" }],
  ["n1.2", { type: "join", channel: "#c" }],
  ["n1.2", { type: "mode", channel: "#c", changes: [{ set: true, mode: "r" }] }],
];

/** The log of a story that goes on with these. */
export function toEntries(list: readonly (readonly [string, Act, number])[]): Entry[] {
  let at = 0;
  return [...BEGINNING, ...list].map(([id, its, later = 0], i) => {
    at += later;
    const isNode = its.type === "start" || id === "";
    return { node: isNode ? "n1" : id.slice(0, 2), session: isNode ? "" : id, act: its, seq: i + 1, at };
  });
}

/** Runs `look` on each entry with the state before it (as text) and after it. */
export function follow(
  entries: readonly Entry[],
  look: (state: State, entry: Entry, outcome: Outcome, before: State) => void,
): State {
  const state = emptyState();
  for (const entry of entries) {
    const before = restore(snapshot(state));
    look(state, entry, apply(state, entry), before);
  }
  return state;
}
