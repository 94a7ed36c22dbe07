import fc from "fast-check";
import { expect, test } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { framed } from "../framed/framed.ts";
import { frame } from "../framed/frames.ts";
import { type Connection, createWorld, type World } from "../testing.ts";
import { relay } from "./relay.ts";

const A = { host: "127.0.0.1", port: 52_208 };
const B = { host: "127.0.0.1", port: 52_210 };

/** Two clients of one listener, both in the channel, with nothing left unread. */
function pair(options: Readonly<Record<string, string>> = {}): { world: World; one: Connection; two: Connection } {
  const world = createWorld();
  const listener = world.listen(relay, options);
  const one = world.connect(listener, { peer: A });
  const two = world.connect(listener, { peer: B });
  world.commit();
  one.take();
  two.take();
  return { world, one, two };
}

test("a line goes to everybody else, once it is durable, with its speaker's address and the time", () => {
  const { world, one, two } = pair();
  one.send("Hey am client2\n");
  expect(two.take()).toBe("");
  world.commit();
  expect(two.take()).toBe("('127.0.0.1', 52208) at 13:54:49: Hey am client2\n");
  expect(one.take()).toBe("");
});

test("when a client connects, the others are told; it is told nothing", () => {
  const world = createWorld();
  const listener = world.listen(relay);
  const one = world.connect(listener, { peer: A });
  world.commit();
  const two = world.connect(listener, { peer: B });
  expect(one.take()).toBe("");
  world.commit();
  expect(one.take()).toBe("[127.0.0.1:52210] is Online\n");
  expect(two.take()).toBe("");
});

test("an IPv6 address is written as Python prints it", () => {
  const { world, two } = pair();
  const six = world.connect(world.listen(relay), { peer: { host: "::1", port: 52_208 } });
  six.send("hi\n");
  world.commit();
  expect(two.take()).toBe("[::1:52208] is Online\n('::1', 52208, 0, 0) at 13:54:49: hi\n");
});

test("a speaker whose address is cloaked is written by nick", () => {
  const { world, two } = pair();
  const cloaked = world.connect(world.listen(relay), { peer: { host: "192.0.2.1", port: 4000 }, cloaked: true });
  cloaked.send("hi\n");
  world.commit();
  expect(two.take()).toBe("[relay-4000] is Online\nrelay-4000 at 13:54:49: hi\n");
});

test("a speaker with a nick of their own is written by it, whatever they speak", () => {
  const { world, one, two } = pair();
  one.send("/nick alice\nhello\n");
  const other = world.connect(world.listen(framed), { peer: { host: "127.0.0.1", port: 5151 } });
  for (const piece of frame("a word")) other.send(piece);
  world.commit();
  expect(one.take()).toBe("You are alice now.\n[framed-5151] is Online\nframed-5151 at 13:54:49: a word\n");
  expect(two.take()).toBe("alice at 13:54:49: hello\n[framed-5151] is Online\nframed-5151 at 13:54:49: a word\n");
});

test("a read without newline is taken as a line when nothing follows for 200 ms", () => {
  const { world, one, two } = pair();
  one.send("Hey ");
  world.clock.advance(LIMITS.heldLineMs - 1);
  one.send("am client2");
  world.clock.advance(LIMITS.heldLineMs - 1);
  world.commit();
  expect(two.take()).toBe("");
  world.clock.advance(1);
  world.commit();
  expect(two.take()).toMatch(/: Hey am client2\n$/);
});

test("empty lines say nothing", () => {
  const { world, one, two } = pair();
  one.send("\n\r\n  \n");
  world.commit();
  expect(two.take() + one.take()).toBe("");
});

test("what others said can't act on a reader's terminal, and each of its lines says whose it is", () => {
  const { world, two } = pair();
  const other = world.connect(world.listen(framed), { peer: { host: "127.0.0.1", port: 5151 } });
  world.commit();
  two.take();
  for (const piece of frame("red \x1b[31m\tor\u0007\nbob at 10:00:00: fake")) other.send(piece);
  world.commit();
  expect(two.take()).toBe(
    "framed-5151 at 13:54:49: red \ufffd[31m\tor\ufffd\nframed-5151 at 13:54:49: bob at 10:00:00: fake\n",
  );
});

