import { type Goodbye, goodbye } from "../../core/answers.ts";
import type { Event, LastingEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Kind } from "../../core/ports.ts";
import type { Session } from "../../core/session.ts";
import { fits, utf8Length } from "../../core/utf8.ts";
import type { Conversation, Line } from "../conversation.ts";
import { bannedText } from "../goodbye-text.ts";
import { Guesses } from "../guesses.ts";
import { decodeLeniently, LineSplitter } from "../lines.ts";
import { Turnstile } from "../turnstile.ts";
import { Call, NOT_REGISTERED } from "./call.ts";
import type { Cap } from "./caps.ts";
import type { Client } from "./client.ts";
import { ClientBatches } from "./client-batch.ts";
import type { Row } from "./commands/row.ts";
import { COMMANDS } from "./commands/table.ts";
import { showPersonal } from "./fallback.ts";
import { kindOf } from "./kinds.ts";
import { Login } from "./login.ts";
import { escapeTag, formatLine, type Message, parseMessage } from "./message.ts";
import { isAware, Subscriptions } from "./metadata.ts";
import { Monitor } from "./monitor.ts";
import { MULTILINE } from "./multiline.ts";
import { Registration } from "./registration.ts";
import { Output, Reply } from "./reply.ts";
import type { Server } from "./server.ts";

/** Bytes of a line besides its tags and its end. */
const BODY_BYTES = LIMITS.ircLineBytes - 2;

/** Stands for the command where there is none: what is told was not asked for. */
const UNASKED: Message = { tags: {}, command: "*", params: [] };

/** The name of a command, if what came is one. */
const COMMAND_NAME = /^[A-Za-z]{1,32}$/;

/** One IRC connection: lines to commands, and what is to be told to lines. */
export class IrcConversation implements Conversation, Client {
  readonly session: Session;
  readonly line: Line;
  readonly server: Server;
  readonly commands: ReadonlyMap<string, Row> = COMMANDS;
  readonly registration: Registration;
  readonly login: Login;
  readonly guesses: Guesses;
  readonly turnstile: Turnstile = new Turnstile();
  readonly batches: ClientBatches;
  readonly monitor: Monitor;
  readonly subscriptions: Subscriptions = new Subscriptions();
  capVersion = 0;
  #caps: ReadonlySet<Cap> = new Set();
  #kind: Kind = kindOf(this.#caps);
  readonly #splitter: LineSplitter;
  readonly #output: Output;
  /** Nothing more is taken from the client. */
  #isDeaf = false;
  /** The client has been sent its ERROR. */
  #isOver = false;
  #heardAt: number;
  #isPinged = false;

