import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { apply, type Outcome } from "./apply.ts";
import type { Act, Entry, ModeChange } from "./commands.ts";
import type { Emission } from "./events.ts";
import { fits, LIMITS } from "./limits.ts";
import { CHANNEL_MODES, USER_MODES } from "./modes.ts";
import { fold, isChannelName, isNick } from "./names.ts";
import { restore, SNAPSHOT_VERSION, snapshot } from "./snapshot.ts";
import { type Channel, emptyState, type State, type User } from "./state.ts";
import { openAct } from "./testing.ts";

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
const line = often(fc.constantFrom("hello", "", "second"), garbage);
const maybe = <K extends string, T>(key: K, value: fc.Arbitrary<T>): fc.Arbitrary<{ [P in K]?: T }> =>
  fc.record({ [key]: value } as Record<K, fc.Arbitrary<T>>, { requiredKeys: [] });
const letter = often(fc.constantFrom(..."beIklimnstqaohvBz", "o", "o", "v", "b", "b"), garbage);
const parameter = often(
  fc.oneof(nick, fc.constantFrom("3", "1", "secret", "*!*@*", "alice!*@*", "b?b", "k\u00e9y")),
  garbage,
);
const change = fc
  .tuple(fc.record({ set: fc.boolean(), mode: letter }), maybe("parameter", parameter))
  .map(([one, other]): ModeChange => ({ ...one, ...other }));
const changes = fc.array(change, { minLength: 1, maxLength: 5 });
const ownChanges = fc.array(fc.record({ set: fc.boolean(), mode: fc.constantFrom("i", "B") }), { maxLength: 5 });
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
  fc.record({ type: fc.constant("say" as const), to: fc.oneof(channel, nick), text: line }),
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
const act = fc.oneof(
  { arbitrary: open, weight: 4 },
  { arbitrary: close, weight: 2 },
  { arbitrary: start, weight: 1 },
  { arbitrary: say, weight: 8 },
  { arbitrary: join, weight: 10 },
  { arbitrary: others, weight: 25 },
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

/** Says what is not as it must be. */
type Report = (isRight: boolean, problem: string) => void;

function checkUser(state: State, user: User, report: Report): void {
  report(isNick(user.nick), "a user's nick is a nick");
  report(state.nicks.get(fold(user.nick)) === user.id, "a user is found by their nick");
  report(user.sessions.size > 0, "a user has a session");
  report(user.sessions.size <= LIMITS.sessionsPerUser, "a user has not too many sessions");
  report(user.channels.size <= LIMITS.channelsPerUser, "a user is not in too many channels");
  for (const id of user.sessions) report(state.sessions.get(id)?.user === user.id, "a user's session is theirs");
  for (const name of user.channels) {
    report(state.channels.get(name)?.members.has(user.id) === true, "a user is a member of their channels");
  }
  report(user.key === undefined || state.keys.get(user.key) === user.id, "a user is found by their key");
  report(new Set(user.modes).size === user.modes.length, "a user has a mode once");
  for (const mode of user.modes) report(Object.hasOwn(USER_MODES, mode), "a user's mode is one");
  report(fits(user.away ?? "", LIMITS.awayBytes), "an away text is not too long");
  report(fits(user.realname, LIMITS.realnameBytes) && fits(user.host, LIMITS.hostBytes), "a user's texts are short");
}

function checkChannel(state: State, name: string, its: Channel, report: Report): void {
  report(isChannelName(its.name) && fold(its.name) === name, "a channel is found by its name");
  for (const [id, modes] of its.members) {
    report(state.users.get(id)?.channels.has(name) === true, "a member is a user who knows it");
    for (const mode of modes) report(CHANNEL_MODES[mode]?.kind === "standing", "a member's mode is one");
  }
  report(state.empty.has(name) === (its.members.size === 0 && !its.kept), "an empty channel is listed as such");
  for (const mode of its.flags) report(CHANNEL_MODES[mode]?.kind === "flag", "a channel's flag is one");
  report([...new Set(its.flags)].sort().join("") === its.flags, "a channel has a flag once");
  for (const list of Object.values(its.lists)) {
    report(list.length <= LIMITS.masksPerList, "a list is not too long");
    report(new Set(list.map(({ mask }) => fold(mask))).size === list.length, "a mask is listed once");
  }
  report(its.since <= state.seq, "a channel's past is not its future");
  report(its.members.size > 0 || its.kept || !its.flags.includes("i"), "an empty channel asks for no invitation");
  report(its.invited.size <= LIMITS.invitesPerChannel, "not too many are invited");
  for (const id of its.invited) report(!its.members.has(id), "no member is invited");
  report(fits(its.topic?.text ?? "", LIMITS.topicBytes), "a topic is not too long");
  report(fits(its.key ?? "", LIMITS.keyBytes), "a key is not too long");
}

function countMasks(state: State): number {
  const lists = [...state.channels.values()].flatMap((its) => Object.values(its.lists));
  return lists.reduce((sum, list) => sum + list.length, 0);
}

/** All that is wrong with a state. */
function problemsOf(state: State): string[] {
  const problems: string[] = [];
  const report: Report = (isRight, problem) => {
    if (!isRight) problems.push(problem);
  };
  report(state.nicks.size === state.users.size, "users have one nick each");
  report(state.users.size <= LIMITS.users, "there are not too many users");
  report(state.channels.size <= LIMITS.channels, "there are not too many channels");
  report(state.refs.size <= LIMITS.refClients, "the refs of not too many clients are remembered");
  report(state.nodes.size <= LIMITS.nodes, "there are not too many nodes");
  report(state.masks <= LIMITS.masks && state.masks === countMasks(state), "masks are counted, and not too many");
  for (const refs of state.refs.values()) report(refs.size <= LIMITS.refsPerClient, "not too many refs are remembered");
  for (const { id, user } of state.sessions.values()) {
    report(state.users.get(user)?.sessions.has(id) === true, "a session speaks for a user who knows it");
  }
  for (const [value, id] of state.keys) report(state.users.get(id)?.key === value, "a key is its user's");
  for (const name of state.empty) report(state.channels.has(name), "an empty channel is there");
  for (const user of state.users.values()) checkUser(state, user, report);
  for (const [name, its] of state.channels) checkChannel(state, name, its, report);
  return problems;
}

/** A channel that is told of something is there, or has just been left empty and forgotten; so with users. */
function checkAudience(before: State, after: State, { event, audience }: Emission): void {
  for (const name of audience.channels) expect(after.channels.has(name) || before.channels.has(name)).toBe(true);
  for (const id of audience.users) expect(after.users.has(id)).toBe(true);
  if ("channel" in event && event.type !== "invite") expect(audience.channels).toEqual([fold(event.channel)]);
  if (event.type === "quit") expect(audience.users).toEqual([]);
}

test("whatever is in the log, the state stays whole and within its bounds", () => {
  fc.assert(
    fc.property(drafts, (list) => {
      follow(toEntries(list), (state) => expect(problemsOf(state)).toEqual([]));
    }),
    { numRuns: 300 },
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
        for (const [name, its] of state.channels) {
          const was = before.channels.get(name);
          // Whoever runs the server may open what nobody remembers.
          if (its.kept && !was?.kept) continue;
          const isNew = !was || (was.flags.includes("i") && its.members.size === 0);
          expect(its.since).toBe(isNew ? seq : was.since);
        }
      });
    }),
  );
});

test("a snapshot of another version is not taken for one of this", () => {
  const text = snapshot(emptyState()).replace(`"version":${SNAPSHOT_VERSION}`, '"version":99');
  expect(() => restore(text)).toThrow("version 99");
});
