import type { LastingEvent } from "../../core/events.ts";
import { nickKey } from "../../core/names.ts";
import type { Cap } from "./caps.ts";
import type { Client } from "./client.ts";
import { formatLine } from "./message.ts";

/** Capabilities with which extended-monitor shows more than coming and going, by the event that they show. */
const EXTENDED: { readonly [T in LastingEvent["type"]]?: Cap } = {
  away: "away-notify",
  account: "account-notify",
  setname: "setname",
  chghost: "chghost",
};

/** The nicks that one connection monitors (IRCv3 monitor). */
export class Monitor {
  readonly #client: Client;
  /** As they were written, by their keys. */
  readonly #nicks = new Map<string, string>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** The nicks, in the order in which they were added. */
  get nicks(): readonly string[] {
    return [...this.#nicks.values()];
  }

  /** Adds a nick; false if there are as many as there may be. */
  add(nick: string): boolean {
    if (!this.#client.session.watch(nick)) return false;
    if (!this.#nicks.has(nickKey(nick))) this.#nicks.set(nickKey(nick), nick);
    return true;
  }

  remove(nick: string): void {
    this.#client.session.unwatch(nick);
    this.#nicks.delete(nickKey(nick));
  }

  clear(): void {
    for (const nick of this.nicks) this.remove(nick);
  }

  /** News of a monitored nick. @param heard whether the client was told of it anyway */
  take(event: LastingEvent, heard: boolean): void {
    const { nick, user, host } = event.from;
    switch (event.type) {
      case "arrive":
        this.#tell("730", `${nick}!${user}@${host}`);
        this.#client.tell(event);
        break;
      case "quit":
        this.#tell("731", nick);
        break;
      case "nick":
        // To write one's nick differently is no coming and going.
        if (nickKey(nick) === nickKey(event.nick)) break;
        if (this.#nicks.has(nickKey(nick))) this.#tell("731", nick);
        if (!this.#nicks.has(nickKey(event.nick))) break;
        this.#tell("730", `${event.nick}!${user}@${host}`);
        this.#client.tell(event);
        break;
      case "metadata":
        // Who is monitored may have set it for a channel.
        if (!heard && this.#nicks.has(nickKey(event.to))) this.#client.tell(event);
        break;
      default:
        if (!heard) this.#extend(event);
    }
  }

  #extend(event: LastingEvent): void {
    const cap = EXTENDED[event.type];
    if (cap === undefined || !this.#client.has(cap) || !this.#client.has("extended-monitor")) return;
    const text = this.#client.kind.render(event);
    if (text) this.#client.write(text);
  }

  #tell(command: string, target: string): void {
    const { server, nick } = this.#client;
    this.#client.write(formatLine({ tags: {}, source: server.name, command, params: [nick, target] }, true));
  }
}
