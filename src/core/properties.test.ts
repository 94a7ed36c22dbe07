import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { apply, type Outcome } from "./apply.ts";
import type { Act, Entry, ModeChange } from "./commands.ts";
import type { Emission } from "./events.ts";
import { fits, LIMITS } from "./limits.ts";
import { CHANNEL_MODES, USER_MODES } from "./modes.ts";
import { fold, isChannelName, isNick } from "./names.ts";
import { restore, snapshot } from "./snapshot.ts";
import { type Channel, emptyState, type State, type User } from "./state.ts";

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
const channel = often(fc.constantFrom("#a", "#A", "#Ａ", "#b", "#c", "#d", "#e", "#f", "#g"), garbage);
const line = often(fc.constantFrom("hello", "", "second"), garbage);
const maybe = <K extends string, T>(key: K, value: fc.Arbitrary<T>): fc.Arbitrary<{ [P in K]?: T }> =>
  fc.record({ [key]: value } as Record<K, fc.Arbitrary<T>>, { requiredKeys: [] });
const letter = often(fc.constantFrom(..."beIklimnstqaohvBz"), garbage);
const parameter = often(fc.oneof(nick, fc.constantFrom("3", "1", "secret", "*!*@*", "alice!*@*", "b?b", "k\u00e9y")), garbage);
const changes: fc.Arbitrary<ModeChange[]> = fc.array(
  fc.tuple(fc.record({ set: fc.boolean(), mode: letter }), maybe("parameter", parameter)).map(([a, b]) => ({ ...a, ...b })),
  { maxLength: 6 },
);
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
  name: fc.constantFrom("one", "two"),
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
  fc.record({ type: fc.constant("usermode" as const), changes }),
  both(fc.record({ type: fc.constant("kick" as const), channel, nick }), maybe("reason", line)),
  fc.record({ type: fc.constant("invite" as const), channel, nick }),
  both(fc.record({ type: fc.constant("away" as const) }), maybe("text", line)),
);
const act = fc.oneof(
  { arbitrary: open, weight: 4 },
  { arbitrary: close, weight: 1 },
  { arbitrary: start, weight: 1 },
  { arbitrary: say, weight: 3 },
  { arbitrary: join, weight: 6 },
  { arbitrary: others, weight: 9 },
);
/** Sessions of two nodes, one of which comes back under another id. */
const session = fc.constantFrom("n1.1", "n1.2", "n1.3", "n2.1", "n2.2", "n2.3", "n3.1", "n3.2");
/** An entry without its place in the log. */
const drafts = fc.array(fc.tuple(session, act, fc.nat(5)), { minLength: 10, maxLength: 120, size: "max" });

function toEntries(list: readonly (readonly [string, Act, number])[]): Entry[] {
  let at = 0;
  return list.map(([id, asked, later], i) => {
    at += later;
    const isNode = asked.type === "start";
    return { node: id.slice(0, 2), session: isNode ? "" : id, act: asked, seq: i + 1, at };
  });
}

/** Runs `look` on each entry with the state before it (as text) and after it. */
function follow(entries: readonly Entry[], look: (state: State, entry: Entry, outcome: Outcome, before: State) => void): State {
  const state = emptyState();
  for (const entry of entries) {
    const before = restore(snapshot(state));
    look(state, entry, apply(state, entry), before);
  }
  return state;
}

function checkUser(state: State, user: User): void {
  expect(isNick(user.nick)).toBe(true);
  expect(state.nicks.get(fold(user.nick))).toBe(user.id);
  expect(user.sessions.size).toBeGreaterThan(0);
  expect(user.sessions.size).toBeLessThanOrEqual(LIMITS.sessionsPerUser);
  expect(user.channels.size).toBeLessThanOrEqual(LIMITS.channelsPerUser);
  for (const id of user.sessions) expect(state.sessions.get(id)?.user).toBe(user.id);
  for (const name of user.channels) expect(state.channels.get(name)?.members.has(user.id)).toBe(true);
  if (user.key !== undefined) expect(state.keys.get(user.key)).toBe(user.id);
  for (const mode of user.modes) expect(Object.keys(USER_MODES)).toContain(mode);
  expect(new Set(user.modes).size).toBe(user.modes.length);
  expect(fits(user.away ?? "", LIMITS.awayBytes)).toBe(true);
  expect(fits(user.realname, LIMITS.realnameBytes) && fits(user.host, LIMITS.hostBytes)).toBe(true);
}

function checkChannel(state: State, name: string, its: Channel): void {
  expect(isChannelName(its.name)).toBe(true);
  expect(fold(its.name)).toBe(name);
  for (const [id, modes] of its.members) {
    expect(state.users.get(id)?.channels.has(name)).toBe(true);
    for (const mode of modes) expect(CHANNEL_MODES[mode]?.kind).toBe("standing");
  }
  expect(state.empty.has(name)).toBe(its.members.size === 0 && !its.kept);
  for (const mode of its.flags) expect(CHANNEL_MODES[mode]?.kind).toBe("flag");
  expect([...new Set(its.flags)].sort().join("")).toBe(its.flags);
  for (const list of Object.values(its.lists)) {
    expect(list.length).toBeLessThanOrEqual(LIMITS.masksPerList);
    expect(new Set(list.map(({ mask }) => fold(mask))).size).toBe(list.length);
  }
  expect(its.invited.size).toBeLessThanOrEqual(LIMITS.invitesPerChannel);
  for (const id of its.invited) expect(its.members.has(id)).toBe(false);
  expect(fits(its.topic?.text ?? "", LIMITS.topicBytes) && fits(its.key ?? "", LIMITS.keyBytes)).toBe(true);
}

function checkState(state: State): void {
  expect(state.nicks.size).toBe(state.users.size);
  expect(state.users.size).toBeLessThanOrEqual(LIMITS.users);
  expect(state.channels.size).toBeLessThanOrEqual(LIMITS.channels);
  expect(state.refs.size).toBeLessThanOrEqual(LIMITS.refClients);
  for (const refs of state.refs.values()) expect(refs.size).toBeLessThanOrEqual(LIMITS.refsPerClient);
  for (const its of state.sessions.values()) expect(state.users.get(its.user)?.sessions.has(its.id)).toBe(true);
  for (const [value, id] of state.keys) expect(state.users.get(id)?.key).toBe(value);
  for (const name of state.empty) expect(state.channels.has(name)).toBe(true);
  for (const user of state.users.values()) checkUser(state, user);
  for (const [name, its] of state.channels) checkChannel(state, name, its);
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
      follow(toEntries(list), checkState);
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
      expect([...other.nicks].sort()).toEqual([...restore(snapshot(other)).nicks].sort());
      expect([...other.empty]).toEqual([...restore(snapshot(other)).empty]);
    }),
  );
});

test("a snapshot of another version is not taken for one of this", () => {
  const text = snapshot(emptyState()).replace('"version":1', '"version":2');
  expect(() => restore(text)).toThrow("version 2");
});
