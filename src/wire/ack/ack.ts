import type { Goodbye } from "../../core/answers.ts";
import type { FileRef } from "../../core/files.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Kind } from "../../core/ports.ts";
import type { Session } from "../../core/session.ts";
import type { Conversation, DialectType, Line, OptionRow, Settings } from "../conversation.ts";
import { Guest, SILENT } from "../guest.ts";
import { harmless } from "../lines.ts";
import { timestamp } from "../local-time.ts";
import { textSecrets } from "../masks/text-secrets.ts";
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
  listen(settings) {
    const roster = new Roster(Number(settings.options["limit"] ?? LIMIT.default));
    return {
      name: "ack",
      open: (session, line) => new AckConversation(session, line, settings, roster),
      secrets: textSecrets,
    };
  },
};

/** The commands that are answered at once when their turn comes. */
const COMMANDS: ReadonlyMap<string, (roster: Roster) => string> = new Map([
  ["status", (roster) => roster.status(false)],
  ["status all", (roster) => roster.status(true)],
]);

const NO_FILES = "There are no files.\n";
const NOT_NOW = "The files could not be looked up just now.\n";

class AckConversation implements Conversation {
  readonly kind: Kind = SILENT;
  readonly #guest: Guest;
  readonly #channel: string;
  readonly #roster: Roster;
  readonly #reads: ReadDecoder;
  /** What the client is called here, whatever its nick in the channel; nothing if it was not let in. */
  readonly #name: string | undefined;
  /** Whether files were asked for and are not sent yet: what comes behind is only looked at then. */
  #isSending = false;
  /** Whether the client has said that it leaves: nothing after that counts. */
  #isDeaf = false;

  constructor(session: Session, line: Line, settings: Settings, roster: Roster) {
    const { channel } = settings;
    this.#guest = new Guest(session, line, settings);
    this.#channel = channel;
    this.#roster = roster;
    this.#reads = new ReadDecoder(
      (text) => this.#read(text),
      () => this.#answer(() => "That is not UTF-8.\n"),
    );
    if (this.#guest.turnAway()) {
      this.#isDeaf = true;
      return;
    }
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
    if (this.#isSending) {
      this.#guest.session.after(() => this.end());
      return;
    }
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
    this.#take(lines, 0);
  }

  /** Takes the lines from the one of that index on, as far as they need not wait. */
  #take(lines: readonly string[], from: number): void {
    for (let i = from; i < lines.length; i++) {
      if (this.#isSending) {
        this.#guest.session.after(() => this.#take(lines, i));
        return;
      }
      this.#message(lines[i] ?? "");
    }
  }

  #message(text: string): void {
    if (this.#isDeaf) return;
    const command = COMMANDS.get(text);
    const [, name] = /^get(?: +(\S.*)?)?$/.exec(text) ?? [];
    if (command) this.#answer(() => command(this.#roster));
    else if (text === "exit") this.end();
    else if (text === "list") this.#askForFiles(LIMITS.filesListed, (files) => this.#list(files));
    else if (name !== undefined) this.#askForFiles(LIMITS.filesSought, (files) => this.#send(name, files));
    else if (/^get *$/.test(text)) this.#answer(() => "Write it as get NAME.\n");
    else if (text === "") this.#answer(() => ACK);
    else this.#say(text);
  }

  /** Answers from the channel's files when that has its turn; what comes behind waits until it is done. */
  #askForFiles(limit: number, answer: (files: readonly FileRef[]) => Promise<void>): void {
    this.#isSending = true;
    this.#guest.session.after(() => {
      const goOn = this.#guest.session.hold();
      this.#guest
        .files(this.#channel, limit)
        .then((files) => ("refusal" in files ? this.#guest.write(`${files.refusal.text}\n`) : answer(files)))
        .catch(() => this.#guest.write(NOT_NOW))
        .finally(() => {
          this.#isSending = false;
          goOn();
        });
    });
  }

  async #list(files: readonly FileRef[]): Promise<void> {
    this.#guest.write(files.map(({ name }) => `${harmless(name)}\n`).join("") || NO_FILES);
  }

  /** Names are kept composed (Unicode NFC), however they are typed; the client waits for the one that it typed. */
  async #send(name: string, files: readonly FileRef[]): Promise<void> {
    const file = files.find((one) => one.name === name) ?? files.find((one) => one.name === name.normalize("NFC"));
    if (!file) {
      this.#guest.write(`There is no file named ${harmless(name)}.\n`);
      return;
    }
    this.#guest.write(`${name} ${file.size}\n`);
    const isWhole = await new Promise<boolean>((done) => this.#guest.send(file, done));
    // The client takes whatever else comes for the rest of the file.
    if (!isWhole) this.#leave("A file could not be read");
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
