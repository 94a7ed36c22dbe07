import type { ServerMessage } from "../src/wire/json/messages.ts";
import { Peer } from "./harness.ts";

/** A message of one type. */
type Of<T extends ServerMessage["type"]> = Extract<ServerMessage, { type: T }>;

/** Somebody who speaks JSON, and so sees all that happens in a channel as it is. */
export class JsonPeer {
  readonly peer: Peer;
  readonly #events: ServerMessage[] = [];
  #asked = 0;

  private constructor(peer: Peer) {
    this.peer = peer;
  }

  /** Somebody at the other end of a connection, who has said nothing yet. */
  static at(peer: Peer): JsonPeer {
    return new JsonPeer(peer);
  }

  /** Comes in by the one port, and into a channel. */
  static async enter(port: number, nick: string, channel = "#lobby"): Promise<JsonPeer> {
    const someone = new JsonPeer(await Peer.to(port));
    await someone.ask({ type: "hello", nick });
    await someone.ask({ type: "join", channel });
    return someone;
  }

  /**
   * Sends a command and waits for its answer; what comes before it is kept for `next`.
   * @throws Error if the answer is no
   */
  async ask(command: object): Promise<Of<"ok">> {
    const ref = String(++this.#asked);
    this.peer.command({ ...command, ref });
    for (;;) {
      const message = await this.#read();
      if (message.type === "ok" && message.ref === ref) return message;
      if (message.type === "refused" && message.ref === ref) throw new Error(message.text);
      this.#events.push(message);
    }
  }

  /** Says something in a channel; done when it is on disk. */
  async say(text: string, to = "#lobby"): Promise<void> {
    await this.ask({ type: "say", to, text });
  }

  /** The next event of a type, of others or one's own; what came before it is gone. */
  async next<T extends ServerMessage["type"]>(type: T): Promise<Of<T>> {
    for (;;) {
      const message = this.#events.shift() ?? (await this.#read());
      if (isOf(message, type)) return message;
    }
  }

  /** Waits until somebody whose nick begins so comes in. @returns the nick */
  async arrival(nick: string): Promise<string> {
    for (;;) {
      const { from } = await this.next("join");
      if (from.nick.startsWith(nick)) return from.nick;
    }
  }

  /** Waits until somebody is in a channel that this one is in. */
  async company(nick: string, channel: string): Promise<void> {
    const { members = [] } = await this.ask({ type: "names", channel });
    if (!members.some((member) => member.nick === nick)) await this.arrival(nick);
  }

  /** What was said from here on until somebody leaves, as `nick: text`, and then who and why, as `nick left: reason`. */
  async untilQuit(nick: string): Promise<string[]> {
    const seen: string[] = [];
    for (;;) {
      const message = this.#events.shift() ?? (await this.#read());
      if (message.type === "message") seen.push(`${message.from.nick}: ${message.text}`);
      if (message.type === "quit" && message.from.nick === nick) return [...seen, `${nick} left: ${message.reason}`];
    }
  }

  /** The messages that have come so far, in order; what else came is gone. */
  takeMessages(): Of<"message">[] {
    return this.#events.splice(0).filter((message) => isOf(message, "message"));
  }

  /** Waits until the server has read all that was sent to it before, by whomever. */
  async fence(): Promise<void> {
    await this.ask({ type: "ping" });
  }

  async #read(): Promise<ServerMessage> {
    return JSON.parse(await this.peer.until("\n"));
  }
}

function isOf<T extends ServerMessage["type"]>(message: ServerMessage, type: T): message is Of<T> {
  return message.type === type;
}
