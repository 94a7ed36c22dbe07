import { describe, expect, it } from "vitest";
import type { TestServer } from "./harness.ts";
import { Bot } from "./irc-bot.ts";
import { type Face, IRSSI, WEECHAT } from "./irc-clients.ts";
import { READY, sees } from "./irc-garden.ts";
import { scene } from "./scene.ts";

/** What a server says at its start of the certificate that it made: SHA-256, in hexadecimal digits. */
function fingerprintOf(server: TestServer): string {
  const [, fingerprint = ""] = /"certificate":"([^"]+)"/.exec(server.log()) ?? [];
  return fingerprint.replace(/[^0-9A-Fa-f]/g, "").toLowerCase();
}

/** How a client is told to come by TLS, to know the server by its certificate, and to sign in. */
const SIGN_IN: readonly {
  readonly face: Face;
  readonly how: string;
  /** What shows that the connection is encrypted, to the server that is meant. */
  readonly secure: string;
  readonly lines: (port: number, fingerprint: string) => string[];
}[] = [
  {
    face: IRSSI,
    how: "PLAIN",
    secure: "Certificate Fingerprint",
    lines: (port, fingerprint) => [
      "/network add -sasl_username ada -sasl_password sesame -sasl_mechanism PLAIN parley",
      `/server add -network parley -tls -notls_verify -tls_pinned_cert ${fingerprint.match(/../g)?.join(":").toUpperCase()} 127.0.0.1 ${port}`,
      "/disconnect",
      "/connect parley",
    ],
  },
  {
    face: WEECHAT,
    how: "SCRAM-SHA-256",
    secure: "fingerprint matches",
    lines: (_port, fingerprint) => [
      "/set irc.server.parley.sasl_username ada",
      "/set irc.server.parley.sasl_password sesame",
      "/set irc.server.parley.sasl_mechanism scram-sha-256",
      // WeeChat 3 calls it ssl, and WeeChat 4 tls.
      `/set irc.server.parley.ssl_fingerprint ${fingerprint}`,
      `/set irc.server.parley.tls_fingerprint ${fingerprint}`,
      "/set irc.server.parley.ssl on",
      "/set irc.server.parley.tls on",
      "/reconnect parley",
    ],
  },
];

describe.each(SIGN_IN)("$face.name", ({ face, how, secure, lines }) => {
  it(`signs in with ${how} over TLS, on the port on which others talk without`, async () => {
    const server = await scene("--tls");
    const fingerprint = fingerprintOf(server);
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    const maker = await Bot.start(server.port, "maker", undefined);
    maker.client.raw("REGISTER", "ada", "*", "sesame");
    await maker.next("loggedin");
    maker.client.raw("LOGOUT");
    await maker.next("loggedout");
    const bot = await Bot.start(server.port, "watcher", undefined);
    const client = face.start(server.port, "ada");
    await client.until(READY);
    client.type(face.clear);
    for (const line of lines(server.port, fingerprint)) client.type(line);
    await sees(client, secure, "SASL authentication succe", "You are now logged in as ada", READY);
    bot.client.join("#garden");
    await bot.next("userlist");
    face.enter(client, "#garden");
    await bot.next("join");
    bot.client.say("#garden", "by another way");
    await sees(client, "by another way");
    bot.client.whois("ada");
    expect(await bot.next("whois")).toMatchObject({ nick: "ada", account: "ada" });
  });
});
