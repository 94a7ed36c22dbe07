import { expect, it } from "vitest";
import { type Besides, banner } from "./banner.ts";
import { readConfig } from "./config.ts";
import type { RawOptions } from "./options.ts";

/** The banner of a server that is started with these options. */
function shown(flags: RawOptions, besides: Besides = {}): string {
  return banner("1.2.3", readConfig(flags, {}).listeners, "./data", besides);
}

it("shows every way in, and for a server without the one port only those that there are", () => {
  expect(shown({ listen: ["ack://127.0.0.1:12345"] })).toMatch(
    /one port for everything.*http:\/\/localhost:5050.*irssi -c localhost -p 5050.*nc localhost 5050.*ack +ack:\/\/localhost:12345\n.*this machine only; --host 0.0.0.0 shares it, with TLS and invites\n/s,
  );
  const irc = shown({ port: "none", listen: ["irc://127.0.0.1:6667", "ack://127.0.0.1:12345"] });
  expect(irc).toMatch(/irc +irc:\/\/localhost:6667\n +ack +ack:\/\/localhost:12345\n/);
  expect(irc).not.toMatch(/one port|browser|password|^ {2}TLS/m);
});

it("shows the ways in by TLS, and the certificate that is to be found there", () => {
  const tls = { fingerprint: "AB:CD", isSelfSigned: true };
  const there = shown({ host: "192.0.2.1", listen: ["turns://192.0.2.1:2000?access=open"] }, { tls });
  expect(there).toMatch(/browser +https:\/\/192\.0\.2\.1:5050\n/);
  expect(there).toMatch(/terminal +npx parley join 192\.0\.2\.1:5050\n/);
  expect(there).toMatch(/IRC +\/connect -tls 192\.0\.2\.1 5050 in irssi\n/);
  expect(there).toMatch(/netcat +openssl s_client -quiet -connect 192\.0\.2\.1:5050, then Enter\n/);
  expect(there).toMatch(/turns +turns\+tls:\/\/192\.0\.2\.1:2000\n/);
  expect(there).toMatch(/TLS +self-signed, SHA-256 AB:CD\n/);
  expect(there).not.toMatch(/unencrypted/);
  expect(shown({ tls: true }, { tls: { ...tls, isSelfSigned: false } })).toMatch(
    /join parley\+tls:\/\/localhost:5050\n.*TLS +your certificate, /s,
  );
});

it("shows what the server is called from outside, and what goes unencrypted", () => {
  expect(shown({ host: "192.0.2.1" }, { url: "https://chat.test" })).toMatch(/browser +https:\/\/chat\.test\n/);
  expect(shown({ host: "192.0.2.1", noTls: true })).toMatch(/http:\/\/192.*access .*unencrypted/s);
});

it("names an address where other machines reach one that listens on all of them", () => {
  expect(shown({ host: "0.0.0.0" })).not.toMatch(/0\.0\.0\.0/);
});
