import { expect, it } from "vitest";
import { ack } from "./ack/ack.ts";
import type { DialectType } from "./conversation.ts";
import { framed } from "./framed/framed.ts";
import { frame } from "./framed/frames.ts";
import { irc } from "./irc/irc.ts";
import { json } from "./json/json.ts";
import { relay } from "./relay/relay.ts";
import { createWorld } from "./testing.ts";
import { turns } from "./turns/turns.ts";

const LOST =
  "The server can't keep anything new at the moment: what you send is refused until it can. You can go on reading, and nothing that it had taken is lost.";
const BACK = "The server keeps what you send again; what it refused meanwhile can be sent once more.";
const FROM = '"from":{"nick":"(server)","user":"","host":""}';

/** What a client of a dialect reads when the server can't make anything durable, and when it can again. */
function told(type: DialectType, said: readonly (string | Uint8Array)[], options: Record<string, string> = {}): string {
  const world = createWorld();
  const client = world.connect(world.listen(type, options));
  for (const piece of said) client.send(piece);
  world.commit();
  client.take();
  world.hub.setWritable(false);
  world.hub.setWritable(true);
  return client.take();
}

it("a person is told that the server can keep nothing, and that it can again", () => {
  expect(told(irc, ["NICK alice\r\nUSER a 0 * :a\r\n"])).toBe(
    `:parley.test NOTICE alice :*** ${LOST}\r\n:parley.test NOTICE alice :*** ${BACK}\r\n`,
  );
  expect(told(relay, ["\n"], { greet: "yes" })).toBe(`*** ${LOST}\n*** ${BACK}\n`);
});

it("a program is told the same as an event without a place in the log", () => {
  expect(told(json, ['{"type":"hello","nick":"alice"}\n'])).toMatch(
    new RegExp(
      `^\\{"type":"service","at":\\d+,${FROM.replace(/[()]/g, "\\$&")},"writable":false\\}\\n.*"writable":true\\}\\n$`,
    ),
  );
});

it("who understands nothing but what their own server would say is told nothing", () => {
  expect(told(relay, ["hello\n"])).toBe("");
  expect(told(framed, frame("hello"))).toBe("");
  expect(told(ack, ["hello"])).toBe("");
  expect(told(turns, ["hello"])).toBe("");
});
