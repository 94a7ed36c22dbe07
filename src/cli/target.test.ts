import { describe, expect, it } from "vitest";
import { addressOf, channelOf, classicUrl, parseTarget } from "./target.ts";

describe("parseTarget", () => {
  const native = { dialect: "json", host: "localhost", port: 5050, tls: false };
  const bare = { ...native, mayBeTls: true };
  const away = { ...native, host: "example.org", tls: true };
  const fingerprint = "0123456789abcdef".repeat(4);
  const cases: readonly (readonly [string | undefined, object])[] = [
    [undefined, bare],
    ["localhost", bare],
    ["LOCALHOST:5050", { ...bare, host: "LOCALHOST" }],
    ["[::1]:6000", { ...bare, host: "::1", port: 6000 }],
    ["127.0.0.1:5050/tea", { ...bare, host: "127.0.0.1", channel: "#tea" }],
    ["localhost/#tea", { ...bare, channel: "#tea" }],
    ["example.org", away],
    ["example.org:80", { ...away, port: 80 }],
    ["localhost.example.org", { ...away, host: "localhost.example.org" }],
    ["128.0.0.1", { ...away, host: "128.0.0.1" }],
    ["[2001:db8::1]:6000", { ...away, host: "2001:db8::1", port: 6000 }],
    ["parley://example.org", { ...away, tls: false }],
    ["http://example.org", { ...away, tls: false, port: 80 }],
    ["https://example.org", { ...away, port: 443 }],
    ["https://example.org:5050/", away],
    ["https://example.org:5050/invite/a-B_9", { ...away, invite: "a-B_9" }],
    ["example.org:5050/invite/abc", { ...away, invite: "abc" }],
    ["http://localhost:5050/invite/abc/", { ...native, invite: "abc" }],
    [`https://example.org:5050/invite/abc#sha256=${fingerprint}`, { ...away, invite: "abc", fingerprint }],
    [`localhost#sha256=${fingerprint.toUpperCase()}`, { ...native, tls: true, fingerprint }],
    [
      `relay+tls://[::1]:5050/tea#sha256=${fingerprint.replace(/..(?!$)/g, "$&:")}`,
      {
        ...{ dialect: "relay", host: "::1", port: 5050, tls: true, channel: "#tea", fingerprint },
      },
    ],
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

  it.each([
    ...["gopher://localhost", "https://localhost/tea", "https://localhost/invite/", "https://localhost/invite/a/b"],
    ...["localhost#sha256=abc", "localhost/#sha256=", `parley://localhost#sha256=${fingerprint}`],
    ...["ack://", "localhost:0", "localhost:70000", "a b", "localhost/a%20b", ":5050"],
  ])("says what is wrong with %s", (text) => {
    const parsed = parseTarget(text);
    expect("problem" in parsed && parsed.problem).toContain(`"${text}"`);
  });

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
