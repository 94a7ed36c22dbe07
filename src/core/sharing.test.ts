import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { linkedFiles, type OwnedFile, pathOf, refOf } from "./files.ts";
import { LIMITS } from "./limits.ts";
import { identityOf } from "./state.ts";
import { Client, openAct, World } from "./testing.ts";

const say = (text: string) => ({ type: "say", to: "#a", text }) as const;

function file(letter: string): OwnedFile {
  return {
    id: letter.repeat(26),
    name: `${letter}.txt`,
    type: "text/plain",
    size: 1,
    hash: `#${letter}`,
    owner: "~1",
    room: "~1",
  };
}

const link = (letter: string): string => `https://chat.example${pathOf(file(letter))}`;

/** A world with some files, a client in #a, and a way to look up files that takes until the test says so. */
function share(): {
  readonly world: World;
  readonly alice: Client;
  /** From now on lookups wait for `go`, which lets those go on that wait. */
  readonly stall: () => void;
  readonly go: () => Promise<void>;
  /** Lets what was looked up come to what it leads to. */
  readonly found: () => Promise<void>;
} {
  const world = new World();
  world.files.all.push(...["a", "b", "c"].map(file));
  const alice = world.client("alice", { channels: ["#a"] });
  const waiting: (() => void)[] = [];
  const find = world.files.find.bind(world.files);
  const found = async (): Promise<void> => setImmediate();
  return {
    world,
    alice,
    stall: () => {
      world.files.find = async (id) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return find(id);
      };
    },
    go: () => {
      for (const resolve of waiting.splice(0)) resolve();
      return found();
    },
    found,
  };
}

/** What was said so far, as the history was told it. */
function said(world: World): readonly (readonly [text: string, files: unknown])[] {
  return world.kept.flatMap((event) => (event.type === "message" ? [[event.text, event.files] as const] : []));
}

describe("the links of files in a text", () => {
  test("are those of the path of files, each once, whatever stands around them", () => {
    const [a, b] = ["a".repeat(26), "b".repeat(26)];
    expect(linkedFiles(`see https://chat.example/files/${a}/x.txt and /files/${b}, /files/${a}`)).toEqual([a, b]);
    expect(linkedFiles(`/files/${a}a /files/${a.slice(1)} /files/${a.toUpperCase()} files/${a}`)).toEqual([]);
    expect(linkedFiles("nothing")).toEqual([]);
  });

  test("are so many and no more", () => {
    const ids = Array.from({ length: LIMITS.filesPerMessage + 3 }, (_, i) => String.fromCharCode(97 + i).repeat(26));
    expect(linkedFiles(ids.map((id) => `/files/${id}`).join(" "))).toEqual(ids.slice(0, LIMITS.filesPerMessage));
  });
});

