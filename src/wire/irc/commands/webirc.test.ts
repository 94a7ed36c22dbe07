import { describe, expect, it } from "vitest";
import { createWorld, testDigest } from "../../testing.ts";
import { irc } from "../irc.ts";
import { codes, createIrcWorld, type TestClient } from "../testing.ts";

const GATEWAY = { digest: testDigest("hunter2"), address: "127.0.0.1" };
const BAD = ["ERROR :Invalid WebIRC password"];

function client(address = GATEWAY.address): TestClient {
  return createIrcWorld("#lobby", { webirc: [{ ...GATEWAY, address }] }).connect();
}

/** What WHOIS tells a newcomer of their own address. */
function ownAddress(gateway: TestClient): string | undefined {
  gateway.send("NICK alice", "USER a 0 * :A");
  const line = gateway.send("WHOIS alice").find((one) => one.includes(" 338 "));
  return line?.split(" ")[4];
}

describe("WEBIRC", () => {
  it("says whom a gateway connects, without an answer", () => {
    const gateway = client();
    expect(gateway.send("WEBIRC hunter2 kiwi host.example 198.51.100.3")).toEqual([]);
    expect(ownAddress(gateway)).toBe("198.51.100.3");
  });

  it("takes IPv6 addresses, with the zero in front that the protocol asks for, and the client's port", () => {
    const gateway = client();
    expect(gateway.send("WEBIRC hunter2 kiwi 0::1 0::1 :secure=x local-port=6697 remote-port=21726")).toEqual([]);
    expect(gateway.connection.line.peer).toEqual({ host: "::1", port: 21726 });
    expect(ownAddress(gateway)).toBe("0::1");
  });

  it.each([
    "WEBIRC hunter3 kiwi host 198.51.100.3",
    "WEBIRC hunter2 kiwi host example.test",
    "WEBIRC hunter2 kiwi host :",
    `WEBIRC hunter2 kiwi host ${"1".repeat(46)}`,
  ])("sends away who says %s, and notes that without the password", (line) => {
    const gateway = client();
    expect(gateway.send(line, "NICK alice")).toEqual(BAD);
    expect(gateway.connection.closed).toBe(true);
    expect(gateway.connection.notes).toEqual(['WEBIRC refused for "kiwi"']);
  });

  it("says whether its client comes by TLS, and never passes on a certificate of its own", () => {
    const secureBy = (options: string, insecure = false): boolean => {
      const world = createWorld();
      const dialect = world.listen(irc, {}, "#lobby", { webirc: [GATEWAY] });
      const connection = world.connect(dialect, { insecure, certificate: "ab" });
      connection.send(`WEBIRC hunter2 kiwi host 198.51.100.3${options}\r\n`);
      expect(connection.line.certificate).toBeUndefined();
      return connection.line.secure;
    };
    expect([" :secure", " :local-port=1 secure=yes"].map((options) => secureBy(options))).toEqual([true, true]);
    expect(["", " :insecure", " :secured local-port=1"].map((options) => secureBy(options))).toEqual([
      false,
      false,
      false,
    ]);
    expect(secureBy(" :secure", true)).toBe(false);
  });

  it("is for gateways at their own address", () => {
    expect(client("127.0.0.2").send("WEBIRC hunter2 kiwi host 198.51.100.3")).toEqual(BAD);
    expect(createIrcWorld().connect().send("WEBIRC hunter2 kiwi host 198.51.100.3")).toEqual(BAD);
    const gateway = client();
    gateway.send("WEBIRC hunter2 kiwi host 198.51.100.3");
    expect(gateway.send("WEBIRC hunter2 kiwi host 198.51.100.4")).toEqual(BAD);
  });

  it.each([["NICK alice"], ["USER a 0 * :A"], ["PASS x"], ["CAP LS 302"]])("comes before %s", (first) => {
    const gateway = client();
    gateway.send(first);
    expect(gateway.send("WEBIRC hunter2 kiwi host 198.51.100.3")).toEqual([":parley.test 462 * :WEBIRC comes first"]);
    expect(gateway.connection.line.peer.host).toBe("127.0.0.1");
    expect(gateway.connection.closed).toBe(false);
  });

  it("is refused to users, in its turn, and needs all its parameters", () => {
    const gateway = client();
    expect(codes(gateway.send("WEBIRC", "WEBIRC hunter2 kiwi host"))).toEqual(["461", "461"]);
    gateway.send("NICK alice", "USER a 0 * :A");
    expect(codes(gateway.send("JOIN #a", "WEBIRC hunter2 kiwi host 198.51.100.3"))).toEqual([
      "JOIN",
      "353",
      "366",
      "462",
    ]);
  });
});
