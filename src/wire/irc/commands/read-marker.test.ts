import { describe, expect, it } from "vitest";
import { json } from "../../json/json.ts";
import { testDigest } from "../../testing.ts";
import { codes, createIrcWorld } from "../testing.ts";

const CAP = "draft/read-marker";
const EARLIER = "timestamp=2019-01-04T14:33:26.123Z";
const LATER = "timestamp=2020-03-15T10:00:00.000Z";

describe("MARKREAD", () => {
  it("sets, moves forward only, and shows", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", CAP);
    expect(alice.send("MARKREAD #none", "MARKREAD bob")).toEqual([
      ":parley.test MARKREAD #none *",
      ":parley.test MARKREAD bob *",
    ]);
    expect(alice.send(`MARKREAD #a ${LATER}`, `MARKREAD #a ${EARLIER}`, "MARKREAD #A")).toEqual([
      `:parley.test MARKREAD #a ${LATER}`,
      `:parley.test MARKREAD #a ${LATER}`,
      `:parley.test MARKREAD #A ${LATER}`,
    ]);
    expect(alice.send(`MARKREAD Bob ${EARLIER}`, "MARKREAD bOb")).toEqual([
      `:parley.test MARKREAD Bob ${EARLIER}`,
      `:parley.test MARKREAD bOb ${EARLIER}`,
    ]);
  });

  it("knows a nick that is not of ASCII by each way to write it", () => {
    const alice = createIrcWorld().join("alice", CAP);
    alice.send(`MARKREAD жук ${EARLIER}`);
    expect(alice.send("MARKREAD Жук")).toEqual([`:parley.test MARKREAD Жук ${EARLIER}`]);
  });

  it("goes no further than now", () => {
    const { join, world } = createIrcWorld();
    const now = new Date(world.clock.now()).toISOString();
    expect(join("alice", CAP).send("MARKREAD #a timestamp=2999-01-01T00:00:00Z")).toEqual([
      `:parley.test MARKREAD #a timestamp=${now}`,
    ]);
  });

  it("is shown before the end of names to who joins and knows of it", () => {
    const { join } = createIrcWorld();
    const alice = join("alice", CAP);
    expect(codes(alice.send("JOIN #a"))).toEqual(["JOIN", "MARKREAD", "353", "366"]);
    alice.send(`MARKREAD #a ${LATER}`, "PART #a");
    expect(alice.send("JOIN #a")[1]).toBe(`:parley.test MARKREAD #a ${LATER}`);
    expect(codes(join("bob").send("JOIN #a"))).toEqual(["JOIN", "353", "366"]);
  });

  it("answers who asks, whether they said that they know of it or not", () => {
    const alice = createIrcWorld().join("alice");
    expect(alice.send(`MARKREAD #a ${LATER}`, "MARKREAD #a")).toEqual([
      `:parley.test MARKREAD #a ${LATER}`,
      `:parley.test MARKREAD #a ${LATER}`,
    ]);
  });

  it.each([
    "timestamp=not-a-time",
    "*",
    "timestamp=*",
    "2019-01-04T14:33:26.123Z",
    "timestamp=2019-13-04T14:33:26.123Z",
    "timestamp=1960-01-01T00:00:00.000Z",
    "timestamp=",
    ":",
  ])("takes no %s for a time", (mark) => {
    const alice = createIrcWorld().join("alice", CAP);
    expect(alice.send(`MARKREAD #a ${mark}`)[0]).toMatch(/^:parley\.test FAIL MARKREAD INVALID_PARAMS \S+ :A marker /);
    expect(alice.send("MARKREAD #a")).toEqual([":parley.test MARKREAD #a *"]);
  });

  it("needs a channel or a nick", () => {
    const { connect, join } = createIrcWorld();
    const alice = join("alice", CAP);
    expect(alice.send("MARKREAD", "MARKREAD 1x", "MARKREAD :")).toEqual([
      ":parley.test FAIL MARKREAD NEED_MORE_PARAMS :Name a channel or a nick",
      expect.stringMatching(/^:parley\.test FAIL MARKREAD INVALID_PARAMS 1x :/),
      expect.stringMatching(/^:parley\.test FAIL MARKREAD INVALID_PARAMS \* :/),
    ]);
    expect(codes(connect().send("MARKREAD #a"))).toEqual(["451"]);
  });

  it("is told to other sessions of the user that know of it, and to nobody else", () => {
    const { join, world } = createIrcWorld();
    const [alice, plain, bob] = [join("alice", CAP), join("plain"), join("bob", CAP)];
    for (const client of [alice, bob]) client.send("JOIN #a");
    alice.lines();
    // IRC has no way yet to come twice as one user, so each gets a key under which a second session comes.
    const dialect = world.listen(json);
    for (const [client, nick] of [
      [alice, "alice"],
      [plain, "plain"],
    ] as const) {
      const { user } = client.connection.session;
      const key = `the key of ${nick}`;
      world.hub.state.keys.set(testDigest(key), user?.id ?? 0);
      const other = world.connect(dialect);
      other.send(`{"type":"hello","nick":"${nick}","client":"${key}"}\n`);
      world.commit();
      other.send(`{"type":"markread","to":"#a","at":${Date.parse(EARLIER.slice("timestamp=".length))}}\n`);
      world.commit();
    }
    expect(alice.lines()).toEqual([`:parley.test MARKREAD #a ${EARLIER}`]);
    expect(plain.lines()).toEqual([]);
    expect(bob.lines()).toEqual([]);
  });
});
