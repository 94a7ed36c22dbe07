import { describe, expect, it } from "vitest";
import { Bot, CHANNEL } from "./irc-bot.ts";
import { type Face, IRSSI, WEECHAT } from "./irc-clients.ts";
import { READY, sees, types } from "./irc-garden.ts";
import { again, join, lastingScene, scene } from "./scene.ts";

const PASSWORD = "open sesame 🌻";

/** Makes an account with a bot of that nick, which stays. */
async function registered(port: number, nick: string): Promise<Bot> {
  const bot = await Bot.start(port, nick, undefined);
  bot.client.raw("REGISTER", "*", "*", PASSWORD);
  expect(await bot.next("loggedin")).toMatchObject({ account: nick });
  return bot;
}

describe("irc-framework", () => {
  it("signs in with SASL PLAIN, and is the same user as the other connection of the account", async () => {
    const { port } = await scene();
    const one = await registered(port, "ada");
    one.client.join(CHANNEL);
    await one.next("join");
    const two = await Bot.signIn(port, "ada", "ada", PASSWORD);
    expect(await two.next("join")).toMatchObject({ nick: "ada", channel: CHANNEL, account: "ada" });
    expect(await two.next("userlist")).toMatchObject({ channel: CHANNEL, users: [{ nick: "ada", modes: ["o"] }] });
    const guest = await Bot.start(port, "guest", undefined);
    guest.client.join(CHANNEL);
    await guest.next("userlist");
    guest.client.say(CHANNEL, "hello to both");
    for (const bot of [one, two]) expect(await bot.next("message")).toMatchObject({ message: "hello to both" });
    two.client.say(CHANNEL, "hello from the second");
    const heard = { nick: "ada", message: "hello from the second", tags: { account: "ada" } };
    expect(await guest.next("message")).toMatchObject({ message: "hello to both" });
    expect(await guest.next("message")).toMatchObject(heard);
    expect(await one.next("message")).toMatchObject(heard);
    guest.client.whois("ada");
    expect(await guest.next("whois")).toMatchObject({ nick: "ada", account: "ada" });
    guest.client.changeNick("ADA");
    expect(await guest.next("nick in use")).toMatchObject({ nick: "ADA" });
  });

  it("is told that a password is wrong, and that a nick is an account's", async () => {
    const { port } = await scene();
    const owner = await registered(port, "ada");
    owner.client.changeNick("lovelace");
    await owner.next("nick");
    const other = await Bot.signIn(port, "guest", "ada", "open sesame");
    expect(other.client.network.cap.enabled).toContain("sasl");
    other.client.changeNick("ada");
    expect(await other.next("nick in use")).toMatchObject({ nick: "ada" });
    other.client.raw("WHOIS", "guest");
    expect(await other.next("whois")).not.toHaveProperty("account");
  });

  it("has its account and its channels again after the server was killed", async () => {
    const server = await lastingScene();
    const bot = await registered(server.port, "ada");
    bot.client.join(CHANNEL);
    await bot.next("join");
    await server.kill();
    const { port } = await again(server);
    const watcher = await join({ ...server, port }, "watcher", CHANNEL);
    const back = await Bot.signIn(port, "ada", "ada", PASSWORD);
    expect(await back.next("join")).toMatchObject({ nick: "ada", channel: CHANNEL });
    await watcher.arrival("ada");
  });
});

/** What every client shows of who comes in, behind their name. */
const JOINED = `has joined ${CHANNEL}`;

/** How a client is told to sign in from now on, with which mechanism, and to connect again. */
const SIGN_IN: readonly { readonly face: Face; readonly how: string; readonly lines: (port: number) => string[] }[] = [
  {
    face: IRSSI,
    how: "PLAIN",
    lines: (port) => [
      "/network add -sasl_username ada -sasl_password sesame -sasl_mechanism PLAIN parley",
      `/server add -network parley 127.0.0.1 ${port}`,
      "/disconnect",
      "/connect parley",
    ],
  },
  {
    face: WEECHAT,
    how: "SCRAM-SHA-256",
    lines: () => [
      "/set irc.server.parley.sasl_username ada",
      "/set irc.server.parley.sasl_password sesame",
      "/set irc.server.parley.sasl_mechanism scram-sha-256",
      "/reconnect parley",
    ],
  },
];

describe.each(SIGN_IN)("$face.name", ({ face, how, lines }) => {
  it(`makes an account, and signs in to it with ${how} when it comes again`, async () => {
    const { port } = await scene();
    const client = face.start(port, "ada");
    await client.until(READY);
    await types(client, "/quote REGISTER * * sesame", "You are now logged in as ada");
    face.enter(client, CHANNEL);
    await sees(client, JOINED);
    client.type(face.clear);
    for (const line of lines(port)) client.type(line);
    await sees(client, "SASL authentication succe", "You are now logged in as ada", JOINED);
  });
});
