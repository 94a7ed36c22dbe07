import { expect, test } from "vitest";
import { LIMITS } from "../../core/limits.ts";
import { relay } from "../relay/relay.ts";
import { type Connection, createWorld } from "../testing.ts";
import { framed } from "./framed.ts";
import { frame } from "./frames.ts";

function say(connection: Connection, ...texts: string[]): void {
  for (const text of texts) for (const piece of frame(text)) connection.send(piece);
}

test("a message is acknowledged, and seen by others, only when it is durable", () => {
  const world = createWorld();
  const listener = world.connect(world.listen(relay));
  const client = world.connect(world.listen(framed), { peer: { host: "127.0.0.1", port: 5151 } });
  world.commit();
  expect(client.take()).toBe("");
  expect(listener.take()).toBe("[framed-5151] is Online\n");
  say(client, "Hello World!");
  expect(client.take() + listener.take()).toBe("");
  world.commit();
  expect(client.take()).toBe("Msg received");
  expect(listener.take()).toBe("framed-5151 at 13:54:49: Hello World!\n");
});

test("the listener's option sets the acknowledgement", () => {
  const world = createWorld();
  const client = world.connect(world.listen(framed, { ack: "Message received" }));
  say(client, "one", "two");
  world.commit();
  expect(client.take()).toBe("Message receivedMessage received");
});

test("nothing that others do is ever sent to a framed client", () => {
  const world = createWorld();
  const client = world.connect(world.listen(framed), { peer: { host: "127.0.0.1", port: 5151 } });
  const person = world.connect(world.listen(relay));
  world.commit();
  person.send("hello\n/msg framed-5151 you there\n/nick alice\n/topic words\n");
  world.commit();
  expect(client.take()).toBe("");
});

test.each(["!DISCONNECT", "DISCONNECT!", "DISCONNECT"])("%s is acknowledged, ends the talk and is not said", (text) => {
  const world = createWorld();
  const listener = world.connect(world.listen(relay));
  const client = world.connect(world.listen(framed));
  world.commit();
  listener.take();
  say(client, "last words", text, "too late");
  expect(client.closed).toBe(false);
  world.commit();
  expect(client.take()).toBe("Msg receivedMsg received");
  expect(client.closed).toBe(true);
  expect(listener.take()).toMatch(/^framed-\d+ at 13:54:49: last words\n$/);
});

test("an empty message is acknowledged in its turn and not said", () => {
  const world = createWorld();
  const listener = world.connect(world.listen(relay));
  const client = world.connect(world.listen(framed));
  world.commit();
  listener.take();
  say(client, "", "\r\n", "a\r\nb\rc");
  world.commit();
  expect(client.take()).toBe("Msg received".repeat(3));
  expect(listener.take().match(/: .$/gm)).toEqual([": a", ": b", ": c"]);
});

test("a text that the server does not take is refused in a line, and the talk goes on", () => {
  const world = createWorld();
  const client = world.connect(world.listen(framed));
  say(client, "a\0b", "next");
  world.commit();
  expect(client.take()).toBe("A text may not contain NUL or carriage return.\nMsg received");
  expect(client.closed).toBe(false);
});

test.each<[string, string | Uint8Array, RegExp]>([
  ["a header that is none", "GET / HTTP/1.1", /^Msg receivedThat is not a header: it is 64 bytes.*\n$/],
  [
    "a length over the limit",
    String(LIMITS.textBytes + 1).padEnd(64),
    /^Msg receivedThat message is too long: 65536 .*\n$/,
  ],
  ["what is not UTF-8", new TextEncoder().encode(`2${" ".repeat(63)}`), /^Msg receivedThat message is not UTF-8\.\n$/],
])("%s is answered behind what came before it, in a line, and ends the connection", (_, bad, answer) => {
  const world = createWorld();
  const client = world.connect(world.listen(framed));
  say(client, "good");
  client.send(bad);
  if (typeof bad !== "string") client.send(Uint8Array.of(0xc3, 0x28));
  world.commit();
  expect(client.take()).toMatch(answer);
  expect(client.closed).toBe(true);
});

test("a message that stops halfway for a minute ends the connection; silence between messages does not", () => {
  const world = createWorld();
  const client = world.connect(world.listen(framed));
  say(client, "good");
  world.commit();
  client.take();
  world.clock.advance(10 * LIMITS.stallMs);
  const [header, body] = frame("halfway");
  client.send(header);
  world.clock.advance(LIMITS.stallMs - 1);
  client.send(body.subarray(0, 3));
  world.clock.advance(LIMITS.stallMs - 1);
  expect(client.closed).toBe(false);
  world.clock.advance(1);
  expect(client.take()).toBe("Nothing came for 60 seconds in the middle of a message.\n");
  expect(client.closed).toBe(true);
});

test("a client that has sent all it will is answered before the server hangs up", () => {
  const world = createWorld();
  const client = world.connect(world.listen(framed));
  say(client, "one");
  client.end();
  expect(client.closed).toBe(false);
  world.commit();
  expect(client.take()).toBe("Msg received");
  expect(client.closed).toBe(true);
});

test("when the server stops, it answers what was said, and says goodbye in a line", () => {
  const world = createWorld();
  const client = world.connect(world.listen(framed));
  world.commit();
  say(client, "one");
  world.hub.goodbyeAll("shutdown");
  world.commit();
  expect(client.take()).toBe("Msg receivedThe server is stopping. Come back in a moment.\n");
  expect(client.closed).toBe(true);
});

test("where one needs an account, a client is told that it can't come in, and is let go", () => {
  const world = createWorld();
  const client = world.connect(world.listen(framed, {}, "#lobby", { access: "invite", guests: "none" }));
  say(client, "hello");
  world.commit();
  expect(client.take()).toBe("Here one needs an account, which this client can't sign in to.\n");
  expect(client.closed).toBe(true);
  expect(world.hub.state.users.size).toBe(0);
});
