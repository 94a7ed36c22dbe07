import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { apply, type Outcome } from "./apply.ts";
import type { Act, Entry, ModeChange } from "./commands.ts";
import type { Emission, LastingEvent } from "./events.ts";
import { fold } from "./names.ts";
import { restore, SNAPSHOT_VERSION, snapshot } from "./snapshot.ts";
import { emptyState, type State, type User, userByNick } from "./state.ts";
import { openAct } from "./testing.ts";
import { problemsOf } from "./testing-wholeness.ts";

// Bounds so small that a short story meets them all.
vi.mock(import("./limits.ts"), async (load) => {
  const real = await load();
  const small: Record<string, number> = {
    users: 5,
    sessionsPerUser: 2,
    channels: 5,
    channelsPerUser: 3,
    invitesPerChannel: 2,
    masksPerList: 2,
    masks: 4,
    maskResults: 3,
    nodes: 2,
    modesPerCommand: 4,
    refClients: 3,
    refsPerClient: 2,
    quietMembers: 2,
    metadataKeys: 2,
    markersPerUser: 2,
    past: 4,
  };
  return { ...real, LIMITS: { ...real.LIMITS, ...small } };
});

const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
const garbage = fc.oneof(
  anyText,
  fc.constantFrom("", "\0", "a\nb", "\ud800", "constructor", "__proto__", "x".repeat(70_000), "x\u0300".repeat(99)),
);
const often = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: usual, weight: 12 }, { arbitrary: odd, weight: 1 });

const nick = often(
  fc.constantFrom("alice", "ALICE", "Ａlice", "bob", "carol", "dave", "eve", "Eve", "ﬁ", "fi", "K", "\u212a", "𐐀"),
  garbage,
);
const channel = often(
  fc.oneof(fc.constantFrom("#a", "#A", "#Ａ"), fc.constantFrom("#b", "#c", "#d", "#e", "#f", "#g")),
  garbage,
);
const to = fc.oneof(channel, nick, fc.constantFrom("@#a", "+#a", "*"));
const line = often(fc.constantFrom("hello", "", "second"), garbage);
const maybe = <K extends string, T>(key: K, value: fc.Arbitrary<T>): fc.Arbitrary<{ [P in K]?: T }> =>
  fc.record({ [key]: value } as Record<K, fc.Arbitrary<T>>, { requiredKeys: [] });
const letter = often(fc.constantFrom(..."beIklimnstqaohvBzCDHMRUf", "o", "o", "v", "b", "b", "D", "w"), garbage);
const parameter = often(
  fc.oneof(
    nick,
    fc.constantFrom(
      "3",
      "1",
      "secret",
      "*!*@*",
      "alice!*@*",
      "b?b",
      "k\u00e9y",
      "m:bob",
      "#b",
      "a:*",
      "m:r:*",
      "r:Real*",
    ),
  ),
  garbage,
);
const change = fc
  .tuple(fc.record({ set: fc.boolean(), mode: letter }), maybe("parameter", parameter))
  .map(([one, other]): ModeChange => ({ ...one, ...other }));
const changes = fc.array(change, { minLength: 1, maxLength: 5 });
const ownChanges = fc.array(fc.record({ set: fc.boolean(), mode: fc.constantFrom("i", "B", "w") }), { maxLength: 5 });
const both = <A, B>(one: fc.Arbitrary<A>, other: fc.Arbitrary<B>): fc.Arbitrary<A & B> =>
  fc.tuple(one, other).map(([a, b]) => ({ ...a, ...b }));
const key = maybe("key", fc.constantFrom("k1", "k1", "k2", "k3", "k4"));

