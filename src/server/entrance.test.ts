import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { beforeAll, describe, expect, it } from "vitest";
import { byteByByte, closed, Door, STRANGER } from "./entrance.fixture.ts";
import type { Way } from "./entrance.ts";
import { goodPair } from "./tls/pair.fixture.ts";
import type { Pair } from "./tls/pair.ts";

const NEED: Way = { tls: "need", first: "any" };
const OFF: Way = { tls: "off", first: "any" };

let pair: Pair;
beforeAll(async () => {
  pair = await goodPair();
});

describe("TLS at the entrance", () => {
  it.each(["TLSv1.2", "TLSv1.3"] as const)("is taken in %s, and what is inside is looked at again", async (version) => {
    const door = await new Door(pair).open(NEED);
    for (const [said, found] of [
      ["NICK alice\r\n", "irc"],
      ['{"type":"hello"}\n', "json"],
      ["\n", "relay"],
      [`${"5".padEnd(64)}hello`, "framed"],
      ["GET / HTTP/1.1\r\n\r\n", "http"],
    ]) {
      const client = door.tls({ minVersion: version, maxVersion: version });
      client.write(said ?? "");
      const arrival = await door.next(said);
      expect(arrival).toMatchObject({ found, said, mayTalk: true, origin: { secure: true, encrypted: true } });
      expect(arrival.origin.peer).toEqual({ host: STRANGER, port: 7 });
      arrival.socket.end("bye");
      const [answer]: Buffer[] = await once(client, "data");
      expect(String(answer)).toBe("bye");
    }
  });

  it("is taken however its first bytes are cut up", async () => {
    const door = await new Door(pair).open(NEED);
    const client = door.tls({ socket: byteByByte(door.plain()) });
    client.write("NICK alice\r\n");
    expect(await door.next("\r\n")).toMatchObject({ found: "irc", said: "NICK alice\r\n" });
  });

  it("answers browsers that HTTP/1.1 is spoken, and refuses who wants other things only", async () => {
    const door = await new Door(pair).open(NEED);
    const browser = door.tls({ ALPNProtocols: ["h2", "http/1.1"] });
    await once(browser, "secureConnect");
    expect(browser.alpnProtocol).toBe("http/1.1");
    const other = door.tls({ ALPNProtocols: ["h2"] });
    expect(await door.refusal(other)).toMatch(/^192\.0\.2\.1: no TLS came about: no application protocol/);
  });

  it("is turned away where it is off, and inside itself", async () => {
    const off = await new Door(pair).open(OFF);
    expect(await off.refusal(off.tls())).toBe("192.0.2.1: it speaks TLS, which is not on here");
    const door = await new Door(pair).open(NEED);
    const outer = door.tls();
    await once(outer, "secureConnect");
    door.tls({ socket: outer });
    expect(await door.refusal(outer)).toBe("192.0.2.1: it speaks TLS, which is not on here");
  });

  it("that fails is an everyday thing", async () => {
    const door = await new Door(pair).open(NEED);
    const old = door.plain();
    old.write(Buffer.from("1603010005010000010a", "hex"));
    expect(await door.refusal(old)).toMatch(/no TLS came about: /);
    const gone = door.plain();
    gone.write(Buffer.from("16030100ff", "hex"));
    gone.end();
    await closed(gone);
    expect(door.turnedAway).toHaveLength(1);
  });

  it("gives new connections a new certificate, and drops none that are there", async () => {
    const door = await new Door(pair).open(NEED);
    const first = door.tls();
    first.write("NICK a\r\n");
    const arrival = await door.next("\r\n");
    const next = await goodPair("next.test");
    door.layer.use(next);
    const second = door.tls();
    await once(second, "secureConnect");
    expect(first.getPeerX509Certificate()?.fingerprint256).toBe(pair.fingerprint);
    expect(second.getPeerX509Certificate()?.fingerprint256).toBe(next.fingerprint);
    arrival.socket.write("still here");
    const [heard]: Buffer[] = await once(first, "data");
    expect(String(heard)).toBe("still here");
  });
});

describe("A client's certificate", () => {
  it.each(["TLSv1.2", "TLSv1.3"] as const)(
    "is known by its digest, also when a session goes on (%s)",
    async (version) => {
      const door = await new Door(pair).open(NEED);
      const own = await goodPair("alice");
      const digest = createHash("sha256").update(new X509Certificate(own.cert).raw).digest("hex");
      const options = { cert: own.cert, key: own.key, maxVersion: version };
      const client = door.tls(options);
      const session = new Promise<Buffer>((resolve) => client.once("session", resolve));
      client.write("NICK a\r\n");
      expect((await door.next("\r\n")).certificate).toBe(digest);
      const again = door.tls({ ...options, session: await session });
      again.write("NICK a\r\n");
      expect((await door.next("\r\n")).certificate).toBe(digest);
      expect(again.isSessionReused()).toBe(true);
    },
  );

  it("is not needed, and not asked for where it would be a browser that asks its user", async () => {
    const door = await new Door(pair).open(NEED);
    const own = await goodPair("alice");
    for (const options of [{}, { cert: own.cert, key: own.key, ALPNProtocols: ["h2", "http/1.1"] }]) {
      door.tls(options).write("NICK a\r\n");
      const arrival = await door.next("\r\n");
      expect(arrival.mayTalk).toBe(true);
      expect(arrival.certificate).toBeUndefined();
    }
  });
});

describe("Who comes without TLS", () => {
  it("may talk from this machine, or where TLS is only offered", async () => {
    for (const [way, host, secure] of [
      [NEED, "127.0.0.1", true],
      [{ tls: "offer", first: "any" }, STRANGER, false],
      [OFF, STRANGER, false],
    ] as const) {
      const door = await new Door(pair).open(way, host);
      door.plain().write("NICK a\r\n");
      expect(await door.next("\r\n")).toMatchObject({ mayTalk: true, origin: { secure, encrypted: false } });
    }
  });

  it("may not where TLS is needed", async () => {
    const door = await new Door(pair).open(NEED);
    door.plain().write("NICK a\r\n");
    expect(await door.next("\r\n")).toMatchObject({ mayTalk: false, found: "irc", origin: { secure: false } });
  });
});

describe("A listener of one dialect", () => {
  it("needs no first byte where nothing may come in front of it", async () => {
    const door = await new Door(pair).open({ tls: "off", first: "server" });
    door.plain();
    expect(await door.next()).toMatchObject({ found: "plain", said: "", mayTalk: true });
  });

  it("waits a moment for TLS where the server speaks first, and takes it", async () => {
    const door = await new Door(pair).open({ tls: "offer", first: "server" });
    door.plain();
    expect(await door.next()).toMatchObject({ found: "plain", said: "", origin: { encrypted: false } });
    door.tls();
    expect(await door.next()).toMatchObject({ found: "plain", said: "", origin: { encrypted: true } });
    door.plain().write("x");
    expect(await door.next("x")).toMatchObject({ found: "plain", said: "x" });
  });

  it("lets nobody talk without TLS where that is needed", async () => {
    const door = await new Door(pair).open({ tls: "need", first: "client" });
    door.plain().write("NICK a\r\n");
    expect(await door.next("\r\n")).toMatchObject({ found: "plain", mayTalk: false });
    door.tls().write("NICK a\r\n");
    expect(await door.next("\r\n")).toMatchObject({ found: "plain", mayTalk: true, said: "NICK a\r\n" });
  });
});