  constructor(session: Session, line: Line, server: Server) {
    this.session = session;
    this.line = line;
    this.server = server;
    this.login = new Login(this);
    this.guesses = new Guesses(line, () => this.close("Too many wrong passwords"));
    this.registration = new Registration(this);
    this.batches = new ClientBatches(this);
    this.monitor = new Monitor(this);
    this.#output = new Output((text) => {
      if (!this.#isOver) line.write(text);
    });
    this.#splitter = new LineSplitter(
      LIMITS.ircTagsBytes + BODY_BYTES,
      (text) => this.#inTurn(text, () => this.#take(text)),
      (_problem, bytes) => {
        // The bytes are only valid now, and it may have to wait.
        const text = bytes && decodeLeniently(bytes);
        this.#inTurn(text ?? "", () => this.#complain(text));
      },
    );
    this.#heardAt = line.now();
    line.timer(LIMITS.registrationMs, () => {
      if (!this.registration.isComplete) this.goodbye(goodbye("timeout", "You did not register in time."));
    });
    this.#watch(LIMITS.pingAfterMs);
  }

  get kind(): Kind {
    return this.#kind;
  }

  get caps(): ReadonlySet<Cap> {
    return this.#caps;
  }

  set caps(caps: ReadonlySet<Cap>) {
    const wasAware = isAware(this);
    this.#caps = caps;
    this.#kind = kindOf(caps);
    if (wasAware && !isAware(this)) this.subscriptions.clear();
  }

  get nick(): string {
    return this.session.user?.nick ?? "*";
  }

  has(cap: Cap): boolean {
    return this.#caps.has(cap);
  }

  get isMidLine(): boolean {
    return this.#splitter.isMidLine;
  }

  feed(bytes: Uint8Array): void {
    if (this.#isDeaf) return;
    this.#heardAt = this.line.now();
    this.#isPinged = false;
    this.#splitter.feed(bytes);
  }

  end(): void {
    if (this.#isDeaf) return;
    this.#splitter.flush();
    this.#inTurn("", () => {
      if (this.#isDeaf) return;
      this.deafen();
      // What was asked is still answered.
      this.session.after(() => this.line.hangUp());
    });
  }

  closed(): void {
    this.#isDeaf = true;
    this.#isOver = true;
    this.login.closed();
    this.registration.leave();
  }

  deliver(text: string): void {
    this.#output.write(text);
  }

  tell(event: Event, call: Call = this.#unasked()): void {
    showPersonal(call, event);
  }

  watched(event: LastingEvent, heard: boolean): void {
    this.monitor.take(event, heard);
  }

  goodbye(why: Goodbye): void {
    if (why.code === "banned" && !this.#isOver) this.#unasked().numeric("465", [], bannedText(why));
    this.close(why.code === "banned" ? bannedText(why) : why.text);
  }

  write(text: string): void {
    this.#output.write(text);
  }

  deafen(): void {
    this.#isDeaf = true;
  }

  close(text: string): void {
    if (this.#isOver) return;
    this.#isDeaf = true;
    this.#output.write(formatLine({ tags: {}, command: "ERROR", params: [text] }, true));
    this.#isOver = true;
    this.registration.leave();
    this.line.hangUp();
  }

  #inTurn(text: string, run: () => void): void {
    if (this.#isDeaf || this.turnstile.pass(text, run)) return;
    this.close("Too much at once while your password was checked");
  }

  #take(text: string): void {
    if (this.#isDeaf) return;
    const line = text.includes("\0") || text.includes("\r") ? text.replace(/[\0\r]/g, "") : text;
    if (!fitsParts(line)) {
      this.#complain();
      return;
    }
    const message = parseMessage(line);
    if (message) this.#dispatch(message);
  }

  #dispatch(message: Message): void {
    const reply = this.#replyTo(message);
    const call = new Call(this, message, reply);
    const row = COMMANDS.get(message.command) ?? COMMANDS.get(call.command);
    if (!this.#mayCome(row)) call.numeric("451", [], NOT_REGISTERED);
    else if (message.tags["batch"] !== undefined && this.has(MULTILINE)) this.batches.take(call, message);
    else if (!row) call.complain("421", [message.command], "Unknown command");
    else if (message.params.length >= row.minParams) run(row, call);
    else call.needMoreParams();
    reply.release();
  }

  /** Whether a command may come now: before registration only few may. */
  #mayCome(row: Row | undefined): boolean {
    if (this.registration.isComplete || row?.turn === "at-once") return true;
    if (row?.turn !== "acts" || row.early === undefined) return false;
    return [row.early].flat().some((cap) => this.has(cap));
  }

  #unasked(): Call {
    return new Call(this, UNASKED, new Reply(this.#output, this.server.name, undefined));
  }

  #replyTo(message: Message): Reply {
    return new Reply(this.#output, this.server.name, this.#labelOf(message));
  }

  /** The label that the answer is to carry, as it stands in a line. */
  #labelOf(message: Message): string | undefined {
    if (!this.has("labeled-response")) return undefined;
    const { label } = message.tags;
    return label && fits(label, LIMITS.ircLabelBytes) ? escapeTag(label) : undefined;
  }

  /**
   * Says what is wrong with a line, which is too long unless what can be read of it is there: then it is not UTF-8. It may
   * have been one of a batch, and would be missing in it.
   */
  #complain(text?: string): void {
    if (this.#isDeaf) return;
    if (text !== undefined) this.#complainOfBytes(text);
    else {
      const params = [this.nick, "That line is longer than the server takes"];
      this.#output.write(formatLine({ tags: {}, source: this.server.name, command: "417", params }, true));
    }
    this.batches.spoil("A line of the batch could not be taken");
  }

  /** What can be read of a line that is not UTF-8 says which command failed (IRCv3 utf8-only). */
  #complainOfBytes(readable: string): void {
    const message = parseMessage(readable) ?? { tags: {}, command: "", params: [] };
    const reply = this.#replyTo(message);
    const call = new Call(this, message, reply);
    const name = COMMAND_NAME.test(call.command) ? call.command : "*";
    const text = "That line is not UTF-8, and was left out";
    call.inTurn(() => call.fail("INVALID_UTF8", [], text, name));
    reply.release();
  }

  /** Asks a silent client whether it is there, and gives it up if it stays silent. */
  #watch(ms: number): void {
    this.line.timer(ms, () => {
      const silent = this.line.now() - this.#heardAt;
      if (silent < LIMITS.pingAfterMs) this.#watch(LIMITS.pingAfterMs - silent);
      else if (this.#isPinged) this.goodbye(goodbye("timeout"));
      else {
        this.#isPinged = true;
        this.#output.write(formatLine({ tags: {}, command: "PING", params: [this.server.name] }, true));
        this.#watch(LIMITS.pingAfterMs);
      }
    });
  }
}

function run(row: Row, call: Call): void {
  if (row.turn === "asks") call.ask((user) => row.run(call, user));
  else row.run(call);
}

/** Whether both the tags and the rest are as short as they have to be. */
function fitsParts(line: string): boolean {
  if (fits(line, BODY_BYTES)) return true;
  if (!line.startsWith("@")) return false;
  const tags = line.indexOf(" ") + 1;
  return tags > 0 && utf8Length(line.slice(0, tags)) <= LIMITS.ircTagsBytes && fits(line.slice(tags), BODY_BYTES);
}
