import WebSocketTransport from "irc-framework/src/transports/websocket.js";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type Bot, botGarden, CHANNEL } from "./irc-bot.ts";
import { again, join } from "./scene.ts";

/** The library comes back only to a server where it has been for five seconds, and after up to seven more. */
function skipItsPatience(): void {
  const real = Date.now;
  const clock = vi.spyOn(Date, "now").mockImplementation(() => real() + 6_000);
  const chance = vi.spyOn(Math, "random").mockReturnValue(0);
  onTestFinished(() => {
    clock.mockRestore();
    chance.mockRestore();
  });
}

/** The texts of the messages that a bot hears next. */
async function texts(bot: Bot, count: number): Promise<unknown[]> {
  const heard: unknown[] = [];
  while (heard.length < count) heard.push((await bot.next("message"))["message"]);
  return heard;
}

describe.each([
  { way: "TCP", transport: undefined },
  { way: "WebSocket", transport: WebSocketTransport },
])("irc-framework by $way", ({ transport }) => {
  it("comes back by itself to a server that was away, and talks on", async () => {
    const { bot, client, server } = await botGarden(transport);
    await bot.next("userlist");
    skipItsPatience();
    await server.stop();
    const scribe = await join(await again(server), "scribe", CHANNEL);
    await bot.next("motd");
    client.join(CHANNEL);
    await scribe.arrival("bot");
    client.say(CHANNEL, "good morning");
    expect(await scribe.next("message")).toMatchObject({ from: { nick: "bot" }, text: "good morning" });
    await scribe.say("well slept?", CHANNEL);
    expect(await texts(bot, 2)).toEqual(["good morning", "well slept?"]);
  });

  it("says and sees several lines as several messages", async () => {
    const { bot, client, script } = await botGarden(transport);
    await script.say("one\ntwo\nthree", CHANNEL);
    expect(await texts(bot, 3)).toEqual(["one", "two", "three"]);
    client.say(CHANNEL, "eins\nzwei\ndrei");
    for (const text of ["one\ntwo\nthree", "eins", "zwei", "drei"]) {
      expect(await script.next("message")).toMatchObject({ text });
    }
  });

  it("says and sees several lines as one message if it has asked for that", async () => {
    const { bot, client, script } = await botGarden(transport, "draft/multiline");
    client.raw("BATCH", "+several", "draft/multiline", CHANNEL);
    client.say(CHANNEL, "eins\nzwei\ndrei", { batch: "several" });
    client.raw("BATCH", "-several");
    expect(await script.next("message")).toMatchObject({ from: { nick: "bot" }, text: "eins\nzwei\ndrei" });
    expect(await bot.next("batch start draft/multiline")).toMatchObject({ params: [CHANNEL] });
    expect(await texts(bot, 3)).toEqual(["eins", "zwei", "drei"]);
    await script.say("one\ntwo", CHANNEL);
    expect(await bot.next("batch start draft/multiline")).toMatchObject({ params: [CHANNEL] });
    expect(await texts(bot, 2)).toEqual(["one", "two"]);
    await bot.next("batch end draft/multiline");
  });

  it("is told by MONITOR who comes and who goes", async () => {
    const { bot, client, server } = await botGarden(transport);
    client.addMonitor("mo");
    expect(await bot.next("users offline")).toMatchObject({ nicks: ["mo"] });
    const mo = await join(server, "mo", "#elsewhere");
    expect(await bot.next("users online")).toMatchObject({ nicks: ["mo"] });
    client.monitorlist();
    expect(await bot.next("monitorList")).toMatchObject({ nicks: ["mo"] });
    client.queryMonitor();
    expect(await bot.next("users online")).toMatchObject({ nicks: ["mo"] });
    await mo.ask({ type: "nick", nick: "molly" });
    expect(await bot.next("users offline")).toMatchObject({ nicks: ["mo"] });
    await mo.ask({ type: "nick", nick: "mo" });
    expect(await bot.next("users online")).toMatchObject({ nicks: ["mo"] });
    mo.peer.close();
    expect(await bot.next("users offline")).toMatchObject({ nicks: ["mo"] });
  });

  it("sees real names, and who is away, as they change", async () => {
    const { bot, client, script } = await botGarden(transport);
    await script.ask({ type: "setname", realname: "Script Kid" });
    expect(await bot.next("user updated")).toMatchObject({ nick: "script", new_gecos: "Script Kid" });
    await script.ask({ type: "away", text: "at tea" });
    expect(await bot.next("away")).toMatchObject({ nick: "script", message: "at tea" });
    await script.ask({ type: "away" });
    expect(await bot.next("back")).toMatchObject({ nick: "script" });
    await script.next("setname");
    client.raw("SETNAME", "Bot the Second");
    expect(await bot.next("user updated")).toMatchObject({ nick: "bot", new_gecos: "Bot the Second" });
    expect(await script.next("setname")).toMatchObject({ from: { nick: "bot" }, realname: "Bot the Second" });
    client.who(CHANNEL);
    expect(await bot.next("wholist")).toMatchObject({
      users: [
        { nick: "script", ident: "json", hostname: "127.0.0.1", real_name: "Script Kid", account: "", away: false },
        { nick: "bot", ident: "~bot", real_name: "Bot the Second", account: "", channel: CHANNEL },
      ],
    });
  });

  it("follows a channel to its new name", async () => {
    const { bot, client, script } = await botGarden(transport);
    await script.ask({ type: "rename", channel: CHANNEL, name: "#meadow", reason: "no more flowers" });
    expect(await bot.next("part")).toMatchObject({ nick: "bot", channel: CHANNEL, message: "no more flowers" });
    expect(await bot.next("join")).toMatchObject({ nick: "bot", channel: "#meadow" });
    expect(await bot.next("userlist")).toMatchObject({
      channel: "#meadow",
      users: [{ nick: "script" }, { nick: "bot" }],
    });
    client.say("#meadow", "here we are");
    expect(await script.next("message")).toMatchObject({ to: "#meadow", text: "here we are" });
  });

  it("is told of a channel's new name in one line if it has asked for that", async () => {
    const { bot, script } = await botGarden(transport, "draft/channel-rename");
    await script.ask({ type: "rename", channel: CHANNEL, name: "#meadow", reason: "no more flowers" });
    expect(await bot.next("unknown command")).toMatchObject({
      command: "RENAME",
      params: [CHANNEL, "#meadow", "no more flowers"],
    });
  });

  it("sees who has joined a channel of delayed joins once they speak, and not before", async () => {
    const { bot, script, server } = await botGarden(transport);
    await script.ask({ type: "mode", channel: CHANNEL, changes: [{ set: true, mode: "D" }] });
    expect(await bot.next("mode")).toMatchObject({ modes: [{ mode: "+D" }] });
    const mo = await join(server, "mo", CHANNEL);
    await script.say("nobody new here", CHANNEL);
    await mo.say("but me", CHANNEL);
    expect(await bot.next("message")).toMatchObject({ nick: "script" });
    expect(await bot.next("join")).toMatchObject({ nick: "mo", channel: CHANNEL });
    expect(await bot.next("message")).toMatchObject({ nick: "mo", message: "but me" });
  });

  it("comes in again after it was kicked", async () => {
    const { bot, client, script } = await botGarden(transport);
    await script.ask({ type: "kick", channel: CHANNEL, nick: "bot", reason: "out" });
    expect(await bot.next("kick")).toMatchObject({ kicked: "bot", nick: "script", message: "out" });
    client.join(CHANNEL);
    await script.arrival("bot");
    client.say(CHANNEL, "here again");
    expect(await script.next("message")).toMatchObject({ text: "here again" });
  });
});
