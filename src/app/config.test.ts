import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { parseListener } from "./listeners.ts";
import type { RawOptions } from "./options.ts";

function fileWith(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "parley-config-")), "parley.toml");
  writeFileSync(path, text);
  return path;
}

describe("readConfig", () => {
  it("needs nothing", () => {
    const config = readConfig({}, {});
    expect(config.listeners).toMatchObject([{ scheme: "auto", host: "127.0.0.1", port: 5050, channel: "#lobby" }]);
    expect(config).toMatchObject({ data: "./parley-data", rateLimits: true, logMessages: false });
  });

  it("lets flags be right before the environment, and that before the file", () => {
    const config = fileWith('port = 1\ndata = "file"\nname = "file"\nno-rate-limits = true\n');
    const read = readConfig({ port: "3", config }, { PARLEY_PORT: "2", PARLEY_DATA: "environment" });
    expect(read.listeners[0]?.port).toBe(3);
    expect(read).toMatchObject({ data: "environment", name: "file", rateLimits: false });
  });

  it("opens the classroom's ports with --classic", () => {
    const ports = readConfig({ classic: true }, {}).listeners.map(({ scheme, port }) => `${scheme} ${port}`);
    expect(ports).toEqual(["auto 5050", "turns 2000", "relay 3823", "ack 12345"]);
  });

  it("listens only where it is told to with --port none", () => {
    const { listeners } = readConfig({ port: "none", listen: ["irc://127.0.0.1:6667"] }, {});
    expect(listeners.map(({ scheme, port }) => `${scheme} ${port}`)).toEqual(["irc 6667"]);
    expect(() => readConfig({ port: "none" }, {})).toThrow(/something to --listen on/);
  });

  it("has an appearance, and nobody with a password, without being told", () => {
    const { appearance, operators, webirc } = readConfig({}, {});
    expect(appearance).toEqual({ network: "Parley", description: "A Parley server", motd: undefined });
    expect([operators.size, webirc]).toEqual([0, []]);
  });

  it("takes passwords from the environment and the file", () => {
    const config = fileWith('operators = ["ada:one", "grace:two"]\n');
    const gateways = { PARLEY_WEBIRC: " one@127.0.0.1  two@::1 " };
    const read = readConfig({ config, network: "Tea" }, gateways);
    expect([...read.operators.keys()]).toEqual(["ada", "grace"]);
    expect(read.webirc.map(({ address }) => address)).toEqual(["127.0.0.1", "::1"]);
    expect(read.appearance.network).toBe("Tea");
    expect(readConfig({}, { PARLEY_OPERATORS: "ada:one grace:two" }).operators).toEqual(read.operators);
  });

  it("leaves this machine only encrypted, and cloaks addresses there, without being told so", () => {
    expect(readConfig({ host: "0.0.0.0" }, {}).listeners[0]).toMatchObject({ tls: "need", cloak: true });
    expect(readConfig({ listen: ["ack://192.0.2.1:1?access=open"] }, {}).listeners[1]).toMatchObject({
      tls: "need",
      cloak: true,
    });
    const told = readConfig({ host: "0.0.0.0", access: "open", noTls: true }, {});
    expect(told.listeners[0]).toMatchObject({ host: "0.0.0.0", tls: "off", cloak: true });
  });

  it("lets in everybody on this machine, and elsewhere those who were invited, unless told otherwise", () => {
    const access = (flags: RawOptions): unknown[] => readConfig(flags, {}).listeners.map((each) => each.access);
    expect(access({ listen: ["irc://0.0.0.0:1", "relay://0.0.0.0:2?access=accounts"] })).toEqual([
      "open",
      "invite",
      "accounts",
    ]);
    expect(access({ host: "0.0.0.0", access: "accounts" })).toEqual(["accounts"]);
    expect(access({ access: "invite" })).toEqual(["invite"]);
    expect(readConfig({ guests: "read" }, {}).guests).toBe("read");
    expect(() => access({ access: "friends" })).toThrow(/open, invite, accounts/);
  });

  it("lets in those who are invited, and cloaks addresses, where a proxy on this machine brings others", () => {
    for (const flags of [{ proxies: ["127.0.0.1"] }, { url: "https://chat.test" }]) {
      expect(readConfig(flags, {}).listeners[0]).toMatchObject({ access: "invite", cloak: true });
      expect(readConfig({ ...flags, access: "open" }, {}).listeners[0]).toMatchObject({ access: "open", cloak: true });
    }
    expect(readConfig({ url: "http://localhost:5050" }, {}).listeners[0]).toMatchObject({
      access: "open",
      cloak: false,
    });
    expect(readConfig({ proxies: ["127.0.0.1"], access: "open" }, {}).registration).toBe("none");
    const listen = ["ack://127.0.0.1:1"];
    expect(readConfig({ proxies: ["127.0.0.1"], listen }, {}).listeners[1]).toMatchObject({ access: "open" });
  });

  it("has no listener by which nobody could ever come in", () => {
    expect(() => readConfig({ listen: ["ack://0.0.0.0:1"] }, {})).toThrow(/no way to say who somebody is.*access open/);
    expect(() => readConfig({ classic: true, access: "invite" }, {})).toThrow(/no way to say/);
    // The URL may have options already.
    expect(() => readConfig({ listen: ["ack://0.0.0.0:1?limit=5"] }, {})).toThrow(
      /access=open among the options of that listener's URL, as in ack:\/\/ADDRESS:1\?access=open\.$/,
    );
  });

  it("lets accounts be made by those who are on this machine, unless told otherwise", () => {
    expect(readConfig({}, {})).toMatchObject({ registration: "after-connect", passwordIterations: 600_000 });
    const open = { host: "0.0.0.0", access: "open", noTls: true };
    expect(readConfig(open, {}).registration).toBe("none");
    const told = { ...open, registration: "before-connect", passwordIterations: "4096" };
    expect(readConfig(told, {})).toMatchObject({ registration: "before-connect", passwordIterations: 4096 });
    const config = fileWith("password-iterations = 10000\n");
    expect(readConfig({ config }, {}).passwordIterations).toBe(10_000);
  });

  it("lets nobody hope for an account who could never make one", () => {
    const told = (flags: RawOptions): string => readConfig(flags, {}).registration;
    const accounts: RawOptions = { host: "0.0.0.0", access: "accounts" };
    expect(told({ ...accounts, registration: "before-connect" })).toBe("before-connect");
    expect(() => told({ ...accounts, registration: "after-connect" })).toThrow(
      /nobody gets in here without an account/,
    );
    for (const registration of ["before-connect", "after-connect"]) {
      expect(() => told({ host: "0.0.0.0", registration })).toThrow(/with --access invite.*invite links only/);
    }
    // By one listener it can work; by one whose clients can't say who they are it can't.
    expect(told({ ...accounts, listen: ["irc://127.0.0.1:1?access=open"], registration: "after-connect" })).toBe(
      "after-connect",
    );
    const ack = ["ack://127.0.0.1:1?access=open"];
    expect(() => told({ ...accounts, listen: ack, registration: "after-connect" })).toThrow(ConfigError);
    expect(told({ host: "0.0.0.0", registration: "none" })).toBe("none");
    expect(told({ access: "invite" })).toBe("after-connect");
  });

  it.each([
    [{ registration: "always" }, /one of: none, after-connect, before-connect/],
    [{ passwordIterations: "4095" }, /a whole number from 4096 to 10000000/],
    [{ passwordIterations: "1e6" }, /a whole number from 4096/],
    [{ port: "many" }, /"many" is not a port/],
    [{ port: "65536" }, /is not a port/],
    [{ port: "" }, /is not a port/],
    [{ config: fileWith("port = true") }, /is not a port/],
    [{ config: fileWith("operators = [1]") }, /operators is a list of texts: each NAME:PASSWORD/],
    [{ motd: "/does/not/exist.txt" }, /cannot be read/],
    [{ motd: "" }, /takes a text/],
    [{ network: "two words" }, /cannot be the network's name/],
    [{ name: "a b" }, /cannot be the server's name/],
    [{ config: "/does/not/exist.toml" }, /cannot be read/],
    [{ config: fileWith("port = [") }, /is not TOML/],
    [{ config: fileWith("prot = 1") }, /no option "prot"/],
    [{ listen: ["nonsense"] }, /is not a listener/],
  ])("says in a sentence what is wrong with %j", (flags, sentence) => {
    expect(() => readConfig(flags, {})).toThrow(sentence);
    expect(() => readConfig(flags, {})).toThrow(ConfigError);
  });
});

describe("parseListener", () => {
  it.each(["ack://[:1", "ack://]:1", "ack://[]:1", "ack://a]b:1", "ack://:1"])("takes no half of a host: %s", (url) => {
    expect(() => parseListener(url)).toThrow(/is not a listener/);
  });

  it("reads dialect, address, channel and options", () => {
    expect(parseListener("ack://127.0.0.1:12345/labor?limit=5")).toMatchObject({
      scheme: "ack",
      host: "127.0.0.1",
      port: 12345,
      channel: "#labor",
      options: { limit: "5" },
      cloak: false,
    });
    expect(parseListener("relay://[::1]:3823")).toMatchObject({ host: "::1", channel: "#lobby" });
    expect(parseListener("relay://127.0.0.1:1?cloak=on").cloak).toBe(true);
  });

  it("takes as many connections as it says, and at least one", () => {
    expect(parseListener("auto://127.0.0.1:1?connections=30").connections).toBe(30);
    expect(parseListener("relay://127.0.0.1:1")).not.toHaveProperty("connections");
    for (const none of ["0", "-1", "many", "1000000"]) {
      expect(() => parseListener(`relay://127.0.0.1:1?connections=${none}`)).toThrow(/connections/);
    }
  });

  it("makes its channel the server's own, unless its clients choose theirs and none is named", () => {
    const keeps = (url: string): boolean => parseListener(url).keepsChannel;
    expect(["auto://127.0.0.1:1", "relay://127.0.0.1:1", "irc://127.0.0.1:1/tea"].map(keeps)).toEqual([
      true,
      true,
      true,
    ]);
    expect(["irc://127.0.0.1:1", "json://127.0.0.1:1"].map(keeps)).toEqual([false, false]);
  });

  it("takes a password for IRC, and says none again", () => {
    expect(parseListener("irc://127.0.0.1:1").options).toEqual({ password: "" });
    expect(parseListener("irc://127.0.0.1:1?password=sesame").options).toEqual({ password: "sesame" });
    expect(() => parseListener("auto://127.0.0.1:1?password=sesame")).toThrow(/no option "password"/);
    const refused = ["irc://127.0.0.1:1?password=sesame%20open", "irc:?password=sesame", "ircs://a:1?password=sesame"];
    for (const url of refused) expect(() => parseListener(url)).toThrow(/^(?!.*sesame)/s);
  });

  it("takes no password on the command line, where others could read it", () => {
    const listen = ["irc://127.0.0.1:1?password=sesame"];
    expect(() => readConfig({ listen }, {})).toThrow(/^(?!.*sesame).*configuration file/s);
    expect(readConfig({}, { PARLEY_LISTEN: listen[0] }).listeners).toHaveLength(2);
  });

  it("knows the options of each dialect, and their usual values", () => {
    expect(parseListener("ack://127.0.0.1:1").options).toEqual({ limit: "3" });
    expect(parseListener("auto://127.0.0.1:1?ack=Message%20received").options).toMatchObject({
      ack: "Message received",
    });
  });

  it.each([
    ["smtp://127.0.0.1:1", /no dialect "smtp"/],
    ["turns+tls://127.0.0.1:1", /turns:\/\/…\?tls=need/],
    ["ack://127.0.0.1:70000", /at most 65535/],
    ["ack://127.0.0.1:1?limits=3", /no option "limits".*limit/],
    ["ack://127.0.0.1:1?limit=few", /"few" is not/],
    ["ack://127.0.0.1:1/a%20b", /cannot be a channel/],
    ["ack://127.0.0.1:1/%", /stands for nothing/],
  ])("refuses %s and says why", (url, sentence) => {
    expect(() => parseListener(url)).toThrow(sentence);
    expect(() => parseListener(url)).toThrow(ConfigError);
  });
});
