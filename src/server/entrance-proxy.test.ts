import { beforeAll, describe, expect, it } from "vitest";
import { byteByByte, Door, PROXY } from "./entrance.fixture.ts";
import type { Way } from "./entrance.ts";
import { goodPair } from "./tls/pair.fixture.ts";
import type { Pair } from "./tls/pair.ts";

const NEED: Way = { tls: "need", first: "any" };
const OFF: Way = { tls: "off", first: "any" };

let pair: Pair;
beforeAll(async () => {
  pair = await goodPair();
});

const V1 = "PROXY TCP4 198.51.100.9 192.0.2.2 4711 5050\r\n";

/** Version 2 for the same, with what is to stand behind its addresses. */
const v2 = (...extras: number[]): Buffer =>
  Buffer.from([
    ...[0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a],
    ...[0x21, 0x11, 0, 12 + extras.length],
    ...[198, 51, 100, 9, 192, 0, 2, 2, 0x12, 0x67, 0x13, 0xba, ...extras],
  ]);

const CLIENT = { host: "198.51.100.9", port: 4711 };

describe("A header of the PROXY protocol", () => {
  it("says from a configured proxy whom it connects, in front of anything", async () => {
    for (const header of [Buffer.from(V1), v2()]) {
      const door = await new Door(pair).open(NEED, PROXY);
      for (const [said, found] of [
        ["NICK a\r\n", "irc"],
        ["GET / HTTP/1.1\r\n\r\n", "http"],
        ['{"type":"hello"}\n', "json"],
      ]) {
        door.plain().write(Buffer.concat([header, Buffer.from(said ?? "")]));
        const arrival = await door.next(said);
        expect(arrival).toMatchObject({ found, said, mayTalk: true, origin: { peer: CLIENT, proxied: true } });
      }
      expect(door.stood).toEqual([CLIENT, CLIENT, CLIENT]);
    }
  });

  it("may come byte by byte", async () => {
    const door = await new Door(pair).open(OFF, PROXY);
    byteByByte(door.plain()).write(`${V1}NICK a\r\n`);
    expect(await door.next("\r\n")).toMatchObject({ found: "irc", said: "NICK a\r\n", origin: { peer: CLIENT } });
  });

  it("may come in front of TLS", async () => {
    const door = await new Door(pair).open(NEED, PROXY);
    const way = door.plain();
    way.write(V1);
    const client = door.tls({ socket: way });
    client.write("NICK a\r\n");
    const origin = { peer: CLIENT, secure: true, encrypted: true };
    expect(await door.next("\r\n")).toMatchObject({ found: "irc", said: "NICK a\r\n", origin });
  });

  it("may come in front of a dialect that is known", async () => {
    const door = await new Door(pair).open({ tls: "off", first: "server" }, PROXY);
    door.plain().write(`${V1}hello`);
    expect(await door.next("hello")).toMatchObject({ found: "plain", said: "hello", origin: { peer: CLIENT } });
  });

  it("may say that the client has TLS, or that it has not", async () => {
    const door = await new Door(pair).open(NEED, PROXY);
    const say = async (header: Buffer): Promise<unknown> => {
      door.plain().write(Buffer.concat([header, Buffer.from("NICK a\r\n")]));
      const { mayTalk, origin } = await door.next("\r\n");
      return [mayTalk, origin.secure, origin.encrypted];
    };
    expect(await say(v2(0x20, 0, 5, 1, 0, 0, 0, 0))).toEqual([true, true, true]);
    expect(await say(v2(0x20, 0, 5, 0, 0, 0, 0, 0))).toEqual([false, false, false]);
    expect(await say(v2())).toEqual([true, true, false]);
  });

  it("leaves the proxy itself where it is when that speaks for itself", async () => {
    const door = await new Door(pair).open(OFF, PROXY);
    door.plain().write("PROXY UNKNOWN\r\nNICK a\r\n");
    expect(await door.next("\r\n")).toMatchObject({ origin: { peer: { host: PROXY, port: 7 } } });
    expect(door.stood).toEqual([]);
  });

  it("is turned away from everybody else", async () => {
    for (const first of ["any", "client"] as const) {
      const door = await new Door(pair).open({ tls: "offer", first });
      const stranger = door.plain();
      stranger.write(`${V1}NICK a\r\n`);
      expect(await door.refusal(stranger)).toMatch(/^192\.0\.2\.1: it speaks the PROXY protocol, which is taken only/);
    }
  });

  it("is turned away when it can't be read, comes twice, or inside of TLS", async () => {
    const door = await new Door(pair).open(NEED, PROXY);
    for (const said of ["PROXY TCP4 1 2\r\n", "PROXY TCP4 999.0.2.1 192.0.2.2 1 2\r\n", V1 + V1]) {
      const socket = door.plain();
      socket.write(said);
      expect(await door.refusal(socket)).toMatch(/PROXY protocol/);
    }
    const client = door.tls();
    client.write(V1);
    expect(await door.refusal(client)).toMatch(/PROXY protocol/);
    expect(door.turnedAway).toHaveLength(4);
  });

  it("sends away whom it connects if those have too many connections", async () => {
    const door = await new Door(pair).open(OFF, PROXY);
    door.full = "too many";
    const socket = door.plain();
    socket.write(`${V1}NICK a\r\n`);
    expect(await door.refusal(socket)).toBe("198.51.100.9: too many");
  });
});
