import WebSocketTransport from "irc-framework/src/transports/websocket.js";
import { describe, expect, it, onTestFinished } from "vitest";
import { Bot, botGarden, CHANNEL, sceneWithScript } from "./irc-bot.ts";

describe.each([
  { way: "TCP", transport: undefined },
  { way: "WebSocket", transport: WebSocketTransport },
])("irc-framework by $way", ({ transport }) => {
  it("agrees on capabilities, and gets its own messages back with their labels, ids and times", async () => {
    const { bot, client, script } = await botGarden(transport);
    expect(client.network.cap.enabled).toEqual(
      expect.arrayContaining(["labeled-response", "batch", "echo-message", "server-time", "message-tags"]),
    );
    expect(await bot.next("topic")).toMatchObject({ topic: "What grows" });
    expect(await bot.next("topicsetby")).toMatchObject({ nick: "script" });
    expect(await bot.next("userlist")).toMatchObject({
      channel: CHANNEL,
      users: [
        { nick: "script", modes: ["o"], ident: "json" },
        { nick: "bot", modes: [] },
      ],
    });
    client.say(CHANNEL, "hello", { label: "first", "+reply": "that one" });
    const said = await script.next("message");
    expect(said).toMatchObject({ text: "hello", tags: { "+reply": "that one" } });
    expect(await bot.next("message")).toMatchObject({
      nick: "bot",
      message: "hello",
      tags: { label: "first", msgid: said.id, "+reply": "that one" },
      time: said.at,
    });
    client.action(CHANNEL, "waves");
    expect(await script.next("message")).toMatchObject({ form: "action", text: "waves" });
    expect(await bot.next("message")).toMatchObject({ type: "action", message: "waves" });
    await script.say("hello bot 🌻", CHANNEL);
    const heard = await script.next("message");
    expect(await bot.next("message")).toMatchObject({
      nick: "script",
      message: "hello bot 🌻",
      tags: { msgid: heard.id },
      time: heard.at,
    });
    await script.ask({ type: "typing", to: CHANNEL, state: "active" });
    expect(await bot.next("tagmsg")).toMatchObject({ nick: "script", tags: { "+typing": "active" } });
  });

  it("asks, is away and back, changes its nick, and leaves", async () => {
    const { bot, client, script } = await botGarden(transport);
    client.list();
    expect(await bot.next("channel list")).toMatchObject({
      1: { channel: CHANNEL, num_users: 2, topic: "What grows" },
    });
    client.whois("script");
    expect(await bot.next("whois")).toMatchObject({ nick: "script", ident: "json", channels: `@${CHANNEL}` });
    client.who(CHANNEL);
    expect(await bot.next("wholist")).toMatchObject({
      users: [
        { nick: "script", channel_modes: ["o"], away: false },
        { nick: "bot", real_name: "bot of Test" },
      ],
    });
    client.raw("AWAY", "gone fishing");
    expect(await bot.next("away")).toMatchObject({ self: true });
    expect(await script.next("away")).toMatchObject({ text: "gone fishing" });
    client.raw("AWAY");
    await bot.next("back");
    await script.ask({ type: "away", text: "at tea" });
    expect(await bot.next("away")).toMatchObject({ nick: "script", message: "at tea" });
    client.changeNick("script");
    expect(await bot.next("nick in use")).toMatchObject({ nick: "script" });
    client.changeNick("1st");
    expect(await bot.next("nick invalid")).toMatchObject({ nick: "1st" });
    client.changeNick("robot");
    expect(await bot.next("nick")).toMatchObject({ nick: "bot", new_nick: "robot" });
    client.part(CHANNEL, "bye");
    expect(await script.next("part")).toMatchObject({ from: { nick: "robot" }, reason: "bye" });
    client.join(CHANNEL);
    await script.arrival("robot");
    client.quit("so long");
    expect(await script.next("quit")).toMatchObject({ from: { nick: "robot" }, reason: "Quit: so long" });
  });

  it("operates a channel, is kicked, and is told what it may not do", async () => {
    const { bot, client, script } = await botGarden(transport);
    client.setTopic(CHANNEL, "Mine");
    expect(await bot.next("irc error")).toMatchObject({ error: "chanop_privs_needed", channel: CHANNEL });
    await script.ask({ type: "mode", channel: CHANNEL, changes: [{ set: true, mode: "o", parameter: "bot" }] });
    expect(await bot.next("mode")).toMatchObject({ nick: "script", modes: [{ mode: "+o", param: "bot" }] });
    client.setTopic(CHANNEL, "Weeds");
    expect(await bot.next("topic")).toMatchObject({ nick: "bot", topic: "Weeds" });
    client.mode(CHANNEL, "+mb", ["*!*@evil.example"]);
    expect(await bot.next("mode")).toMatchObject({
      modes: [{ mode: "+m" }, { mode: "+b", param: "*!*@evil.example" }],
    });
    client.banlist(CHANNEL);
    expect(await bot.next("banlist")).toMatchObject({ bans: [{ banned: "*!*@evil.example", banned_by: "bot" }] });
    client.raw("KICK", CHANNEL, "script", "enough of that");
    expect(await bot.next("kick")).toMatchObject({ kicked: "script", nick: "bot", message: "enough of that" });
    client.invite(CHANNEL, "script");
    expect(await script.next("invite")).toMatchObject({ channel: CHANNEL, from: { nick: "bot" } });
    await script.ask({ type: "join", channel: CHANNEL });
    client.mode(CHANNEL, "+o", ["script"]);
    expect(await bot.next("mode")).toMatchObject({ modes: [{ mode: "+o", param: "script" }] });
    await script.ask({ type: "kick", channel: CHANNEL, nick: "bot", reason: "my turn" });
    expect(await bot.next("kick")).toMatchObject({ kicked: "bot", nick: "script", message: "my turn" });
    client.say(CHANNEL, "hello?");
    expect(await bot.next("irc error")).toMatchObject({ error: "cannot_send_to_channel", channel: CHANNEL });
  });

  it("says long things whole, and hears them whole", async () => {
    const { client, script, port } = await botGarden(transport);
    const other = await Bot.start(port, "other", transport);
    other.client.join(CHANNEL);
    await other.next("userlist");
    for (const word of ["word", "žluťoučký"]) {
      const text = Array.from({ length: 200 }, (_, i) => `${word}${i}`).join("");
      client.say(CHANNEL, text);
      let said = "";
      while (said.length < text.length) said += (await script.next("message")).text;
      expect(said).toBe(text);
      expect(await heard(other, text.length)).toBe(text);
      await script.say(text, CHANNEL);
      expect((await script.next("message")).text).toBe(text);
      expect(await heard(other, text.length)).toBe(text);
    }
  });

  it("is told that its nick is taken, and gets in with another", async () => {
    const { port } = await sceneWithScript();
    const bot = Bot.connect(port, "script", transport);
    expect(await bot.next("nick in use")).toMatchObject({ nick: "script" });
    bot.client.changeNick("scribe");
    expect(await bot.next("registered")).toMatchObject({ nick: "scribe" });
  });
});

