import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { DAY_MS, encrypted, makePair, writePair } from "../server/tls/pair.fixture.ts";
import { type Config, readConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import type { RawOptions } from "./options.ts";

const folder = mkdtempSync(join(tmpdir(), "parley-tls-config-"));
const file = (name: string): string => join(folder, name);
const OWN = { tlsCert: file("cert.pem"), tlsKey: file("key.pem") };

beforeAll(async () => {
  const pair = await makePair();
  writePair(pair, OWN.tlsCert, OWN.tlsKey);
  writeFileSync(file("other.pem"), (await makePair()).key);
  writeFileSync(file("locked.pem"), encrypted(pair));
  writeFileSync(file("nonsense.pem"), "nonsense");
  writePair(await makePair("a.test", -DAY_MS), file("old-cert.pem"), file("old-key.pem"));
});

/** Which listeners of a configuration take TLS. */
const modes = (flags: RawOptions): string[] =>
  readConfig(flags, {}).listeners.map(({ scheme, tls }) => `${scheme} ${tls}`);
const tlsOf = (flags: RawOptions): Config["tls"] => readConfig(flags, {}).tls;

describe("TLS", () => {
  it("is off on this machine, unless somebody wants it, and then it is offered", () => {
    expect(modes({})).toEqual(["auto off"]);
    expect(tlsOf({})).toBeUndefined();
    expect(modes({ tls: true })).toEqual(["auto offer"]);
    expect(tlsOf({ tls: true })).toEqual({});
    expect(modes(OWN)).toEqual(["auto offer"]);
  });

  it("is needed from other machines, unless somebody says otherwise in so many words", () => {
    for (const host of ["0.0.0.0", "::", "192.0.2.1"]) expect(modes({ host })).toEqual(["auto need"]);
    expect(tlsOf({ host: "0.0.0.0" })).toEqual({});
    expect(modes({ host: "0.0.0.0", noTls: true })).toEqual(["auto off"]);
    expect(tlsOf({ host: "0.0.0.0", noTls: true })).toBeUndefined();
    const listen = [
      "irc://127.0.0.1:6667",
      "irc://0.0.0.0:6697",
      "ack://0.0.0.0:1?tls=off&access=open",
      "relay://[::1]:2?tls=need",
    ];
    expect(modes({ listen })).toEqual(["auto off", "irc off", "irc need", "ack off", "relay need"]);
    expect(tlsOf({ listen: ["relay://[::1]:2?tls=need"] })).toEqual({});
  });

  it("has a certificate of one's own with its policy, and with none of the policy where the server makes one", () => {
    expect(tlsOf(OWN)).toMatchObject({ own: { certFile: OWN.tlsCert, keyFile: OWN.tlsKey }, sts: 86_400 });
    expect(tlsOf({ ...OWN, sts: "30d" })?.sts).toBe(2_592_000);
    expect(tlsOf({ ...OWN, sts: "0s" })?.sts).toBe(0);
    expect(tlsOf({ ...OWN, sts: "none" })).not.toHaveProperty("sts");
    expect(tlsOf({ tls: true, sts: "none" })).toEqual({});
  });

  it("goes with the classroom's programs only where they are let in without", () => {
    expect(modes({ classic: true })).toEqual(["auto off", "turns off", "relay off", "ack off"]);
    expect(modes({ classic: true, host: "0.0.0.0", access: "open", noTls: true })).toEqual([
      "auto off",
      "turns off",
      "relay off",
      "ack off",
    ]);
    expect(() => readConfig({ classic: true, host: "0.0.0.0" }, {})).toThrow(
      /--no-tls.*--listen 'ack:\/\/0\.0\.0\.0:12345\?tls=off&access=open'/,
    );
  });

  it.each([
    [{ noTls: true, tls: true }, /contradict/],
    [{ noTls: true, ...OWN }, /contradict/],
    [{ noTls: true, listen: ["irc://0.0.0.0:6697?tls=need"] }, /port 6697 has tls=need, which contradicts --no-tls/],
    [{ tlsCert: OWN.tlsCert }, /--tls-cert comes with --tls-key/],
    [{ tlsKey: OWN.tlsKey }, /--tls-key comes with --tls-cert/],
    [{ ...OWN, tlsCert: file("none.pem") }, /can't be read: ENOENT.*none\.pem/],
    [{ ...OWN, tlsKey: folder }, /can't be read: EISDIR/],
    [{ ...OWN, tlsCert: file("nonsense.pem") }, /The certificate is not one in PEM\. \(.*nonsense\.pem/],
    [{ ...OWN, tlsKey: file("nonsense.pem") }, /The key is not a private key in PEM/],
    [{ ...OWN, tlsKey: file("other.pem") }, /The key is not the one of the certificate/],
    [{ ...OWN, tlsKey: file("locked.pem") }, /The key has a passphrase/],
    [{ tlsCert: file("old-cert.pem"), tlsKey: file("old-key.pem") }, /The certificate ended on \d{4}-/],
    [{ ...OWN, sts: "soon" }, /--sts: "soon" is not a time/],
    [{ ...OWN, sts: "30" }, /is not a time/],
    [{ tls: true, sts: "30d" }, /--sts needs a certificate that clients believe/],
    [{ proxies: ["192.0.2.0/24", "nginx"] }, /--proxies: "nginx" is no IP address/],
  ])("is refused with a sentence: %j", (flags, sentence) => {
    expect(() => readConfig(flags, {})).toThrow(sentence);
    expect(() => readConfig(flags, {})).toThrow(ConfigError);
  });
});

it("proxies are given one by one, or with commas", () => {
  const { proxies } = readConfig({ proxies: ["192.0.2.0/24, ::1", "10.0.0.1"] }, {});
  expect(["192.0.2.9", "::1", "10.0.0.1", "10.0.0.2"].map((address) => proxies.trusts(address))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});
