import { type Goodbye, goodbye, refuse } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Kind } from "../../core/ports.ts";
import type { Session } from "../../core/session.ts";
import type { Conversation, Dialect, DialectType, Line, Settings } from "../conversation.ts";
import { Guesses } from "../guesses.ts";
import { LineSplitter } from "../lines.ts";
import { Answers, encode, KIND } from "./answers.ts";
import { type CoreCommand, isDeskCommand, isStatusCommand, type JsonCommand } from "./commands.ts";
import { Entrance } from "./entrance.ts";
import { InOrder } from "./in-order.ts";
import { Lookout } from "./lookout.ts";
import { parseCommand } from "./parse-command.ts";
import { answerQuestion, joinAnswer, type StateQuestion } from "./questions.ts";
import { jsonSecrets } from "./secrets.ts";
import { SessionDesk } from "./session-desk.ts";
import type { Talk } from "./talk.ts";

/** The native dialect: the core's commands and events, one JSON object a line or a frame. */
export const json: DialectType = {
  name: "json",
  options: {},
  listen(settings: Settings): Dialect {
    return {
      name: "json",
      open: (session, line) => new JsonConversation(session, line, settings),
      secrets: jsonSecrets,
      turnAway: (why) => encode({ type: "goodbye", ...why }),
    };
  },
};

const NOT_UTF8 = "That is not UTF-8.";

/** Lines end with LF here, however the client's system ends them. */
function withPlainLines<C extends Extract<CoreCommand, { type: "say" | "edit" }>>(command: C): C {
  return command.text.includes("\r") ? { ...command, text: command.text.replace(/\r\n?/g, "\n") } : command;
}

class JsonConversation implements Conversation {
  readonly kind: Kind = KIND;
  readonly #session: Session;
  readonly #line: Line;
  readonly #answers: Answers;
  readonly #talk: Talk;
  readonly #entrance: Entrance;
  readonly #desk: SessionDesk;
  readonly #lookout: Lookout;
  /** One for all lines: there are many. */
  readonly #takeLine = (line: string): void => this.#take(line);
  readonly #lines = new LineSplitter(
    LIMITS.lineBytes,
    (line) => this.#pass(line, this.#takeLine),
    (problem) => this.#pass("", () => this.#answers.refuse(undefined, WRONG_LINES[problem])),
  );

  constructor(session: Session, line: Line, settings: Settings) {
    this.#session = session;
    this.#line = line;
    this.#answers = new Answers(session, line);
    this.#talk = {
      session,
      line,
      settings,
      answers: this.#answers,
      inOrder: new InOrder(session),
      guesses: new Guesses(line, () => this.goodbye(goodbye("too-many-tries"))),
    };
    const stopWaiting = line.timer(LIMITS.registrationMs, () => this.goodbye(goodbye("timeout", "No hello came.")));
    this.#entrance = new Entrance(this.#talk, stopWaiting);
    this.#desk = new SessionDesk(this.#talk);
    this.#lookout = new Lookout(this.#talk);
  }

  get isMidLine(): boolean {
    return this.#lines.isMidLine;
  }

  feed(bytes: Uint8Array): void {
    this.#lines.feed(bytes);
  }

  end(): void {
    this.#lines.flush();
    this.#talk.inOrder.last(() =>
      this.#session.after(() => this.#answers.leaveWhenAnswered(() => this.#line.hangUp())),
    );
  }

  deliver(text: string): void {
    this.#line.write(text);
  }

  closed(): void {
    this.#lookout.close();
  }

  goodbye(why: Goodbye): void {
    this.#desk.answerLast();
    this.#line.write(encode({ type: "goodbye", ...why }));
    this.#line.hangUp();
  }

  #pass(line: string, run: (line: string) => void): void {
    if (this.#talk.inOrder.pass(line, run)) return;
    const parsed = parseCommand(line);
    this.#answers.refuse("command" in parsed ? parsed.command.ref : parsed.ref, refuse("busy"));
  }

  #take(line: string): void {
    if (line.trim() === "") return;
    const parsed = parseCommand(line);
    if ("command" in parsed) this.#run(parsed.command);
    else this.#answers.refuse(parsed.ref, refuse(parsed.problem, undefined, parsed.text));
  }

  #run(command: JsonCommand): void {
    if (isDeskCommand(command)) {
      this.#desk.ask(command);
      return;
    }
    if (isStatusCommand(command)) {
      this.#session.after(() => this.#lookout.ask(command));
      return;
    }
    switch (command.type) {
      case "hello":
        this.#entrance.hello(command);
        return;
      case "login":
        this.#entrance.login(command);
        return;
      case "ping":
        this.#session.afterAll(() => this.#answers.ok(command.ref));
        return;
      case "bye":
        this.#session.after(() =>
          this.#answers.leaveWhenAnswered(() => {
            this.#session.end(command.reason ?? "Goodbye", () => {
              this.#answers.ok(command.ref);
              this.#line.hangUp();
            });
          }),
        );
        return;
      case "names":
      case "modes":
      case "channels":
      case "whois":
      case "talks":
      case "history":
      case "search":
      case "files":
      case "ticket":
        this.#session.after(() => this.#question(command));
        return;
      default:
        this.#submit(command);
    }
  }

  #submit(command: CoreCommand): void {
    const { ref } = command;
    if (command.type === "redact" || command.type === "report") this.#amend(command);
    else if (command.type === "edit") this.#amend(withPlainLines(command));
    else if (command.type === "join") {
      this.#session.submit(command, (answer) => this.#answers.settled(ref, answer, joinAnswer(this.#session, command)));
    } else {
      const act = command.type === "say" ? withPlainLines(command) : command;
      this.#session.submit(act, (answer) => this.#answers.settled(ref, answer));
    }
  }

  /** Waits for what was asked before: only then it is clear who asks, and in which channels they are. */
  #amend({ ref, ...act }: Extract<CoreCommand, { type: "redact" | "edit" | "report" }>): void {
    this.#session.after(() =>
      this.#answers.read(
        ref,
        this.#session.amend(act, (answer) => this.#answers.settled(ref, answer)),
      ),
    );
  }

  #question(command: StateQuestion): void {
    const { user } = this.#session;
    if (user) answerQuestion(this.#talk, user, command);
    else this.#answers.refuse(command.ref, refuse("not-open"));
  }
}

const WRONG_LINES = {
  "too-long": refuse("too-long"),
  "not-utf8": refuse("bad-command", undefined, NOT_UTF8),
} as const;