/** So many characters of what is said in a channel. */
async function heard(bot: Bot, length: number): Promise<string> {
  let text = "";
  while (text.length < length) text += String((await bot.next("message"))["message"]);
  return text;
}

describe("binary.ircv3.net", () => {
  it("carries one line in each message, without its end, both ways", async () => {
    const { port, script } = await sceneWithScript();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, ["binary.ircv3.net"]);
    onTestFinished(() => socket.close());
    socket.binaryType = "arraybuffer";
    const frames: unknown[] = [];
    let wake: () => void = () => undefined;
    socket.addEventListener("message", ({ data }) => {
      frames.push(data);
      wake();
    });
    await new Promise((resolve) => socket.addEventListener("open", resolve));
    expect(socket.protocol).toBe("binary.ircv3.net");
    const lineThat = async (ending: string): Promise<string> => {
      for (;;) {
        const frame = frames.shift();
        if (frame === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        expect(frame).toBeInstanceOf(ArrayBuffer);
        const line =
          frame instanceof ArrayBuffer ? new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(frame)) : "";
        expect(line).not.toMatch(/[\r\n]/);
        if (line.endsWith(ending)) return line;
      }
    };
    for (const line of ["NICK bin", "USER bin 0 * :Bin", `JOIN ${CHANNEL}`])
      socket.send(new TextEncoder().encode(line));
    await lineThat("End of /NAMES list");
    socket.send(new TextEncoder().encode(`PRIVMSG ${CHANNEL} :grüß Gott 🌱`));
    expect(await script.next("message")).toMatchObject({ from: { nick: "bin" }, text: "grüß Gott 🌱" });
    await script.say("grüß dich 🌻", CHANNEL);
    expect(await lineThat("🌻")).toMatch(/^:script!\S+ PRIVMSG #garden :grüß dich 🌻$/);
  });
});
