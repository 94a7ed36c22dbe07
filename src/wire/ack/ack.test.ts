import { expect, test } from "vitest";
import { relay } from "../relay/relay.ts";
import { createWorld } from "../testing.ts";
import { ack } from "./ack.ts";

test("a client is told its name at once, in order of arrival, and no name is given twice", () => {
  const world = createWorld();
  const listener = world.listen(ack);
  const first = world.connect(listener);
  const second = world.connect(listener);
  expect([first.take(), second.take()]).toEqual(["Client01", "Client02"]);
  first.drop();
  expect(world.connect(listener).take()).toBe("Client03");
});

test("names go on after Client99", () => {
  const world = createWorld();
  const listener = world.listen(ack, { limit: "0" });
  const names = Array.from({ length: 101 }, () => world.connect(listener).take());
  expect(names.slice(-3)).toEqual(["Client99", "Client100", "Client101"]);
});

test("a message comes back with ACK behind it when it is durable, and others see it then", () => {
  const world = createWorld();
  const other = world.connect(world.listen(relay));
  const client = world.connect(world.listen(ack));
  world.commit();
  other.take();
  client.take();
  client.send("hello world");
  expect(client.take() + other.take()).toBe("");
  world.commit();
  expect(client.take()).toBe("hello worldACK");
  expect(other.take()).toBe("Client01 at 13:54:49: hello world\n");
});

test("a trailing newline is not part of the message, and lines are messages of their own", () => {
  const world = createWorld();
  const client = world.connect(world.listen(ack));
  client.take();
  client.send("one\r\n");
  client.send("two\nthree\n\nfour");
  world.commit();
  expect(client.take()).toBe("oneACKtwoACKthreeACKACKfourACK");
});

test("messages of others are never sent to an ack client", () => {
  const world = createWorld();
  const client = world.connect(world.listen(ack));
  const other = world.connect(world.listen(relay));
  client.take();
  other.send("hello\n/msg Client01 psst\n");
  world.commit();
  expect(client.take()).toBe("");
});

test("a client is called by its number even if its nick in the channel had to give way", () => {
  const world = createWorld();
  const person = world.connect(world.listen(relay));
  person.send("/nick client01\n");
  world.commit();
  person.take();
  const client = world.connect(world.listen(ack));
  client.send("status");
  client.send("hi");
  world.commit();
  expect(client.take()).toBe("Client01Client01 connected at 2025-02-08 13:54:49.439000\nhiACK");
  expect(person.take()).toBe("[Client012] is Online\nClient012 at 13:54:49: hi\n");
});

test("status lists who is connected; status all those who left too", () => {
  const world = createWorld();
  const listener = world.listen(ack);
  const first = world.connect(listener);
  world.clock.advance(1000);
  const second = world.connect(listener);
  world.clock.advance(1000);
  first.send("exit");
  world.commit();
  second.take();
  second.send("status");
  world.commit();
  expect(second.take()).toBe("Client02 connected at 2025-02-08 13:54:50.439000\n");
  second.send("status all");
  world.commit();
  expect(second.take()).toBe(
    "Client02 connected at 2025-02-08 13:54:50.439000\nClient01 disconnected at 2025-02-08 13:54:51.439000\n",
  );
});

test("status all remembers the last hundred that left", () => {
  const world = createWorld();
  const listener = world.listen(ack);
  for (let i = 0; i < 102; i++) world.connect(listener).drop();
  const client = world.connect(listener);
  client.take();
  client.send("status all");
  world.commit();
  const left = client.take().trimEnd().split("\n").slice(1);
  expect(left.length).toBe(100);
  expect([left.at(0), left.at(-1)]).toEqual([
    expect.stringMatching(/^Client03 disconnected/),
    expect.stringMatching(/^Client102 disconnected/),
  ]);
});

