import type { Goodbye } from "../../core/answers.ts";
import type { Event } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Kind } from "../../core/ports.ts";
import type { Session } from "../../core/session.ts";
import { channelByName } from "../../core/state.ts";
import { cut } from "../../core/utf8.ts";
import { addressee } from "../addressee.ts";
import type { Conversation, DialectType, Line, Settings } from "../conversation.ts";
import { correction } from "../correction.ts";
import { Guest } from "../guest.ts";
import { harmless } from "../lines.ts";
import { textSecrets } from "../masks/text-secrets.ts";
import { ReadDecoder } from "../reads.ts";
import { prefixed, spoken } from "../spoken.ts";
import { Waiting } from "./waiting.ts";

/** The text by which a client ends its talk. */
export const CLIENT_GOODBYE = "Client has disconnected...";

/** The text by which the server does. */
export const SERVER_GOODBYE = "Goodbye, Chat Room!";

/** A talk by turns, in which the server begins and each side waits for the other. */
export const turns: DialectType = {
  name: "turns",
  options: {},
  listen: (settings) => ({
    name: "turns",
    open: (session, line) => new TurnsConversation(session, line, settings),
    secrets: textSecrets,
    defers: true,
  }),
};

const KIND: Kind = {
  render(happened: Event) {
    const event = happened.type === "edit" ? correction(happened) : happened;
    if (event.type !== "message" || event.form === "tags") return "";
    const { nick } = event.from;
    return prefixed(event.text, event.form === "action" ? `* ${nick} ` : `${nick}${addressee(event.to)}: `).join("\n");
  },
};

class TurnsConversation implements Conversation {
  readonly kind: Kind = KIND;
  readonly #guest: Guest;
  readonly #channel: string;
  readonly #reads: ReadDecoder;
  readonly #waiting = new Waiting();
  /** Answers of the client that are on their way to the log. */
  #answers = 0;
  /** Whether it is the server's turn to speak. */
  #isMine = false;
  /** Whether the client has said goodbye: nothing after that counts. */
  #isDeaf = false;

  constructor(session: Session, line: Line, settings: Settings) {
    const { channel } = settings;
    this.#guest = new Guest(session, line, settings);
    this.#channel = channel;
    this.#reads = new ReadDecoder(
      (text) => this.#read(spoken(text)),
      () => this.#answer("", "That is not UTF-8."),
    );
    if (this.#guest.turnAway()) {
      this.#isDeaf = true;
      return;
    }
    this.#guest.enter({ nick: `turns-${line.peer.port}`, dialect: "turns", channel }, (refusal) => {
      if (refusal) this.#guest.leave("Not let in", `${refusal.text}\n`);
      else this.#greet();
    });
  }

  feed(bytes: Uint8Array): void {
    if (!this.#isDeaf) this.#reads.feed(bytes);
  }

  end(): void {
    this.#isDeaf = true;
    this.#guest.finish("Client quit");
  }

  deliver(text: string): void {
    for (const line of text.split("\n")) this.#waiting.push(line);
    this.#speak();
  }

  goodbye(why: Goodbye): void {
    this.#isDeaf = true;
    this.#guest.leave(why.text, SERVER_GOODBYE);
  }

  #greet(): void {
    const topic = channelByName(this.#guest.session.state, this.#channel)?.topic?.text;
    this.#guest.write(cut(topic ? harmless(topic) : `Welcome to ${this.#channel}. Your turn.`, LIMITS.turnBytes));
  }

  /** A last answer and the goodbye right behind it may come in one read. */
  #read(text: string): void {
    if (!text.endsWith(CLIENT_GOODBYE)) {
      this.#answer(text);
      return;
    }
    const last = spoken(text.slice(0, -CLIENT_GOODBYE.length));
    if (last !== "") this.#answer(last);
    this.end();
  }

  /** Takes one answer; when it is durable, it is the server's turn. A `problem` with it is what the server says then. */
  #answer(text: string, problem?: string): void {
    this.#answers++;
    this.#isMine = false;
    const done = (refused?: string): void => {
      this.#answers--;
      this.#isMine = this.#answers === 0;
      if (refused !== undefined) this.#waiting.push(refused);
      this.#speak();
    };
    if (text === "") this.#guest.session.after(() => done(problem));
    else this.#guest.say(this.#channel, text, (refusal) => done(refusal?.text));
  }

  #speak(): void {
    if (!this.#isMine || this.#waiting.isEmpty) return;
    this.#isMine = false;
    this.#guest.write(this.#waiting.take(LIMITS.turnBytes));
  }
}
