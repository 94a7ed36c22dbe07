import type { Goodbye } from "../../core/answers.ts";
import type { Kind } from "../../core/ports.ts";
import type { Session } from "../../core/session.ts";
import type { Conversation, DialectType, Line, OptionRow } from "../conversation.ts";
import { Guest, SILENT } from "../guest.ts";
import { harmless } from "../lines.ts";
import { timestamp } from "../local-time.ts";
import { ReadDecoder } from "../reads.ts";
import { Roster } from "./roster.ts";

/** What stands directly behind a text that is acknowledged. */
export const ACK = "ACK";

const LIMIT: OptionRow = {
  text: "the most clients at a time; 0 for any number",
  pattern: /^\d{1,6}$/,
  default: "3",
};

/** Named clients, so many at a time; each message comes back with `ACK` behind it, and those of others never do. */
export const ack: DialectType = {
  name: "ack",
  options: { limit: LIMIT },
  listen({ channel, options }) {
    const roster = new Roster(Number(options["limit"] ?? LIMIT.default));
    return { name: "ack", open: (session, line) => new AckConversation(session, line, channel, roster) };
  },
};

/** A command's answer, made when its turn comes, from the words behind the command. */
type Answer = (roster: Roster, rest: string) => string;

/** What is a command and not a message. `exit` is one too, and is answered by hanging up. */
const COMMANDS: readonly { readonly pattern: RegExp; readonly answer: Answer }[] = [
  { pattern: /^status$/, answer: (roster) => roster.status(false) },
  { pattern: /^status all$/, answer: (roster) => roster.status(true) },
  { pattern: /^list$/, answer: () => "There are no files.\n" },
  { pattern: /^get *$/, answer: () => "Write it as get NAME.\n" },
  { pattern: /^get +(\S.*)$/, answer: (_, name) => `There is no file named ${harmless(name)}.\n` },
];

class AckConversation implements Conversation {
  readonly kind: Kind = SILENT;
  readonly #guest: Guest;
  readonly #channel: string;
  readonly #roster: Roster;
  readonly #reads: ReadDecoder;
  /** What the client is called here, whatever its nick in the channel; nothing if it was not let in. */
  readonly #name: string | undefined;
  /** Whether the client has said that it leaves: nothing after that counts. */
  #isDeaf = false;

  constructor(session: Session, line: Line, channel: string, roster: Roster) {
    this.#guest = new Guest(session, line);
    this.#channel = channel;
    this.#roster = roster;
    this.#reads = new ReadDecoder(
      (text) => this.#read(text),
      () => this.#answer(() => "That is not UTF-8.\n"),
    );
    this.#name = roster.enter(line.now());
    if (this.#name === undefined) {
      this.#isDeaf = true;
      this.#guest.leave("Full", `The server is full: ${roster.limit} clients at most.\n`);
      return;
    }
    line.note(`${this.#name} connected at ${timestamp(line.now())}`);
    this.#guest.write(this.#name);
    this.#guest.enter({ nick: this.#name, dialect: "ack", channel }, (refusal) => {
      if (refusal) this.#leave("Not let in", `${refusal.text}\n`);
    });
  }

  feed(bytes: Uint8Array): void {
    if (!this.#isDeaf) this.#reads.feed(bytes);
  }

  end(): void {
    this.#isDeaf = true;
    this.#guest.session.after(() => this.#leave("Client quit"));
  }

  closed(): void {
    this.#freePlace();
  }

  deliver(): void {
    // An ack client takes whatever comes for the answer to its message.
  }

  goodbye(why: Goodbye): void {
    this.#isDeaf = true;
    this.#leave(why.text, `${why.text}\n`);
  }

  #read(text: string): void {
    const lines = text.replace(/\r\n?/g, "\n").split("\n");
    if (lines.length > 1 && lines.at(-1) === "") lines.pop();
    for (const line of lines) this.#message(line);
  }

  #message(text: string): void {
    if (this.#isDeaf) return;
    if (text === "exit") {
      this.end();
      return;
    }
    for (const { pattern, answer } of COMMANDS) {
      const match = pattern.exec(text);
      if (match) {
        this.#answer(() => answer(this.#roster, match[1] ?? ""));
        return;
      }
    }
    if (text === "") this.#answer(() => ACK);
    else this.#say(text);
  }

  #say(text: string): void {
    this.#guest.say(this.#channel, text, (refusal) => {
      this.#guest.write(refusal ? `${refusal.text}\n` : text + ACK);
    });
  }

  /** Writes an answer once all that was sent before it is answered. */
  #answer(make: () => string): void {
    this.#guest.session.after(() => this.#guest.write(make()));
  }

  /** The place is free before the connection is closed, so that whoever sees it closed can come in. */
  #leave(reason: string, last?: string): void {
    this.#freePlace();
    this.#guest.leave(reason, last);
  }

  #freePlace(): void {
    const now = this.#guest.line.now();
    if (this.#name !== undefined && this.#roster.leave(this.#name, now)) {
      this.#guest.line.note(`${this.#name} disconnected at ${timestamp(now)}`);
    }
  }
}
