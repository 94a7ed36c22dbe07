import { Client, type Fields, type Options } from "irc-framework";
import { onTestFinished } from "vitest";
import type { TestServer } from "./harness.ts";
import type { JsonPeer } from "./json-peer.ts";
import { join, lastingScene } from "./scene.ts";

/** Programs made with irc-framework, in the hands of a test. */

export const CHANNEL = "#garden";

/** A program made with irc-framework, and all that it was told. */
export class Bot {
  readonly client: Client = new Client();
  readonly #events: { readonly name: string; readonly event: Fields }[] = [];
  #wake: () => void = () => undefined;

  private constructor() {
    this.client.use((_client, _raw, parsed) => {
      parsed.use((name, event, _owner, next) => {
        this.#events.push({ name, event });
        this.#wake();
        next();
      });
    });
  }

  /** Connects, and waits until the server has greeted it. */
  static async start(port: number, nick: string, transport: unknown, ...caps: readonly string[]): Promise<Bot> {
    const bot = Bot.connect(port, nick, transport, ...caps);
    await bot.next("motd");
    return bot;
  }

  /** Connects, signed in to an account with SASL PLAIN, and waits until the server has greeted it. */
  static async signIn(port: number, nick: string, account: string, password: string): Promise<Bot> {
    const bot = Bot.#connect(port, nick, [], { account: { account, password } });
    await bot.next("motd");
    return bot;
  }

  /** Connects, by TCP unless told otherwise, and asks for all capabilities that the library knows, and for `caps`. */
  static connect(port: number, nick: string, transport: unknown, ...caps: readonly string[]): Bot {
    return Bot.#connect(port, nick, caps, transport === undefined ? {} : { transport });
  }

  static #connect(port: number, nick: string, caps: readonly string[], others: Partial<Options>): Bot {
    const bot = new Bot();
    bot.client.requestCap(["labeled-response", "message-tags", ...caps]);
    bot.client.connect({
      host: "127.0.0.1",
      port,
      nick,
      username: nick,
      gecos: `${nick} of Test`,
      enable_echomessage: true,
      enable_setname: true,
      enable_chghost: true,
      auto_reconnect: true,
      auto_reconnect_max_retries: 10,
      ...others,
    });
    onTestFinished(() => bot.client.quit("the test is over"));
    return bot;
  }

  /** The next event of a name; what came before it is gone. */
  async next(name: string): Promise<Fields> {
    for (;;) {
      const next = this.#events.shift();
      if (next?.name === name) return next.event;
      if (next) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Who and what is there. */
export interface BotGarden {
  readonly bot: Bot;
  readonly client: Client;
  readonly script: JsonPeer;
  readonly server: TestServer;
  readonly port: number;
}

/** Somebody called `script` who operates `#garden`, and a bot in it that asks for these capabilities too. */
export async function botGarden(transport: unknown, ...caps: readonly string[]): Promise<BotGarden> {
  const { server, port, script } = await sceneWithScript();
  await script.ask({ type: "topic", channel: CHANNEL, topic: "What grows" });
  const bot = await Bot.start(port, "bot", transport, ...caps);
  bot.client.join(CHANNEL);
  await script.arrival("bot");
  return { bot, client: bot.client, script, server, port };
}

/** A server, and somebody called `script` in `#garden`. */
export async function sceneWithScript(): Promise<{ server: TestServer; port: number; script: JsonPeer }> {
  const server = await lastingScene();
  return { server, port: server.port, script: await join(server, "script", CHANNEL) };
}