describe("saying something with links of files", () => {
  test("shares those files, in the order of the links, and tells nobody whose they are", async () => {
    const { world, alice, found } = share();
    alice.ask(say(`look: ${link("b")} ${link("a")}`));
    await found();
    world.commit();
    expect(said(world)).toEqual([[`look: ${link("b")} ${link("a")}`, [refOf(file("b")), refOf(file("a"))]]]);
    expect(world.rows.at(-1)?.files).toEqual([file("b"), file("a")]);
    expect(alice.take()).toEqual(["ok 3"]);
  });

  test("takes what nobody knows for a link like others", async () => {
    const { world, alice, found } = share();
    alice.ask(say(`${link("x")} ${link("c")}`));
    alice.ask(say(link("y")));
    await found();
    world.commit();
    expect(said(world)).toEqual([
      [`${link("x")} ${link("c")}`, [refOf(file("c"))]],
      [link("y"), undefined],
    ]);
    expect(world.rows.at(-1)).not.toHaveProperty("files");
    expect(alice.take()).toEqual(["ok 3", "ok 4"]);
  });

  test("keeps its place among all that is asked, however long the lookup takes", async () => {
    const { world, alice, stall, go } = share();
    stall();
    alice.ask(say("before"));
    alice.ask(say(link("a")));
    alice.session.after(() => alice.heard.push("fence"));
    alice.ask(say("behind"));
    alice.ask({ type: "part", channel: "#a" });
    alice.ask(say(link("b")));
    world.commit();
    expect(alice.take()).toEqual(["ok 3"]);
    await go();
    world.commit();
    await go();
    expect(alice.take()).toEqual(["ok 4", "fence", "ok 5", "ok 6", "cannot-send"]);
    expect(said(world).map(([text]) => text)).toEqual(["before", link("a"), "behind"]);
  });

  test("holds up nobody else", async () => {
    const { world, alice, stall, go } = share();
    const bob = world.client("bob", { channels: ["#a"] });
    alice.take();
    stall();
    alice.ask(say(link("a")));
    bob.ask(say("me first"));
    world.commit();
    expect([alice.take(), bob.take()]).toEqual([["5 message bob"], ["ok 5"]]);
    await go();
    world.commit();
    expect([alice.take(), bob.take()]).toEqual([["ok 6"], ["6 message alice"]]);
  });

  test("any number of times at once is looked up at once, and said in order", async () => {
    const { world, alice, stall, go } = share();
    const asked: string[] = [];
    stall();
    const slow = world.files.find;
    world.files.find = (id) => {
      asked.push(id);
      return slow(id);
    };
    const texts = Array.from({ length: 20 }, (_, i) => `${i} ${link("abcxy".charAt(i % 5))}`);
    for (const text of texts) alice.ask(say(text));
    expect(asked).toHaveLength(20);
    await go();
    world.commit();
    expect(said(world).map(([text]) => text)).toEqual(texts);
    expect(said(world).map(([, files]) => files !== undefined)).toEqual(texts.map((_, i) => i % 5 < 3));
  });

  test("is refused if it can't be looked up, in its turn, and what is asked behind it goes on", async () => {
    const { world, alice, found } = share();
    const find = world.files.find.bind(world.files);
    world.files.find = (id) => (id.startsWith("b") ? Promise.reject(new Error("the disk is gone")) : find(id));
    alice.ask(say("before"));
    alice.ask(say(`${link("a")} ${link("b")}`));
    alice.ask(say(link("a")));
    await found();
    world.commit();
    expect(alice.take()).toEqual(["ok 3", "unavailable", "ok 4"]);
    expect(said(world).map(([text]) => text)).toEqual(["before", link("a")]);
    expect(world.bugs).toEqual([]);
  });

  test("is refused too if the lookup throws at once", async () => {
    const { world, alice, found } = share();
    world.files.find = () => {
      throw new Error("closed");
    };
    alice.ask(say(link("a")));
    await found();
    world.commit();
    expect(alice.take()).toEqual(["unavailable"]);
  });

  test("is checked when its turn has come: who may not speak by then is told so", async () => {
    const { world, alice, stall, go } = share();
    const bob = world.client("bob", { channels: ["#a"] });
    stall();
    bob.ask(say(link("a")));
    alice.ask({ type: "kick", channel: "#a", nick: "bob" });
    world.commit();
    bob.take();
    await go();
    expect(bob.take()).toEqual(["cannot-send"]);
  });

  test("may be the first thing that a connection does behind its opening", async () => {
    const { world, found } = share();
    const bob = new Client(world.hub);
    for (const act of [openAct("bob"), { type: "join", channel: "#a" } as const, say(link("a"))]) bob.ask(act);
    world.commit();
    await found();
    world.commit();
    expect(bob.take()).toEqual(["ok 3", "ok 4", "ok 5"]);
    expect(said(world)).toMatchObject([[link("a"), [{ id: "a".repeat(26) }]]]);
  });

  test("is still said if the connection is over before it is looked up, and then it is gone", async () => {
    const { world, alice, stall, go } = share();
    const bob = world.client("bob", { channels: ["#a"] });
    alice.take();
    stall();
    bob.ask(say(link("a")));
    bob.ask(say("behind"));
    bob.session.end("gone");
    world.commit();
    expect([alice.take(), bob.session.hasLeft]).toEqual([[], false]);
    await go();
    world.commit();
    expect(alice.take()).toEqual(["5 message bob", "6 message bob", "7 quit bob"]);
    expect([bob.take(), bob.session.hasLeft, world.hub.sessionCount]).toEqual([[], true, 1]);
    expect(said(world)).toMatchObject([
      [link("a"), [{}]],
      ["behind", undefined],
    ]);
  });

  test("is not answered to a connection that is over, even if it can't be looked up", async () => {
    const { world, alice, found } = share();
    world.files.find = () => Promise.reject(new Error("the disk is gone"));
    alice.ask(say(link("a")));
    alice.session.end("gone");
    await found();
    world.commit();
    expect(alice.take()).toEqual([]);
    expect(world.hub.sessionCount).toBe(0);
    expect(world.log.entries.at(-1)?.act.type).toBe("close");
  });

  test("counts among what the connection has not done", () => {
    const { alice, stall } = share();
    stall();
    for (let i = 1; i < LIMITS.backlogPerSession; i++) alice.ask(say(link("a")));
    expect(alice.session.isBehind).toBe(false);
    alice.ask(say(link("a")));
    expect(alice.session.isBehind).toBe(true);
  });

  test("ends only its own session when what it leads to is a bug", async () => {
    const { world, alice, found } = share();
    world.files.find = () => Promise.reject(new Error("the disk is gone"));
    alice.session.submit(say(link("a")), () => {
      throw new Error("a bug");
    });
    await found();
    expect(world.bugs).toMatchObject([{ session: alice.session.id }]);
    expect(alice.take()).toEqual(["goodbye bug"]);
  });
});

test("files of a message that is taken back go with it, and are told when that was, by the log", async () => {
  const { world, alice, found } = share();
  alice.ask(say(link("a")));
  await found();
  world.commit();
  const told: unknown[] = [];
  world.files.takenBack = (files, at) => void told.push(files, at);
  const msgid = world.kept.findLast((event) => event.type === "message")?.id ?? "";
  await alice.session.amend({ type: "redact", to: "#a", msgid }, () => {});
  world.commit();
  expect(told).toEqual([[refOf(file("a"))], world.log.entries.at(-1)?.at]);
});

describe("files that are not the speaker's", () => {
  /** What bob, who is in #b alone, shares there by saying the link of a file that alice shared in #a. */
  async function resaid(openLinks: boolean, isShared: boolean): Promise<unknown> {
    const world = new World("n", { openLinks });
    const alice = world.client("alice", { channels: ["#a"] });
    const bob = world.client("bob", { channels: ["#b"] });
    const identity = alice.session.user ? identityOf(alice.session.user) : "";
    world.files.all.push({ ...file("a"), owner: identity });
    const place = world.hub.state.channels.get("#a")?.id ?? "";
    if (isShared) world.files.shared.push({ id: file("a").id, place, seq: world.hub.state.seq });
    bob.ask({ ...say(link("a")), to: "#b" });
    await setImmediate();
    world.commit();
    return said(world).map(([, files]) => files);
  }

  test("are only links where the speaker may not read what shares them", async () => {
    expect(await resaid(true, true)).toEqual([undefined]);
    expect(await resaid(false, true)).toEqual([undefined]);
  });

  test("and that nobody has shared yet may be shared by whoever has the link, if links are enough", async () => {
    expect(await resaid(true, false)).toEqual([[refOf(file("a"))]]);
    expect(await resaid(false, false)).toEqual([undefined]);
  });
});
