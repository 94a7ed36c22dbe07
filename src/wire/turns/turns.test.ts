import fc from "fast-check";
import { expect, test } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { utf8Length } from "../../core/utf8.ts";
import { relay } from "../relay/relay.ts";
import { type Connection, createWorld, type World } from "../testing.ts";
import { turns } from "./turns.ts";
import { Waiting } from "./waiting.ts";

/** A turns client that has been greeted and answered, and `alice`, who talks with it. */
function begin(): { world: World; client: Connection; alice: Connection } {
  const world = createWorld();
  const alice = world.connect(world.listen(relay));
  alice.send("/nick alice\n");
  const client = world.connect(world.listen(turns), { peer: { host: "127.0.0.1", port: 2001 } });
  world.commit();
  expect(client.take()).toBe("Welcome to #lobby. Your turn.");
  client.send("hello");
  world.commit();
  alice.take();
  return { world, client, alice };
}

test("the server speaks first: the channel's topic, if it has one", () => {
  const world = createWorld();
  const alice = world.connect(world.listen(relay));
  alice.send("/topic Mind the gap\n");
  world.commit();
  const client = world.connect(world.listen(turns));
  expect(client.take()).toBe("");
  world.commit();
  expect(client.take()).toBe("Mind the gap");
});

test("what others say waits for the client's answer, then comes as one turn", () => {
  const world = createWorld();
  const alice = world.connect(world.listen(relay));
  alice.send("/nick alice\n");
  const client = world.connect(world.listen(turns), { peer: { host: "127.0.0.1", port: 2001 } });
  world.commit();
  client.take();
  alice.take();
  alice.send("one\ntwo\n");
  world.commit();
  expect(client.take()).toBe("");
  client.send("my answer\n");
  expect(client.take()).toBe("");
  world.commit();
  expect(client.take()).toBe("alice: one\nalice: two");
  expect(alice.take()).toBe("turns-2001 at 13:54:49: my answer\n");
});

test("if nobody has spoken the turn waits until somebody does, and then it is the client's", () => {
  const { world, client, alice } = begin();
  expect(client.take()).toBe("");
  alice.send("one\ntwo\n");
  world.commit();
  expect(client.take()).toBe("alice: one");
  client.send("again");
  world.commit();
  expect(client.take()).toBe("alice: two");
});

test("an answer of nothing passes the turn without a word", () => {
  const { world, client, alice } = begin();
  alice.send("one\ntwo\n");
  world.commit();
  client.take();
  client.send("\n");
  world.commit();
  expect(client.take()).toBe("alice: two");
  expect(alice.take()).toBe("");
});

test("a turn has at most 2000 bytes, cut between two characters; the rest is the next one", () => {
  const { world, client, alice } = begin();
  alice.send(`${"ü".repeat(1500)}\n`);
  world.commit();
  const first = client.take();
  expect(utf8Length(first)).toBe(1999);
  client.send("go on");
  world.commit();
  expect(first + client.take()).toBe(`alice: ${"ü".repeat(1500)}`);
});

test("what is too much to wait is left out from its beginning, and the client is told how much", () => {
  const { world, client, alice } = begin();
  alice.send("now it is your turn\n");
  world.commit();
  client.take();
  for (let i = 0; i < 3; i++) alice.send(`${String(i).repeat(LIMITS.turnsWaitingBytes / 2)}\n`);
  world.commit();
  client.send("go on");
  world.commit();
  expect(client.take()).toMatch(/^\(2 earlier lines were left out\)\nalice: 2222/);
});

test("the client's goodbye ends the talk and is not said, alone or right behind its last answer", () => {
  const { world, client, alice } = begin();
  client.send("Client has disconnected...");
  expect(client.closed).toBe(true);
  world.commit();
  expect(alice.take()).toBe("");

  const other = begin();
  other.client.send("byeClient has disconnected...\n");
  expect(other.client.closed).toBe(false);
  other.world.commit();
  expect(other.client.closed).toBe(true);
  expect(other.alice.take()).toBe("turns-2001 at 13:54:49: bye\n");
});

test("what is not for everybody in a channel says for whom it is", () => {
  const { world, client, alice } = begin();
  for (const { session } of [client, alice]) {
    session.submit({ type: "join", channel: "#tea" }, () => {});
    world.commit();
  }
  alice.session.submit({ type: "say", to: client.session.user?.nick ?? "", text: "psst" }, () => {});
  world.commit();
  expect(client.take()).toBe("alice (to you): psst");
  client.send("go on");
  world.commit();
  alice.session.submit({ type: "say", to: "@#tea", text: "only you" }, () => {});
  world.commit();
  expect(client.take()).toBe("alice (to @#tea): only you");
});

test("a refusal is the server's turn", () => {
  const { world, client, alice } = begin();
  alice.send("go\n");
  world.commit();
  client.take();
  client.send("a\0b");
  world.commit();
  expect(client.take()).toBe("A text may not contain NUL or carriage return.");
  client.send(Uint8Array.of(0xff));
  world.commit();
  expect(client.take()).toBe("That is not UTF-8.");
});

test("the server's goodbye is the text that the classroom's client knows", () => {
  const { world, client } = begin();
  world.hub.goodbyeAll("shutdown");
  expect(client.take()).toBe("Goodbye, Chat Room!");
  expect(client.closed).toBe(true);
});

test("all turns together are what waited, in its order, each within the limit", () => {
  const line = fc.string({ unit: fc.constantFrom("a", " ", "ü", "€", "😀"), minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), (lines) => {
      const waiting = new Waiting();
      for (const text of lines) waiting.push(text);
      let all = "";
      while (!waiting.isEmpty) {
        const turn = waiting.take(25);
        expect(turn).not.toBe("");
        expect(utf8Length(turn)).toBeLessThanOrEqual(25);
        all += turn.replaceAll("\n", "");
      }
      expect(all).toBe(lines.join(""));
    }),
  );
});

test("what is edited is said again behind a star", async () => {
  const { world, client, alice } = begin();
  alice.send("tee\n");
  await world.settle();
  expect(client.take()).toBe("alice: tee");
  client.send("what?");
  await world.settle();
  const said = await alice.session.read({ of: "#lobby", limit: 2 });
  const msgid = "events" in said ? (said.events[0]?.id ?? "") : "";
  await alice.session.amend({ type: "edit", to: "#lobby", msgid, text: "tea\nfor two" }, () => {});
  await world.settle();
  expect(client.take()).toBe("alice: * tea\nalice: for two");
});

test("where one needs an account, a client is told that it can't come in, and is let go", () => {
  const world = createWorld();
  const client = world.connect(world.listen(turns, {}, "#lobby", { access: "invite", guests: "none" }));
  client.send("hello");
  world.commit();
  expect(client.take()).toBe("Here one needs an account, which this client can't sign in to.\n");
  expect(client.closed).toBe(true);
  expect(world.hub.state.users.size).toBe(0);
});
