import { describe, expect, it } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import type { Session } from "../../core/session.ts";
import { json } from "../../wire/json/json.ts";
import { jsonSecrets } from "../../wire/json/secrets.ts";
import type { WireFrame } from "../../wire/json/status-facts.ts";
import type { Spotter } from "../../wire/masks/mask.ts";
import { createWorld, type World } from "../../wire/testing.ts";
import type { Tapped } from "../connection.ts";
import type { Tap } from "./tap.ts";
import { WireView } from "./wire-view.ts";

/** How many bytes were looked at for secrets. */
let lookedAt = 0;

function countingSecrets(): readonly Spotter[] {
  const counting: Spotter = {
    begin: () => undefined,
    isSecret() {
      lookedAt++;
      return false;
    },
  };
  return [counting, ...jsonSecrets()];
}

function textOf({ bytes }: WireFrame): string {
  return Buffer.from(bytes, "base64").toString();
}

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
    this.seen = make({ secrets: countingSecrets, defers: false, isMessages: false, isMidLine: false });
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
async function scene(watchesGuests = false): Promise<Scene> {
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
  return new Scene(world, boss.session, tom.session, watchesGuests);
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

  constructor(world: World, boss: Session, tom: Session, watchesGuests: boolean) {
    this.world = world;
    this.boss = boss;
    this.tom = tom;
    for (const { id } of [boss, tom]) this.connections.set(id, new FakeConnection(id));
    this.view = new WireView({ connections: this.connections, watchesGuests, now: () => this.now });
  }

  get wire(): FakeConnection {
    return this.connections.get(this.tom.id) ?? new FakeConnection("");
  }

  async lets(set: boolean): Promise<void> {
    this.tom.submit({ type: "usermode", changes: [{ set, mode: "W" }] }, () => undefined);
    await this.world.settle();
  }

  /** Somebody more comes in. */
  async enter(hello: object): Promise<Session> {
    const one = this.world.connect(this.world.listen(json));
    one.send(`${JSON.stringify({ type: "hello", ...hello })}\n`);
    await this.world.settle();
    this.connections.set(one.session.id, new FakeConnection(one.session.id));
    return one.session;
  }

  watch(session = this.boss, watched = this.tom, frames = this.frames): ReturnType<WireView["watch"]> {
    return this.view.watch(watched.id, {
      session,
      frame: (frame) => frames.push(frame),
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

  it("is not looked at while nobody would be told, and shows nothing of a line whose beginning went by so", async () => {
    const it = await scene();
    await it.lets(true);
    it.watch();
    for (let i = 0; i < LIMITS.wireFrames; i++) it.wire.feed("x\n");
    const before = lookedAt;
    it.wire.feed("y".repeat(10_000));
    expect(lookedAt).toBe(before);
    it.now += LIMITS.wireFramesMs;
    it.wire.seen?.fed(Buffer.from("Planted\n"), true, () => undefined);
    it.wire.feed("z\n");
    expect(it.frames.slice(-2).map(textOf)).toEqual(["********\n", "z\n"]);
    expect(it.frames.at(-2)).toMatchObject({ missed: 1 });
  });

  it("leaves room for operators of the server, whatever others of many sessions watch", async () => {
    const it = await scene();
    await it.lets(true);
    for (let user = 0; user < LIMITS.wires; user++) {
      const key = `${user}`.padStart(24, "u");
      const one = await it.enter({ nick: `mal${user}`, client: key });
      const two = await it.enter({ client: key });
      for (const [by, watched] of [
        [one, one],
        [one, two],
        [two, one],
        [two, two],
      ] as const) {
        it.watch(by, watched);
      }
    }
    expect(it.watch(it.tom)).toMatchObject({ code: "server-full" });
    expect(it.watch(it.boss)).toBeTypeOf("function");
  });

  it("has room for operators although its own user watches it as often as they may", async () => {
    const it = await scene();
    await it.lets(true);
    const answers = Array.from({ length: LIMITS.watchersPerWire }, () => it.watch(it.tom));
    expect(answers.filter((one) => typeof one === "function")).toHaveLength(
      LIMITS.watchersPerWire - LIMITS.watchersPerWireKept,
    );
    expect(it.watch(it.boss)).toBeTypeOf("function");
  });

  it("is one of so many that one user watches, whatever sessions they have", async () => {
    const it = await scene();
    const client = "c".repeat(24);
    const mine = [await it.enter({ nick: "mal", client })];
    while (mine.length < LIMITS.wiresPerUser) mine.push(await it.enter({ client }));
    const answers = mine.flatMap((by, i) => [mine[i], mine[(i + 1) % mine.length]].map((one) => it.watch(by, one)));
    expect(answers.filter((one) => typeof one === "function")).toHaveLength(LIMITS.wiresPerUser);
    for (const stop of answers) if (typeof stop === "function") stop();
    expect(it.watch(mine[0], mine[0])).toBeTypeOf("function");
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
