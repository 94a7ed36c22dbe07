import { describe, expect, it } from "vitest";
import { addressOf, channelOf, classicUrl, parseTarget } from "./target.ts";

describe("parseTarget", () => {
  const native = { dialect: "json", host: "localhost", port: 5050, tls: false };
  const cases: readonly (readonly [string | undefined, object])[] = [
    [undefined, native],
    ["localhost", native],
    ["example.org:80", { ...native, host: "example.org", port: 80 }],
    ["[::1]:6000", { ...native, host: "::1", port: 6000 }],
    ["127.0.0.1:5050/tea", { ...native, host: "127.0.0.1", channel: "#tea" }],
    ["localhost/#tea", { ...native, channel: "#tea" }],
    ["parley://localhost:5050/%23tea", { ...native, channel: "#tea" }],
    ["auto://localhost:5050/lobby?cloak=on", { ...native, channel: "#lobby" }],
    ["parley+tls://localhost", { ...native, tls: true }],
    ["framed://localhost", { ...native, dialect: "framed" }],
    ["ack://localhost", { ...native, dialect: "ack", port: 12_345 }],
    ["relay://localhost", { ...native, dialect: "relay", port: 3823 }],
    ["turns://localhost:2000", { ...native, dialect: "turns", port: 2000 }],
    ["TURNS+TLS://localhost", { ...native, dialect: "turns", port: 2000, tls: true }],
  ];
  it.each(cases)("reads %s", (text, target) => {
    expect(parseTarget(text)).toEqual(target);
  });

  it.each(["http://localhost", "ack://", "localhost:0", "localhost:70000", "a b", "localhost/a%20b", ":5050"])(
    "says what is wrong with %s",
    (text) => {
      const parsed = parseTarget(text);
      expect("problem" in parsed && parsed.problem).toContain(`"${text}"`);
    },
  );

  it("says of IRC what to use instead", () => {
    expect(parseTarget("irc://localhost")).toEqual({
      problem: '"irc://localhost": irc is for IRC clients: irssi -c localhost -p 5050',
    });
    expect(parseTarget("ircs://example.org:6697/tea")).toMatchObject({
      problem: expect.stringContaining("irssi -c example.org -p 6697 --tls"),
    });
  });

  it("knows what usually listens on a port", () => {
    const at = (port: number): string | undefined => classicUrl({ host: "localhost", port });
    expect([12_345, 2000, 3823, 5050].map(at)).toEqual([
      "ack://localhost:12345",
      "turns://localhost:2000",
      "relay://localhost:3823",
      "framed://localhost:5050",
    ]);
    expect(at(80)).toBeUndefined();
  });

  it("writes an address as it was named", () => {
    expect(addressOf({ host: "::1", port: 1 })).toBe("[::1]:1");
    expect(channelOf("tea")).toBe("#tea");
    expect(channelOf("100%")).toBe("#100%");
  });
});
