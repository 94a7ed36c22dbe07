import type { Fields } from "irc-framework";
import { expect, it } from "vitest";
import { Bot, CHANNEL, sceneWithScript } from "./irc-bot.ts";
import { again, join } from "./scene.ts";

const CAPS = ["draft/chathistory", "draft/event-playback"] as const;

/** A line of a page, as irc-framework has read it. */
interface Line {
  readonly command: string;
  readonly text: string;
  readonly id: string;
  readonly at: number;
}

/** Asks for a page, and waits for its batch. */
async function page(bot: Bot, asked: string): Promise<readonly Line[]> {
  bot.client.raw(`CHATHISTORY ${asked}`);
  const { commands } = await bot.next("batch start chathistory");
  return Array.isArray(commands) ? commands.map(lineOf) : [];
}

function lineOf({ command, params, tags }: Fields): Line {
  const { msgid, time } = Object(tags);
  const text = Array.isArray(params) ? String(params.at(-1)) : "";
  return { command: String(command), text, id: String(msgid), at: Date.parse(String(time)) };
}

/** What was said before, from the latest to the first, in pages of this size. */
async function everything(bot: Bot, of: string, limit: number): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (let reference = "*"; ; reference = `msgid=${lines[0]?.id}`) {
    const found = await page(bot, `${reference === "*" ? "LATEST" : "BEFORE"} ${of} ${reference} ${limit}`);
    if (found.length === 0) return lines;
    // The first page goes by time, and takes along what was said in the same millisecond as its earliest message.
    if (reference !== "*") expect(found.length).toBeLessThanOrEqual(limit);
    lines.unshift(...found);
  }
}

it("shows a program all that was said before it came, page by page back to the first, also after a power cut", async () => {
  const { server, script } = await sceneWithScript();
  const texts = Array.from({ length: 120 }, (_, i) => `message ${i}`);
  for (const text of texts) await script.say(text, CHANNEL);
  await server.kill();
  await again(server);
  const bot = await Bot.start(server.port, "bot", undefined, ...CAPS);
  bot.client.join(CHANNEL);
  await bot.next("userlist");
  const lines = await everything(bot, CHANNEL, 25);
  const said = lines.filter(({ command }) => command === "PRIVMSG");
  expect(said.map(({ text }) => text)).toEqual(texts);
  expect(lines.map(({ command }) => command)).toEqual(["JOIN", ...texts.map(() => "PRIVMSG"), "JOIN"]);
  expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
  const times = lines.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  const middle = said[60];
  const around = await page(bot, `AROUND ${CHANNEL} msgid=${middle?.id} 3`);
  expect(around.map(({ text }) => text)).toEqual(["message 59", "message 60", "message 61"]);
});

it("shows two who talk what they said to each other, and what was taken back no more", async () => {
  const { server, script } = await sceneWithScript();
  const bot = await Bot.start(server.port, "bot", undefined, ...CAPS);
  await script.say("psst", "bot");
  await bot.next("privmsg");
  bot.client.say("script", "what?");
  const { id } = await script.next("message");
  await script.next("message");
  const other = await join(server, "other");
  await other.say("hello", "bot");
  await bot.next("privmsg");
  expect((await everything(bot, "script", 1)).map(({ text }) => text)).toEqual(["psst", "what?"]);
  const { messages, more } = await script.ask({ type: "history", with: "bot" });
  expect([messages?.map(({ text }) => text), more]).toEqual([["psst", "what?"], false]);
  bot.client.raw("CHATHISTORY TARGETS timestamp=2000-01-01T00:00:00.000Z timestamp=2099-01-01T00:00:00.000Z 10");
  const { commands } = await bot.next("batch start draft/chathistory-targets");
  expect(Array.isArray(commands) && commands.map(({ params }) => params[1])).toEqual(["script", "other"]);
  await script.ask({ type: "redact", to: "bot", msgid: id });
  expect((await everything(bot, "script", 10)).map(({ text }) => text)).toEqual(["what?"]);
});
