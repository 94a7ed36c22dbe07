import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { drafts } from "./acts.fixture.ts";
import { apply } from "./apply.ts";
import type { Emission, LastingEvent } from "./events.ts";
import { fold } from "./names.ts";
import { restore, SNAPSHOT_VERSION, snapshot } from "./snapshot.ts";
import { emptyState, type State, type User, userByNick } from "./state.ts";
import { follow, toEntries } from "./story.fixture.ts";
import { problemsOf } from "./testing-wholeness.ts";

// Each of these tells thousands of stories.
vi.setConfig({ testTimeout: 60_000 });

// Bounds so small that a short story meets them all.
vi.mock(import("./limits.ts"), async (load) => {
  const [real, { SMALL_LIMITS }] = await Promise.all([load(), import("./small-limits.fixture.ts")]);
  return { ...real, LIMITS: { ...real.LIMITS, ...SMALL_LIMITS } };
});

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
    fc.property(drafts, (list) => {
      const last = follow(toEntries(list), (state, entry, outcome, restored) => {
        expect(apply(restored, structuredClone(entry))).toEqual(outcome);
        expect(snapshot(restored)).toBe(snapshot(state));
        expect([...restored.empty]).toEqual([...state.empty]);
      });
      expect(restore(snapshot(last))).toEqual(last);
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
          const isLeft = its.members.size === 0 && its.regulars.size === 0 && its.founder === undefined;
          const isEmptied = was?.flags.includes("i") && isLeft;
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
