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
  expect(there).not.toMatch(/without TLS/);
  expect(shown({ tls: true }, { tls: { ...tls, isSelfSigned: false } })).toMatch(
    /join parley\+tls:\/\/localhost:5050\n.*TLS +your certificate, /s,
  );
});

it("shows what the server is called from outside, with its port and its scheme, in every row", () => {
  const there = shown({ host: "192.0.2.1" }, { url: "https://chat.test" });
  expect(there).toMatch(/browser +https:\/\/chat\.test\n/);
  expect(there).toMatch(/terminal +npx parley join chat\.test:443\n/);
  expect(there).toMatch(/IRC +\/connect -tls chat\.test 443 in irssi\n/);
  expect(there).toMatch(/netcat +openssl s_client -quiet -connect chat\.test:443, then Enter\n/);
  const plain = shown({}, { url: "http://chat.test:8080" });
  expect(plain).toMatch(/terminal +npx parley join parley:\/\/chat\.test:8080\n +IRC +irssi -c chat\.test -p 8080\n/);
  expect(plain).not.toMatch(/localhost/);
});

/** The rows that say who gets in. */
function access(flags: RawOptions, besides: Besides = {}): string[] {
  const [, rows = ""] = /^ {2}access {5}(.*?)\n(?=\n| {2}TLS)/ms.exec(shown(flags, besides)) ?? [];
  return rows.split("\n").map((row) => row.trim());
}

it("shows what goes unencrypted, and how to come to it", () => {
  const there = shown({ host: "192.0.2.1", noTls: true });
  expect(there).toMatch(
    /browser +http:\/\/192\.0\.2\.1:5050\n +terminal +npx parley join parley:\/\/192\.0\.2\.1:5050\n/,
  );
  const plain = "; without TLS others on the way can read everything, passwords too";
  const invited = "people with an account; npx parley invite makes links by which they get one";
  expect(access({ host: "192.0.2.1", noTls: true })).toEqual([`${invited}${plain}`]);
  expect(access({ host: "192.0.2.1" })).toEqual([invited]);
});

it("shows who gets in, for each listener if they differ", () => {
  expect(access({})).toEqual(["this machine only; --host 0.0.0.0 shares it, with TLS and invites"]);
  expect(access({ access: "accounts" })).toEqual([
    "this machine only, with an account; --host 0.0.0.0 shares it, with TLS and invites",
  ]);
  expect(
    access({ host: "192.0.2.1", listen: ["irc://192.0.2.1:6667?access=open&tls=off", "irc://127.0.0.1:1"] }),
  ).toEqual([
    "5050: people with an account; npx parley invite makes links by which they get one",
    "6667: everybody who can reach this machine; without TLS others on the way can read everything, passwords too",
    "1: this machine only",
  ]);
  expect(access({ host: "192.0.2.1", access: "accounts" })).toEqual([
    "people with an account; npx parley account add makes one",
  ]);
});

it("shows that guests only read", () => {
  const guests = "read";
  expect(access({ host: "192.0.2.1", access: "open" }, { guests })).toEqual([
    "everybody who can reach this machine; without an account they only read",
  ]);
  expect(access({}, { guests })[0]).toMatch(/^this machine only; without an account they only read; --host/);
  expect(access({ access: "invite" }, { guests })[0]).not.toMatch(/read/);
});

it("shows who gets in by what stands in front of it", () => {
  expect(access({}, { url: "https://chat.test" })).toEqual(["everybody who can reach https://chat.test"]);
  expect(access({ access: "invite" }, { url: "http://chat.test" })[0]).toMatch(/^people with an account.*without TLS/);
  expect(access({}, { url: "http://localhost:5050" })[0]).toMatch(/^this machine only/);
});

it("names an address where other machines reach one that listens on all of them", () => {
  expect(shown({ host: "0.0.0.0" })).not.toMatch(/0\.0\.0\.0/);
});