test("a message of very many lines does not become a very much larger text", () => {
  const { world, two } = pair();
  const other = world.connect(world.listen(framed));
  world.commit();
  two.take();
  const text = `${"a\n".repeat(LIMITS.textBytes / 2 - 1)}a`;
  for (const piece of frame(text)) other.send(piece);
  world.commit();
  expect(two.take().length).toBeLessThan(2 * text.length);
});

test("a relay listener sends nothing of what else changes; the automatic port's clients see it", () => {
  for (const [options, seen] of [
    [{}, ""],
    [
      { greet: "yes" },
      "*** relay-52208 is now known as alice\n*** alice set the topic: words\n*** alice left: Client quit\n",
    ],
  ] as const) {
    const { world, one, two } = pair(options);
    two.send("\n");
    world.commit();
    two.take();
    one.send("/nick alice\n/topic words\n/exit\n");
    world.commit();
    expect(two.take()).toBe(seen);
  }
});

test("who was greeted reads what becomes of the channel, as sentences", async () => {
  const { world, one, two } = pair({ greet: "yes" });
  for (const [client, nick] of [
    [one, "alice"],
    [two, "bob"],
  ] as const) {
    client.send(`/nick ${nick}\n/join #tea\n`);
    await world.settle();
  }
  one.take();
  two.take();
  one.send("oops\n");
  await world.settle();
  two.take();
  const acts = [
    { type: "invite", channel: "#tea", nick: "carol" },
    { type: "setname", realname: "Alice L." },
    { type: "metadata", to: "*", key: "url", value: "x" },
    { type: "rename", channel: "#tea", name: "#cake", reason: "better" },
    { type: "oper", name: "cook" },
    { type: "chghost", nick: "alice", ident: "cook", host: "kitchen" },
    { type: "wallops", text: "ten \u001b[2J minutes" },
  ] as const;
  world.connect(world.listen(relay)).send("/nick carol\n/part\n");
  two.session.submit({ type: "usermode", changes: [{ set: true, mode: "w" }] }, () => {});
  await world.settle();
  for (const act of acts) one.session.submit(act, () => {});
  await world.settle();
  const said = await one.session.read({ of: "#cake", limit: 1 });
  const msgid = "events" in said ? (said.events[0]?.id ?? "") : "";
  await one.session.amend({ type: "redact", to: "#cake", msgid, reason: "sorry" }, () => {});
  await world.settle();
  expect(two.take()).toBe(
    "*** alice invited carol\n" +
      "*** alice renamed #tea: it is #cake now: better\n" +
      "*** alice tells everybody: ten \ufffd[2J minutes\n" +
      "*** alice took back a message: sorry\n",
  );
});

test("what is edited is said again behind a star, and /history has the last text alone", async () => {
  const { world, one, two } = pair({ greet: "yes" });
  one.send("/nick alice\ntee\n");
  two.send("/who\n");
  await world.settle();
  const said = await one.session.read({ of: "#lobby", limit: 1 });
  const msgid = "events" in said ? (said.events[0]?.id ?? "") : "";
  for (const client of [one, two]) client.take();
  const edit = { type: "edit", to: "#lobby", msgid } as const;
  await one.session.amend({ ...edit, text: "tea\nfor \u001btwo" }, () => {});
  await world.settle();
  expect(two.take()).toBe("alice at 13:54:49: * tea\nalice at 13:54:49: for \ufffdtwo\n");
  two.send("/history\n");
  await world.settle();
  expect(two.take()).toBe("alice at 13:54:49: tea\nalice at 13:54:49: for \ufffdtwo\n");
});

test("lines go on into a channel that was renamed, and /who and /part know it, whether one was greeted or not", async () => {
  for (const greet of ["yes", "no"]) {
    const { world, one, two } = pair({ greet });
    one.send("/nick alice\n/join #tea\n");
    await world.settle();
    two.send("/nick bob\n/join #tea\n");
    await world.settle();
    one.session.submit({ type: "rename", channel: "#tea", name: "#cake" }, () => {});
    await world.settle();
    expect(two.take().endsWith("it is #cake now\n")).toBe(greet === "yes");
    one.take();
    two.send("hello\n/who\n/part\n");
    await world.settle();
    expect(one.take()).toMatch(/^\S+ at 13:54:49: hello\n/);
    expect(two.take()).toBe("In #cake: alice, bob\nYou have left #cake.\n");
  }
});

