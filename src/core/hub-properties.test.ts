import fc from "fast-check";
import { expect, test } from "vitest";
import { apply } from "./apply.ts";
import type { Command, Open } from "./commands.ts";
import type { Emission } from "./events.ts";
import { emptyState, type State } from "./state.ts";
import { Client, CountingKind, openAct, World } from "./testing.ts";

/** Clients of a test; two each have one key, so that they speak for one user. */
const CLIENTS = 6;

const channel = fc.constantFrom("#a", "#b", "#c");
const nick = fc.constantFrom("u0", "u1", "u2", "U3");
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ type: fc.constant("say" as const), to: fc.oneof(channel, channel, nick), text: fc.constant("x") }),
  fc.record({ type: fc.constant("join" as const), channel }),
  fc.record({ type: fc.constant("part" as const), channel }),
  fc.record({ type: fc.constant("nick" as const), nick }),
  fc.record({ type: fc.constant("kick" as const), channel, nick }),
  fc.record({ type: fc.constant("away" as const), text: fc.constantFrom("", "tea") }),
  fc.record({ type: fc.constant("invite" as const), channel, nick }),
  fc.record({ type: fc.constant("rename" as const), channel, name: channel }),
  fc.record({
    type: fc.constant("mode" as const),
    channel,
    changes: fc.constantFrom(
      [{ set: true, mode: "D" }],
      [{ set: true, mode: "o", parameter: "u1" }],
      [{ set: true, mode: "v", parameter: "u2" }],
    ),
  }),
  fc.record({ type: fc.constant("say" as const), to: fc.constantFrom("@#a", "+#b"), text: fc.constant("x") }),
  fc.record({ type: fc.constant("setname" as const), realname: fc.constantFrom("one", "two") }),
  fc.record({ type: fc.constant("usermode" as const), changes: fc.constant([{ set: true, mode: "w" }]) }),
  fc.record({ type: fc.constant("oper" as const), name: fc.constant("boss") }),
  fc.record({ type: fc.constant("wallops" as const), text: fc.constant("x") }),
  fc.record({ type: fc.constant("kill" as const), nick, reason: fc.constant("spam") }),
);
const client = fc.nat(CLIENTS - 1);
const step = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant("ask" as const), client, act: command }), weight: 12 },
  { arbitrary: fc.record({ do: fc.constant("connect" as const), client }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant("end" as const), client }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constant("commit" as const), count: fc.integer({ min: 1, max: 5 }) }), weight: 6 },
  { arbitrary: fc.record({ do: fc.constant("fail" as const) }), weight: 1 },
);
const steps = fc.array(step, { minLength: 20, maxLength: 150, size: "max" });

type Step = typeof steps extends fc.Arbitrary<(infer S)[]> ? S : never;

/** A client, what it was told and answered, and what it should have been told. */
interface Witness {
  readonly client: Client;
  readonly expected: string[];
  readonly answered: number[];
  asked: number;
}

/** A hub beside a second state that follows the same log, from which it is known who must hear what. */
class Trial {
  readonly world = new World();
  readonly all: Witness[] = [];
  readonly #shadow: State = emptyState();
  readonly #places: (Witness | undefined)[] = [];
  readonly #kinds = [new CountingKind(), new CountingKind()];

  take(step: Step): void {
    if (step.do === "commit") this.commit(step.count);
    else if (step.do === "fail") this.world.log.fail(this.world.hub);
    else if (step.do === "connect") this.#connect(step.client);
    else if (step.do === "end") this.#places[step.client]?.client.session.end("gone");
    else this.#ask(this.#places[step.client], step.act);
  }

  commit(count: number): void {
    const { log, hub } = this.world;
    const before = log.entries.length;
    const here = this.living;
    log.commit(hub, Math.min(count, log.waiting.length));
    for (const entry of log.entries.slice(before)) {
      const outcome = apply(this.#shadow, entry);
      if (outcome.refusal) continue;
      for (const { client, expected } of here) {
        if (outcome.ended?.sessions.includes(client.session.id)) expected.push(`goodbye ${outcome.ended.code}`);
      }
      for (const emission of outcome.emissions) this.#expect(emission, entry.session, here);
    }
  }

  /** Those whose connection is not over. */
  get living(): Witness[] {
    return this.all.filter(({ client }) => !client.session.isEnded);
  }

  #connect(place: number): void {
    if (this.#places[place] && !this.#places[place].client.session.isEnded) return;
    const client = new Client(this.world.hub, this.#kinds[place % 2]);
    const witness: Witness = { client, expected: [], answered: [], asked: 0 };
    this.#places[place] = witness;
    this.all.push(witness);
    this.#ask(witness, openAct(`u${place}`, { key: `k${place >> 1}` }));
    this.#ask(witness, { type: "join", channel: "#a" });
  }

  #ask(witness: Witness | undefined, act: Command | Open): void {
    if (!witness || witness.client.session.isEnded) return;
    const number = witness.asked++;
    witness.client.session.submit(act, () => witness.answered.push(number));
  }

  #expect({ event, audience }: Emission, author: string, here: readonly Witness[]): void {
    const users = new Set(audience.users);
    for (const name of audience.channels) {
      for (const id of this.#shadow.channels.get(name)?.members.keys() ?? []) users.add(id);
    }
    if (audience.except !== undefined) users.delete(audience.except);
    for (const { client, expected } of here) {
      const its = this.#shadow.sessions.get(client.session.id);
      if (its && users.has(its.user) && its.id !== author) {
        expected.push(`${event.seq} ${event.type} ${event.from.nick}`);
      }
    }
  }
}

test("each session hears what its user is to hear, once, in the order of the log; each question is answered once", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const trial = new Trial();
      for (const each of list) trial.take(each);
      while (trial.world.log.waiting.length > 0) trial.commit(3);
      for (const { client, expected } of trial.all) expect(client.heard).toEqual(expected);
      for (const { answered, asked } of trial.living)
        expect(answered).toEqual(Array.from({ length: asked }, (_, i) => i));
      expect(trial.world.bugs).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("whoever is gone is gone: nobody is left in the state, and nothing is told to them", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const trial = new Trial();
      const { world } = trial;
      for (const each of list) trial.take(each);
      for (const { client } of trial.all) client.session.end("gone");
      world.log.fail(world.hub);
      for (const { client } of trial.all) client.take();
      const last = world.client("last", { channels: ["#a", "#b"] });
      for (const to of ["#a", "#b", "u0", "u1", "u2", "u3"]) last.ask({ type: "say", to, text: "anybody?" });
      world.commit();
      expect(trial.all.flatMap(({ client }) => client.heard)).toEqual([]);
      expect([...world.hub.state.users.values()].map(({ nick }) => nick)).toEqual(["last"]);
      expect(world.hub.sessionCount).toBe(1);
    }),
  );
});