const open: fc.Arbitrary<Act> = both(
  fc.record({
    type: fc.constant("open" as const),
    nick,
    made: fc.boolean(),
    ident: often(fc.constant("user"), garbage),
    realname: often(fc.constant("Real Name"), garbage),
    host: often(fc.constant("host"), garbage),
    dialect: fc.constantFrom("irc", "json"),
  }),
  both(key, maybe("address", fc.record({ host: fc.constant("127.0.0.1"), port: fc.nat(65_535) }))),
);
const close: fc.Arbitrary<Act> = fc.record({ type: fc.constant("close" as const), reason: line });
const start: fc.Arbitrary<Act> = fc.record({
  type: fc.constant("start" as const),
  name: fc.constantFrom("one", "two", "three"),
  epoch: fc.constantFrom("e1", "e2"),
  channels: fc.array(channel, { maxLength: 3 }),
});
const say: fc.Arbitrary<Act> = both(
  fc.record({ type: fc.constant("say" as const), to, text: line }),
  both(
    maybe("ref", fc.constantFrom("r1", "r2", "r3")),
    both(
      maybe("form", fc.constantFrom("message" as const, "notice" as const, "tags" as const)),
      maybe("tags", fc.dictionary(fc.constantFrom("+a", "__proto__"), line)),
    ),
  ),
);
const join: fc.Arbitrary<Act> = both(
  fc.record({ type: fc.constant("join" as const), channel }),
  maybe("key", fc.constant("secret")),
);
const others: fc.Arbitrary<Act> = fc.oneof(
  both(fc.record({ type: fc.constant("part" as const), channel }), maybe("reason", line)),
  fc.record({ type: fc.constant("nick" as const), nick }),
  fc.record({ type: fc.constant("topic" as const), channel, topic: line }),
  fc.record({ type: fc.constant("mode" as const), channel, changes }),
  fc.record({ type: fc.constant("mode" as const), channel, changes }),
  fc.record({ type: fc.constant("usermode" as const), changes: fc.oneof(ownChanges, ownChanges, changes) }),
  both(fc.record({ type: fc.constant("kick" as const), channel, nick }), maybe("reason", line)),
  fc.record({ type: fc.constant("invite" as const), channel, nick }),
  both(fc.record({ type: fc.constant("away" as const) }), maybe("text", line)),
);
const rename = both(fc.record({ type: fc.constant("rename" as const), channel, name: channel }), maybe("reason", line));
const operate: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ type: fc.constant("oper" as const), name: fc.constantFrom("root", "x".repeat(99)) }),
  fc.record({ type: fc.constant("oper" as const), name: fc.constant("root") }),
  fc.record({ type: fc.constant("usermode" as const), changes: fc.constant([{ set: false, mode: "o" }]) }),
  fc.record({ type: fc.constant("kill" as const), nick, reason: line }),
  fc.record({ type: fc.constant("wallops" as const), text: line }),
  fc.record({
    type: fc.constant("chghost" as const),
    nick,
    ident: often(fc.constant("ident"), garbage),
    host: often(fc.constantFrom("host", "another.host"), garbage),
  }),
);
const about = both(
  fc.record({ to, msgid: often(fc.constantFrom("e1-1", "e2-3"), garbage) }),
  maybe("author", fc.constantFrom("~1", "~2", "u1")),
);
const personal: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ type: fc.constant("setname" as const), realname: line }),
  rename,
  both(fc.record({ type: fc.constant("redact" as const) }), about),
  both(fc.record({ type: fc.constant("edit" as const), text: line }), about),
  fc.record({ type: fc.constant("markread" as const), to, at: often(fc.nat(50), fc.double()) }),
  both(
    fc.record({
      type: fc.constant("metadata" as const),
      to,
      key: often(fc.constantFrom("a", "b", "c", "__proto__"), garbage),
    }),
    maybe("value", line),
  ),
);
const account = fc.constantFrom("u1", "u2", "U1", "nobody");
const accounts: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    type: fc.constant("register" as const),
    account: often(account, garbage),
    verifier: fc.constant({ salt: "", iterations: 4096, storedKey: "", serverKey: "" }),
  }),
  fc.record({ type: fc.constant("login" as const), account }),
  fc.record({ type: fc.constant("logout" as const) }),
);
const act = fc.oneof(
  { arbitrary: open, weight: 4 },
  { arbitrary: both(open, maybe("account", account)), weight: 4 },
  { arbitrary: accounts, weight: 5 },
  { arbitrary: close, weight: 2 },
  { arbitrary: start, weight: 1 },
  { arbitrary: say, weight: 8 },
  { arbitrary: join, weight: 10 },
  { arbitrary: others, weight: 25 },
  { arbitrary: personal, weight: 10 },
  { arbitrary: operate, weight: 5 },
);
/** Sessions of three nodes, of which two may come under one name. */
const session = fc.constantFrom("n1.1", "n1.1", "n1.2", "n1.3", "n2.1", "n2.2", "n2.3", "n3.1");
/** An entry without its place in the log. */
const drafts = fc.array(fc.tuple(session, act, fc.nat(5)), { minLength: 10, maxLength: 120, size: "max" });

/** How every story begins, so that most of what follows is possible. */
const BEGINNING: readonly (readonly [string, Act])[] = [
  ["n1.1", openAct("alice", { key: "k1" })],
  ["n1.2", openAct("bob")],
  ["n2.1", openAct("carol", { key: "k1" })],
  ["n2.2", openAct("dave", { key: "k2" })],
  ...["n1.1", "n1.2"].map((id) => [id, { type: "join", channel: "#a" }] as const),
  ["n1.1", { type: "invite", channel: "#a", nick: "dave" }],
  ["n2.2", { type: "join", channel: "#b" }],
  ["n2.2", { type: "topic", channel: "#b", topic: "left behind" }],
  ["n2.2", { type: "part", channel: "#b" }],
];