test("what is for some in a channel says so", () => {
  const { world, one, two } = pair();
  one.session.submit({ type: "join", channel: "#tea" }, () => {});
  world.commit();
  two.session.submit({ type: "join", channel: "#tea" }, () => {});
  world.commit();
  one.take();
  two.session.submit({ type: "say", to: "@#tea", text: "psst" }, () => {});
  world.commit();
  expect(one.take()).toBe("('127.0.0.1', 52210) (to @#tea) at 13:54:49: psst\n");
});

test("on the automatic port the first line is greeted with one that names /help, and is said if there is anything in it", () => {
  const { world, one, two } = pair({ greet: "yes" });
  expect(one.take()).toBe("");
  one.send("\n");
  world.commit();
  expect(one.take()).toBe("You are relay-52208 in #lobby. /help lists what you can do.\n");
  two.send("hello\nagain\n");
  world.commit();
  expect(two.take().split("\n").length).toBe(2);
  expect(one.take()).toMatch(/: hello\n.*: again\n$/);
});

test("the greeting says where the client is, whatever its first line asks for", () => {
  for (const [first, then] of [
    ["/part", "You have left #lobby.\n"],
    ["/join #tea", "You are in #tea now.\n"],
  ] as const) {
    const world = createWorld();
    const client = world.connect(world.listen(relay, { greet: "yes" }), { peer: A });
    client.send(`${first}\n`);
    world.commit();
    expect(client.take()).toBe(`You are relay-52208 in #lobby. /help lists what you can do.\n${then}`);
  }
});

test("on the automatic port who comes is named by nick too, so that one knows whom to write to", () => {
  const { world, one, two } = pair({ greet: "yes" });
  one.send("\n");
  world.commit();
  one.take();
  world.connect(world.listen(relay), { peer: { host: "127.0.0.1", port: 52_300 } });
  world.connect(world.listen(relay), { peer: { host: "192.0.2.1", port: 4000 }, cloaked: true });
  world.commit();
  two.send("hello\n");
  world.commit();
  expect(one.take()).toBe(
    "[127.0.0.1:52300] is Online as relay-52300\n[relay-4000] is Online\n('127.0.0.1', 52210) at 13:54:49: hello\n",
  );
});

test("a client that has sent all it will is heard to its last word", () => {
  const { world, one, two } = pair();
  one.send("no newline");
  one.end();
  expect(one.closed).toBe(false);
  world.commit();
  expect(one.closed).toBe(true);
  expect(two.take()).toMatch(/: no newline\n$/);
});

test("the server's goodbye is a line", () => {
  const { world, one } = pair();
  world.hub.goodbyeAll("shutdown");
  expect(one.take()).toBe("The server is stopping. Come back in a moment.\n");
  expect(one.closed).toBe(true);
});

test("lines mean the same however their bytes are split", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => text.replaceAll(/[\0\r]/g, "?"));
  fc.assert(
    fc.property(fc.array(line), fc.integer({ min: 1, max: 9 }), (lines, size) => {
      const bytes = new TextEncoder().encode(lines.map((text) => `${text}\n`).join(""));
      const heard = [bytes.length, size].map((step) => {
        const { world, one, two } = pair();
        for (let at = 0; at < bytes.length; at += step) one.send(bytes.subarray(at, at + step));
        world.commit();
        return [one.take(), two.take()];
      });
      expect(heard[1]).toEqual(heard[0]);
    }),
    { numRuns: 50 },
  );
});

test("whatever a client sends, nothing breaks", async () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ maxLength: 20 }).map((text) => new TextEncoder().encode(`/${text}\n`)),
  );
  const { world, one, two } = pair();
  await fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const client = world.connect(world.listen(relay, { greet: "yes" }));
      for (const bytes of pieces) client.send(bytes);
      client.end();
      world.commit();
    }),
  );
  await world.settle();
  two.take();
  one.send("still here\n");
  world.commit();
  expect(two.take()).toMatch(/still here\n$/);
});

test("what comes behind a goodbye is not answered, whatever it is", async () => {
  const { world, one } = pair();
  // What is looked up keeps the connection open for a moment.
  one.send(new Uint8Array([...new TextEncoder().encode("/search hello\n/quit\n"), 0xff, 0x0a]));
  await world.settle();
  expect(one.take()).toBe("Nothing was found.\n");
  expect(one.closed).toBe(true);
});