test("a command is answered in its turn, behind the messages before it", async () => {
  const world = createWorld();
  const client = world.connect(world.listen(ack));
  client.take();
  client.send("one");
  client.send("list");
  expect(client.take()).toBe("");
  await world.settle();
  expect(client.take()).toBe("oneACKThere are no files.\n");
});

test("exit closes the connection once all is answered, and the console learns who left and when", () => {
  const world = createWorld();
  const client = world.connect(world.listen(ack));
  client.take();
  client.send("last\nexit\ntoo late");
  expect(client.closed).toBe(false);
  world.commit();
  expect(client.take()).toBe("lastACK");
  expect(client.closed).toBe(true);
  expect(client.notes).toEqual([
    "Client01 connected at 2025-02-08 13:54:49.439000",
    "Client01 disconnected at 2025-02-08 13:54:49.439000",
  ]);
});

test("one more than the limit is told that the server is full; nobody else notices, and the next place is theirs", () => {
  const world = createWorld();
  const watcher = world.connect(world.listen(relay));
  const listener = world.listen(ack);
  const inside = [1, 2, 3].map(() => world.connect(listener));
  world.commit();
  watcher.take();
  for (const client of inside) client.take();
  const sessions = world.hub.sessionCount;

  const fourth = world.connect(listener);
  world.commit();
  expect(fourth.take()).toBe("The server is full: 3 clients at most.\n");
  expect(fourth.closed).toBe(true);
  expect(inside.map((client) => client.take()).join("") + watcher.take()).toBe("");
  expect(world.hub.sessionCount).toBe(sessions);

  inside[1]?.send("exit");
  expect(inside[1]?.closed).toBe(true);
  expect(world.connect(listener).take()).toBe("Client04");
});

test("a client that is gone without a word leaves its place", () => {
  const world = createWorld();
  const listener = world.listen(ack, { limit: "1" });
  const first = world.connect(listener);
  first.drop();
  expect(first.notes.at(-1)).toBe("Client01 disconnected at 2025-02-08 13:54:49.439000");
  expect(world.connect(listener).take()).toBe("Client02");
});

test("get without a name is answered with how to write it, and not said", () => {
  const world = createWorld();
  const other = world.connect(world.listen(relay));
  const client = world.connect(world.listen(ack));
  world.commit();
  client.take();
  other.take();
  client.send("get");
  client.send("get  \n");
  world.commit();
  expect(client.take()).toBe("Write it as get NAME.\n".repeat(2));
  expect(other.take()).toBe("");
});

test("a character that is split between two reads is not lost, and what is not UTF-8 is refused alone", () => {
  const world = createWorld();
  const client = world.connect(world.listen(ack));
  client.take();
  client.send(Uint8Array.of(0x68, 0xc3));
  client.send(Uint8Array.of(0xbc));
  world.commit();
  expect(client.take()).toBe("hACKüACK");
  client.send(Uint8Array.of(0x68, 0xe9));
  client.send("good");
  world.commit();
  expect(client.take()).toBe("hACKThat is not UTF-8.\ngoodACK");
});

test("the server's goodbye is a line", () => {
  const world = createWorld();
  const client = world.connect(world.listen(ack));
  world.commit();
  client.take();
  world.hub.goodbyeAll("shutdown");
  expect(client.take()).toBe("The server is stopping. Come back in a moment.\n");
  expect(client.closed).toBe(true);
});

test("where one needs an account, a client is told that it can't come in, takes no place, and is let go", () => {
  const world = createWorld();
  const listener = world.listen(ack, { limit: "1" }, "#lobby", { access: "invite", guests: "none" });
  for (let i = 0; i < 2; i++) {
    const client = world.connect(listener);
    client.send("hello");
    world.commit();
    expect(client.take()).toBe("Here one needs an account, which this client can't sign in to.\n");
    expect(client.closed).toBe(true);
    expect(client.notes).toEqual([]);
  }
  expect(world.hub.state.users.size).toBe(0);
});
