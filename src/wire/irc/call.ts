import type { Refusal } from "../../core/answers.ts";
import type { Command, Open, Typing } from "../../core/commands.ts";
import type { Emission } from "../../core/events.ts";
import type { Answer } from "../../core/session.ts";
import type { User } from "../../core/state.ts";
import type { Client } from "./client.ts";
import { kindOf } from "./kinds.ts";
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
    const all = [this.client.nick, ...params];
    this.say(code, text === undefined ? all : [...all, text], text !== undefined);
  }

  /** Answers with a message of the server's. */
  say(command: string, params: readonly string[], colon = false): void {
    this.#reply.send(formatLine({ tags: {}, source: this.client.server.name, command, params }, colon));
  }

  /** Shows the client what it did, as others see it. */
  show(emissions: readonly Emission[]): void {
    for (const { event } of emissions) this.send(kindOf(this.client.caps).render(event));
  }

  /** Answers with whole lines. */
  send(lines: string): void {
    if (lines !== "") this.#reply.send(lines);
  }

  /** Answers with the numeric of a refusal. */
  refuse(refusal: Refusal, target = "*", parameterOf: Subject["parameterOf"] = () => "*"): void {
    const subject = { command: this.command, target, parameterOf };
    const [code, ...params] = REFUSAL_NUMERICS[refusal.code](refusal.about ?? target, subject);
    this.numeric(code, params, refusal.text);
  }

  /** Asks the core for something; a refusal is answered, unless `refused` takes it. */
  submit(act: Command | Open | Typing, shown: (done: Done) => void, refused?: (refusal: Refusal) => void): void {
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

  /** Says that something is wrong with the command itself, in its turn if there are turns yet. */
  complain(code: string, params: readonly string[], text: string): void {
    if (this.client.registration.isComplete) this.ask(() => this.numeric(code, params, text));
    else this.numeric(code, params, text);
  }

  /** The client asked for a command that needs more. */
  needMoreParams(): void {
    this.complain("461", [this.command], "Not enough parameters");
  }

  #refuseAct(act: Command | Open | Typing, refusal: Refusal): void {
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
function targetOf(act: Command | Open | Typing): string {
  if ("channel" in act) return act.channel;
  if ("to" in act) return act.to;
  return "nick" in act ? act.nick : "*";
}
