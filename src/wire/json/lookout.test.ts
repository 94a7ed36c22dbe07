import { expect, test } from "vitest";
import { MODERATION } from "../../core/keeping.ts";
import type { Status, Watcher } from "../status.ts";
import { type Connection, createWorld } from "../testing.ts";
import { json } from "./json.ts";
import type { Figures } from "./status-facts.ts";
import { ask, tell, took } from "./testing.ts";

const FIGURES: Figures = {
  at: 1,
  started: 0,
  connections: {},
  sockets: 0,
  sessions: 0,
  users: 0,
  channels: 0,
  messages: 0,
  deliveries: 0,
  commits: { count: 0, failed: 0, ms: 0, lastMs: 0 },
  bytesIn: 0,
  bytesOut: 0,
  refused: 0,
  memory: { rss: 0, heap: 0 },
  cpu: 0,
  loop: { meanMs: 0, mostMs: 0 },
};

/** A server that tells what the test says, and knows who follows it. */
class FakeStatus implements Status {
  readonly watchesGuests = false;
  readonly followers = new Set<(figures: Figures) => void>();
  readonly watchers = new Map<string, Watcher>();

  figures(): Figures {
    return FIGURES;
  }

  follow(tell: (figures: Figures) => void): () => void {
    this.followers.add(tell);
    return () => void this.followers.delete(tell);
  }

  sessions(): ReturnType<Status["sessions"]> {
    return { sessions: [], more: false };
  }

  watch(session: string, watcher: Watcher): () => void {
    this.watchers.set(session, watcher);
    return () => void this.watchers.delete(session);
  }
}

async function scene(): Promise<{
  readonly world: ReturnType<typeof createWorld>;
  readonly status: FakeStatus;
  readonly boss: Connection;
  readonly tom: Connection;
}> {
  const world = createWorld();
  const status = new FakeStatus();
  const dialect = world.listen(json, {}, "#lobby", { status });
  const [boss, tom] = [world.connect(dialect), world.connect(dialect)];
  await ask({ world }, boss, { type: "hello", nick: "boss" });
  await ask({ world }, tom, { type: "hello", nick: "tom" });
  boss.session.submit({ type: "oper", name: "boss" }, () => undefined);
  await world.settle();
  took(boss);
  return { world, status, boss, tom };
}

const codes = (answers: readonly Record<string, unknown>[]): unknown[] => answers.map(({ type, code }) => code ?? type);

test("who is nobody yet, or no operator, is told no figures", async () => {
  const { world, status, tom } = await scene();
  expect(codes(await ask({ world }, tom, { type: "status", follow: true }))).toEqual(["not-server-operator"]);
  expect(status.followers.size).toBe(0);
  const nobody = world.connect(world.listen(json, {}, "#lobby", { status }));
  for (const command of [{ type: "status" }, { type: "sessions" }, { type: "wire", session: tom.session.id }]) {
    expect(codes(await ask({ world }, nobody, command))).toEqual(["not-open"]);
  }
});

test("figures are followed once, until one says so, is no operator any more, or is gone", async () => {
  const { world, status, boss } = await scene();
  await ask({ world }, boss, { type: "status", follow: true }, { type: "status", follow: true });
  expect(status.followers.size).toBe(1);
  for (const follower of status.followers) follower(FIGURES);
  expect(took(boss)).toEqual([{ type: "status", at: 1, figures: FIGURES }]);
  await ask({ world }, boss, { type: "status", follow: false });
  expect(status.followers.size).toBe(0);
  await ask({ world }, boss, { type: "status", follow: true });
  await ask({ world }, boss, { type: "usermode", changes: [{ set: false, mode: "o" }] });
  for (const follower of status.followers) follower(FIGURES);
  expect(took(boss)).toEqual([]);
  expect(status.followers.size).toBe(0);
});

test("nothing is followed or watched for a connection that is gone", async () => {
  const { world, status, boss } = await scene();
  await ask({ world }, boss, { type: "status", follow: true }, { type: "wire", session: boss.session.id });
  expect([status.followers.size, status.watchers.size]).toEqual([1, 1]);
  boss.drop();
  await world.settle();
  expect([status.followers.size, status.watchers.size]).toEqual([0, 0]);
});

test("one watches another with leave alone; they are told, and the moderation log has it", async () => {
  const { world, status, boss, tom } = await scene();
  const session = tom.session.id;
  expect(codes(await ask({ world }, boss, { type: "wire", session }))).toEqual(["no-leave"]);
  expect(codes(await ask({ world }, tom, { type: "wire", session: boss.session.id }))).toEqual(["not-server-operator"]);
  expect(codes(await ask({ world }, boss, { type: "wire", session: "nobody's" }))).toEqual(["no-such-session"]);
  await ask({ world }, tom, { type: "usermode", changes: [{ set: true, mode: "W" }] });
  expect(codes(await ask({ world }, boss, { type: "wire", session }))).toEqual(["ok"]);
  const { events } = await world.history.read({ place: MODERATION, events: true, limit: 1 });
  expect(events).toMatchObject([{ action: "wire", target: "tom", reason: "json", from: { nick: "boss" } }]);
  expect(took(tom)).toMatchObject([{ type: "message", form: "notice", from: { nick: "(server)" }, to: "tom" }]);
  status.watchers.get(session)?.frame({ at: 5, direction: "in", bytes: "eA==", length: 1 });
  expect(took(boss)).toEqual([{ type: "wire", session, at: 5, direction: "in", bytes: "eA==", length: 1 }]);
  expect(codes(await ask({ world }, boss, { type: "wire", session, watch: false }))).toEqual(["ok"]);
  expect(status.watchers.size).toBe(0);
});

test("one's own connection is watched without a word to anybody", async () => {
  const { world, boss, tom } = await scene();
  tell(tom, { type: "wire", session: tom.session.id });
  await world.settle();
  expect(codes(took(tom))).toEqual(["ok"]);
  expect(took(boss)).toEqual([]);
});