function toEntries(list: readonly (readonly [string, Act, number])[]): Entry[] {
  let at = 0;
  return [...BEGINNING, ...list].map(([id, asked, later = 0], i) => {
    at += later;
    const isNode = asked.type === "start";
    return { node: id.slice(0, 2), session: isNode ? "" : id, act: asked, seq: i + 1, at };
  });
}

/** Runs `look` on each entry with the state before it (as text) and after it. */
function follow(
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

/** Who is shown by an event, if they are still here; not who set metadata, which takes no member. */
function subjectOf(state: State, event: LastingEvent): User | undefined {
  if (event.type === "metadata") return undefined;
  return userByNick(state, event.type === "nick" ? event.nick : event.from.nick);
}

/** A channel that is told of something is there, or has just been left empty and forgotten; so with users. */
function checkAudience(before: State, after: State, { event, audience }: Emission): void {
  for (const name of audience.channels) expect(after.channels.has(name) || before.channels.has(name)).toBe(true);
  for (const id of audience.users) expect(after.users.has(id)).toBe(true);
  if (audience.except !== undefined) expect(after.users.has(audience.except)).toBe(true);
  const name = "channel" in event ? fold(event.type === "rename" ? event.name : event.channel) : undefined;
  for (const told of name === undefined ? [] : audience.channels) expect(told).toBe(name);
  if (event.type === "quit") expect(audience.users).toEqual([]);
}

test("whatever is in the log, the state stays whole and within its bounds", () => {
  fc.assert(
    fc.property(drafts, (list) => {
      const state = emptyState();
      for (const entry of toEntries(list)) {
        apply(state, entry);
        expect(problemsOf(state)).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

test("a void entry changes nothing but the place in the log, and tells nobody", () => {
  fc.assert(
    fc.property(drafts, (list) => {
      follow(toEntries(list), (state, { seq, at }, outcome, before) => {
        if (!outcome.refusal) return;
        expect("emissions" in outcome).toBe(false);
        expect(snapshot(state)).toBe(snapshot(Object.assign(before, { seq, at })));
      });
    }),
  );
});

test("an event has the place of its entry, an id of its own, and an audience that there is or just was", () => {
  fc.assert(
    fc.property(drafts, (list) => {
      const ids = new Set<string>();
      follow(toEntries(list), (state, entry, outcome, before) => {
        for (const emission of outcome.refusal ? [] : outcome.emissions) {
          checkAudience(before, state, emission);
          expect(emission.event).toMatchObject({ seq: entry.seq, at: entry.at });
          if (state.epoch === before.epoch) expect(ids.has(emission.event.id)).toBe(false);
          ids.add(emission.event.id);
        }
      });
    }),
  );
});

test("two replicas agree to the byte, even if one was restored anywhere on its way", () => {
  fc.assert(
    fc.property(drafts, fc.nat(120), (list, stop) => {
      const entries = toEntries(list);
      let other = emptyState();
      follow(entries, (state, entry, outcome) => {
        if (entry.seq === stop) other = restore(snapshot(other));
        expect(apply(other, structuredClone(entry))).toEqual(outcome);
        expect(snapshot(other)).toBe(snapshot(state));
      });
      expect(restore(snapshot(other))).toEqual(other);
      expect([...restore(snapshot(other)).empty]).toEqual([...other.empty]);
    }),
  );
});

test("what was said while one had to be invited, or before a channel was made, is never opened to those who come later", () => {
  fc.assert(
    fc.property(drafts, (list) => {
      follow(toEntries(list), (state, { seq }, _outcome, before) => {
        const past = new Map([...before.channels.values()].map((its) => [its.id, its]));
        for (const its of state.channels.values()) {
          const was = past.get(its.id);
          // Whoever runs the server may open what nobody remembers.
          if (its.kept && !was?.kept) continue;
          const isEmptied = was?.flags.includes("i") && its.members.size === 0 && its.regulars.size === 0;
          expect(its.since).toBe(!was || isEmptied ? seq : was.since);
        }
      });
    }),
  );
});

test("nothing is told in a channel of somebody who is not shown in it", () => {
  fc.assert(
    fc.property(drafts, (list) => {
      follow(toEntries(list), (state, _entry, outcome) => {
        for (const { event, audience } of outcome.refusal ? [] : outcome.emissions) {
          const id = subjectOf(state, event)?.id ?? 0;
          const hidden = audience.channels.filter((name) => state.channels.get(name)?.quiet.has(id));
          expect(hidden, event.type).toEqual([]);
        }
      });
    }),
  );
});

test("a snapshot of another version is not taken for one of this", () => {
  const text = snapshot(emptyState()).replace(`"version":${SNAPSHOT_VERSION}`, '"version":99');
  expect(() => restore(text)).toThrow("version 99");
});
