import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import type { Session } from "../../core/session.ts";
import { json } from "../../wire/json/json.ts";
import { jsonSecrets } from "../../wire/json/secrets.ts";
import type { WireFrame } from "../../wire/json/status-facts.ts";
import { createWorld, type World } from "../../wire/testing.ts";
import type { Tapped } from "../connection.ts";
import type { Tap } from "./tap.ts";
import { WireView } from "./wire-view.ts";

/** A connection as a wire view knows it, whose bytes the test feeds by hand. */
class FakeConnection {
  readonly sessionId: string;
  waiting = 0;
  seen: Tap | undefined;
  over: () => void = () => undefined;

  constructor(sessionId: string) {
    this.sessionId = sessionId;
  }

  tap(make: (about: Tapped) => Tap, over: () => void): void {
    this.seen = make({ secrets: jsonSecrets, isMessages: false, isMidLine: false });
    this.over = over;
  }

  untap(): void {
    this.seen = undefined;
  }

  feed(text: string): void {
    this.seen?.fed(Buffer.from(text), false, () => undefined);
  }
}

/** Two who are signed in to nothing: `boss` keeps order, `tom` does not. */
async function scene(): Promise<Scene> {
  const world = createWorld();
  const dialect = world.listen(json);
  const [boss, tom] = ["boss", "tom"].map((nick) => {
    const one = world.connect(dialect);
    one.send(`${JSON.stringify({ type: "hello", nick })}\n`);
    return one;
  });
  await world.settle();
  if (!boss || !tom) throw new Error("nobody came");
  boss.session.submit({ type: "oper", name: "boss" }, () => undefined);
  await world.settle();
  return new Scene(world, boss.session, tom.session);
}

class Scene {
  readonly world: World;
  readonly boss: Session;
  readonly tom: Session;
  readonly connections = new Map<string, FakeConnection>();
  now = 1_000;
  readonly view: WireView;
  readonly frames: WireFrame[] = [];
  readonly ended: string[] = [];

  constructor(world: World, boss: Session, tom: Session) {
    this.world = world;
    this.boss = boss;
    this.tom = tom;
    for (const { id } of [boss, tom]) this.connections.set(id, new FakeConnection(id));
    this.view = new WireView({ connections: this.connections, watchesGuests: false, now: () => this.now });
  }

  get wire(): FakeConnection {
    return this.connections.get(this.tom.id) ?? new FakeConnection("");
  }

  async lets(set: boolean): Promise<void> {
    this.tom.submit({ type: "usermode", changes: [{ set, mode: "W" }] }, () => undefined);
    await this.world.settle();
  }

  watch(session = this.boss): ReturnType<WireView["watch"]> {
    return this.view.watch(this.tom.id, {
      session,
      frame: (frame) => this.frames.push(frame),
      ended: (text) => this.ended.push(text),
    });
  }
}

describe("a connection that is watched", () => {
  it("has no tap until somebody watches, and none when nobody does any more", async () => {
    const it = await scene();
    await it.lets(true);
    expect(it.wire.seen).toBeUndefined();
    const [one, two] = [it.watch(), it.watch()];
    expect(it.wire.seen).toBeDefined();
    if (typeof one === "function") one();
    expect(it.wire.seen).toBeDefined();
    if (typeof two === "function") two();
    expect(it.wire.seen).toBeUndefined();
  });

  it("is not told any more from the very piece on before which leave was taken back", async () => {
    const it = await scene();
    expect(it.watch()).toMatchObject({ code: "no-leave" });
    await it.lets(true);
    expect(it.watch()).toBeTypeOf("function");
    it.wire.feed("1\n");
    expect(it.frames).toHaveLength(1);
    await it.lets(false);
    it.wire.feed("2\n");
    expect(it.frames).toHaveLength(1);
    expect(it.ended).toHaveLength(1);
    expect(it.wire.seen).toBeUndefined();
  });

  it("is told in so many pieces in a time, and then how many were missed", async () => {
    const it = await scene();
    await it.lets(true);
    it.watch();
    for (let i = 0; i < LIMITS.wireFrames + 5; i++) it.wire.feed("x\n");
    expect(it.frames).toHaveLength(LIMITS.wireFrames);
    it.now += LIMITS.wireFramesMs;
    it.wire.feed("y\n");
    expect(it.frames.at(-1)).toMatchObject({ missed: 5 });
  });

  it("is not told to who reads too slowly, until they have read", async () => {
    const it = await scene();
    await it.lets(true);
    it.watch();
    const reader = it.connections.get(it.boss.id);
    if (!reader) throw new Error("the watcher has a connection");
    reader.waiting = LIMITS.wireWaitingBytes + 1;
    it.wire.feed("x\n");
    expect(it.frames).toEqual([]);
    reader.waiting = 0;
    it.wire.feed("y\n");
    expect(it.frames).toMatchObject([{ missed: 1 }]);
  });

  it("is told with the first bytes of what is long, and without secrets that are longer", async () => {
    const it = await scene();
    await it.lets(true);
    it.watch();
    it.wire.feed("x".repeat(LIMITS.wireFrameBytes * 2));
    it.wire.feed(`{"password":"${"Planted".repeat(2_000)}"}\n`);
    const [long, secret] = it.frames;
    expect(long?.length).toBe(LIMITS.wireFrameBytes * 2);
    expect(Buffer.from(long?.bytes ?? "", "base64")).toHaveLength(LIMITS.wireFrameBytes);
    expect(Buffer.from(secret?.bytes ?? "", "base64").toString()).toBe('{"password":********}\n');
  });

  it("has a few who watch, and says no to more; all of them hear of its end", async () => {
    const it = await scene();
    await it.lets(true);
    for (let i = 0; i < LIMITS.watchersPerWire; i++) expect(it.watch()).toBeTypeOf("function");
    expect(it.watch()).toMatchObject({ code: "server-full" });
    it.wire.over();
    expect(it.ended).toHaveLength(LIMITS.watchersPerWire);
    expect(it.watch()).toBeTypeOf("function");
  });

  it("may be watched by its own user, and by nobody who is no operator", async () => {
    const it = await scene();
    expect(it.watch(it.tom)).toBeTypeOf("function");
    expect(
      it.view.watch(it.boss.id, { session: it.tom, frame: () => undefined, ended: () => undefined }),
    ).toMatchObject({
      code: "not-server-operator",
    });
  });
});
