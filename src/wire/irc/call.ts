import type { Register } from "../../core/account-commands.ts";
import type { Refusal } from "../../core/answers.ts";
import type { Command, Open, Typing } from "../../core/commands.ts";
import type { Emission } from "../../core/events.ts";
import type { Answer } from "../../core/session-host.ts";
import type { User } from "../../core/state.ts";
import { hears } from "../../core/view.ts";
import type { Client } from "./client.ts";
import { formatLine, type Message } from "./message.ts";
import { REFUSAL_NUMERICS, type Subject } from "./refusals.ts";
import type { Reply } from "./reply.ts";

/** What a client is told that asks for something before it is somebody. */
export const NOT_REGISTERED = "You have not registered: send NICK and USER first";

/** What became of a command that was carried out. */
export type Done = Extract<Answer, { readonly refusal?: undefined }>;

/** One command that a client sent, and the way to answer it. */
export class Call {
  readonly client: Client;
  readonly message: Message;
  readonly params: readonly string[];
  readonly #reply: Reply;

  constructor(client: Client, message: Message, reply: Reply) {
    this.client = client;
    this.message = message;
    this.params = message.params;
    this.#reply = reply;
  }

  /** The command's name in capitals. */
  get command(): string {
    return this.message.command.toUpperCase();
  }

  /** Answers with a numeric; `text` is its last parameter, if it has one for people. */
  numeric(code: string, params: readonly string[], text?: string): void {
    this.#reply.send(this.numericLine(code, params, text));
  }

  /** What `numeric` would answer, as a whole line. */
  numericLine(code: string, params: readonly string[], text?: string): string {
    const all = [this.client.nick, ...params];
    return this.#line(code, text === undefined ? all : [...all, text], text !== undefined);
  }

  /** Answers with a message of the server's. */
  say(command: string, params: readonly string[], colon = false): void {
    this.#reply.send(this.#line(command, params, colon));
  }

  /**
   * Says that the command failed, in a way that programs can read (IRCv3 standard-replies).
   *
   * @param context what the code says that there is to know
   * @param command what failed, if it is not the command itself
   */
  fail(code: string, context: readonly string[], text: string, command: string = this.command): void {
    this.say("FAIL", [command, code, ...context, text], true);
  }

  /** Answers with whole lines as a batch; `type` may have parameters behind it. */
  sendBatch(type: string, lines: string): void {
    this.#reply.sendBatch(type, lines);
  }

  /** Shows the client what it did, as others see it. */
  show(emissions: readonly Emission[]): void {
    const { session, kind } = this.client;
    for (const { event, audience } of emissions) {
      // Some of what it did may be for others only.
      if (!session.user || !hears(session.state, audience, session.user)) continue;
      const lines = kind.render(event);
      if (lines === undefined) this.client.tell(event, this);
      else this.send(lines);
    }
  }

  /** Answers with whole lines; with nothing if there is nothing to show. */
  send(lines: string | undefined): void {
    if (lines) this.#reply.send(lines);
  }

  /** Answers with the numeric of a refusal. */
  refuse(refusal: Refusal, target = "*", parameterOf: Subject["parameterOf"] = () => "*"): void {
    const subject = { command: this.command, target, parameterOf };
    const [code, ...params] = REFUSAL_NUMERICS[refusal.code](refusal.about ?? target, subject);
    this.numeric(code, params, refusal.text);
  }

  /** Asks the core for something; a refusal is answered, unless `refused` takes it. */
  submit(
    act: Command | Open | Register | Typing,
    shown: (done: Done) => void,
    refused?: (refusal: Refusal) => void,
  ): void {
    this.#reply.hold();
    this.client.session.submit(act, (answer) => {
      if (answer.refusal === undefined) {
        shown(answer);
        for (const refusal of answer.refusals ?? []) this.#refuseAct(act, refusal);
      } else if (refused) refused(answer.refusal);
      else this.#refuseAct(act, answer.refusal);
      this.#reply.release();
    });
  }

  /** Runs `answer` when all that the client asked before is done; a client that is nobody by then is told so. */
  ask(answer: (user: User) => void): void {
    this.#reply.hold();
    const { session } = this.client;
    session.after(() => {
      const { user } = session;
      if (user) answer(user);
      else this.refuse({ code: "not-open", text: NOT_REGISTERED });
      this.#reply.release();
    });
  }

  /** Runs `answer` when all that anybody asked of this server before is done. */
  afterAll(answer: () => void): void {
    this.#reply.hold();
    this.client.session.afterAll(() => {
      answer();
      this.#reply.release();
    });
  }

  /** Says that something is wrong with the command itself, in its turn. */
  complain(code: string, params: readonly string[], text: string): void {
    this.inTurn(() => this.numeric(code, params, text));
  }

  /** Answers when all that the client asked before is done; before registration nothing waits, so at once. */
  inTurn(answer: () => void): void {
    if (this.client.registration.isComplete) this.ask(answer);
    else answer();
  }

  /** The answer comes later: it is not over before the returned function is called, once. */
  later(): () => void {
    this.#reply.hold();
    return () => this.#reply.release();
  }

  /** The client asked for a command that needs more. */
  needMoreParams(): void {
    this.complain("461", [this.command], "Not enough parameters");
  }

  #line(command: string, params: readonly string[], colon: boolean): string {
    return formatLine({ tags: {}, source: this.client.server.name, command, params }, colon);
  }

  #refuseAct(act: Command | Open | Register | Typing, refusal: Refusal): void {
    const changes = act.type === "mode" ? act.changes : [];
    const parameterOf: Subject["parameterOf"] = (letter) => {
      // Keys are secrets, and are not said again.
      const change = letter === "k" ? undefined : changes.find(({ mode }) => mode === letter);
      return change?.parameter || "*";
    };
    this.refuse(refusal, targetOf(act), parameterOf);
  }
}

/** What a command was for: a channel, or a nick. */
function targetOf(act: Command | Open | Register | Typing): string {
  if ("channel" in act) return act.channel;
  if ("to" in act) return act.to;
  return "nick" in act ? act.nick : "*";
}
