import { type Goodbye, goodbye, type Refusal, refuse } from "../../core/answers.ts";
import type { Open } from "../../core/commands.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Kind } from "../../core/ports.ts";
import type { Session } from "../../core/session.ts";
import type { Answer } from "../../core/session-host.ts";
import { channelsOf, hears } from "../../core/view.ts";
import type { Conversation, Dialect, DialectType, Line, Settings } from "../conversation.ts";
import { LineSplitter } from "../lines.ts";
import type { CoreCommand, JsonCommand } from "./commands.ts";
import { filesAnswer, ticketAnswer } from "./files.ts";
import { historyAnswer, pastQuestion } from "./history.ts";
import type { Ok, Refused, ServerMessage, Welcome } from "./messages.ts";
import { parseCommand } from "./parse-command.ts";
import type { Question } from "./question-schemas.ts";
import { channelsAnswer, listMarkers, namesAnswer, whoisAnswer } from "./questions.ts";
import { searchQuestion } from "./search.ts";

/** The native dialect: the core's commands and events, one JSON object a line or a frame. */
export const json: DialectType = {
  name: "json",
  options: {},
  listen(settings: Settings): Dialect {
    return { name: "json", open: (session, line) => new JsonConversation(session, line, settings) };
  },
};

/** What `ok` carries, or why not. */
type Told = Omit<Ok, "type" | "ref"> | { readonly refusal: Refusal };

const NOT_UTF8 = "That is not UTF-8.";

/** All JSON clients see the same. */
const KIND: Kind = { render: (event) => (event.type === "arrive" ? "" : encode(event)) };

function encode(message: ServerMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** Lines end with LF here, however the client's system ends them. */
function withPlainLines<C extends Extract<CoreCommand, { type: "say" | "edit" }>>(command: C): C {
  return command.text.includes("\r") ? { ...command, text: command.text.replace(/\r\n?/g, "\n") } : command;
}

class JsonConversation implements Conversation {
  readonly kind: Kind = KIND;
  readonly #session: Session;
  readonly #line: Line;
  readonly #settings: Settings;
  readonly #stopWaiting: () => void;
  /** Reads of history that have no answer yet. */
  #reads = 0;
  /** What is done when they have, if the talk is to end. */
  #leave: (() => void) | undefined;
  readonly #lines = new LineSplitter(
    LIMITS.lineBytes,
    (line) => this.#take(line),
    (problem) =>
      this.#refuse(undefined, problem === "too-long" ? refuse("too-long") : refuse("bad-command", undefined, NOT_UTF8)),
  );

  constructor(session: Session, line: Line, settings: Settings) {
    this.#session = session;
    this.#line = line;
    this.#settings = settings;
    this.#stopWaiting = line.timer(LIMITS.registrationMs, () => {
      this.goodbye(goodbye("timeout", "No hello came."));
    });
  }

  feed(bytes: Uint8Array): void {
    this.#lines.feed(bytes);
  }

  end(): void {
    this.#lines.flush();
    this.#session.after(() => this.#leaveWhenAnswered(() => this.#line.hangUp()));
  }

  deliver(text: string): void {
    this.#line.write(text);
  }

  goodbye(why: Goodbye): void {
    this.#line.write(encode({ type: "goodbye", ...why }));
    this.#line.hangUp();
  }

  #take(line: string): void {
    if (line.trim() === "") return;
    const parsed = parseCommand(line);
    if ("command" in parsed) this.#run(parsed.command);
    else this.#refuse(parsed.ref, refuse(parsed.problem, undefined, parsed.text));
  }

  #run(command: JsonCommand): void {
    switch (command.type) {
      case "hello":
        this.#hello(command);
        return;
      case "ping":
        this.#session.afterAll(() => this.#ok(command.ref));
        return;
      case "bye":
        this.#session.after(() =>
          this.#leaveWhenAnswered(() => {
            this.#session.end(command.reason ?? "Goodbye", () => {
              this.#ok(command.ref);
              this.#line.hangUp();
            });
          }),
        );
        return;
      case "names":
      case "channels":
      case "whois":
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

  #hello(command: Extract<JsonCommand, { type: "hello" }>): void {
    const open: Open = {
      type: "open",
      nick: command.nick ?? `guest-${this.#line.peer.port}`,
      made: command.nick === undefined,
      ident: "json",
      realname: (command.realname ?? "").slice(0, LIMITS.realnameBytes / 4),
      host: this.#line.host,
      dialect: "json",
      ...(command.client !== undefined && { key: this.#line.digest(command.client) }),
    };
    this.#session.submit(open, (answer) => {
      if (answer.refusal) {
        this.#refuse(command.ref, answer.refusal);
        return;
      }
      this.#stopWaiting();
      this.#ok(command.ref, { seq: answer.seq, ...this.#welcome() });
    });
  }

  #welcome(): Welcome {
    const { user, state } = this.#session;
    return {
      nick: user?.nick ?? "",
      server: this.#settings.server,
      version: this.#settings.version,
      epoch: state.epoch,
      channel: this.#settings.channel,
      joined: user ? channelsOf(state, user, user).map((channel) => channel.name) : [],
      markers: user ? listMarkers(state, user) : [],
    };
  }

  #submit(command: CoreCommand): void {
    const { ref } = command;
    if (command.type === "redact") this.#amend(command);
    else if (command.type === "edit") this.#amend(withPlainLines(command));
    else {
      const act = command.type === "say" ? withPlainLines(command) : command;
      this.#session.submit(act, (answer) => this.#answer(ref, answer));
    }
  }

  /** Waits for what was asked before: only then it is clear who asks, and in which channels they are. */
  #amend({ ref, ...act }: Extract<CoreCommand, { type: "redact" | "edit" }>): void {
    this.#session.after(() =>
      this.#read(
        ref,
        this.#session.amend(act, (answer) => this.#answer(ref, answer)),
      ),
    );
  }

  /** The client sees its own events as everybody does, and then the answer. */
  #answer(ref: string | undefined, answer: Answer): void {
    if (answer.refusal) {
      this.#refuse(ref, answer.refusal);
      return;
    }
    const { user, state } = this.#session;
    let text = "";
    for (const { event, audience } of answer.emissions) {
      if (event.type === "message" || (user && hears(state, audience, user))) text += KIND.render(event) ?? "";
    }
    if (text !== "") this.#line.write(text);
    this.#ok(ref, {
      ...(answer.repeats === undefined
        ? answer.seq > 0 && { seq: answer.seq }
        : { seq: answer.repeats, repeated: true }),
      ...(answer.refusals?.length && { refused: answer.refusals }),
    });
  }

  #question(command: Exclude<Question, { type: "hello" | "ping" | "bye" }>): void {
    const { user, state } = this.#session;
    if (!user) {
      this.#refuse(command.ref, refuse("not-open"));
      return;
    }
    switch (command.type) {
      case "names":
        this.#found(command.ref, namesAnswer(state, command.channel, user), refuse("no-such-channel", command.channel));
        return;
      case "channels":
        this.#ok(command.ref, channelsAnswer(state, user));
        return;
      case "whois":
        this.#found(command.ref, whoisAnswer(state, command.nick, user), refuse("no-such-nick", command.nick));
        return;
      case "history":
        this.#history(command);
        return;
      case "search":
        this.#search(command);
        return;
      case "files":
        this.#look(command.ref, filesAnswer(this.#session, command));
        return;
      case "ticket":
        this.#tell(command.ref, ticketAnswer(this.#line, this.#settings));
    }
  }

  #found(ref: string | undefined, answer: Omit<Ok, "type" | "ref"> | undefined, otherwise: Refusal): void {
    if (answer) this.#ok(ref, answer);
    else this.#refuse(ref, otherwise);
  }

  #history(command: Extract<JsonCommand, { type: "history" }>): void {
    const question = pastQuestion(command);
    if ("code" in question) this.#refuse(command.ref, question);
    else {
      const told = this.#session.read(question);
      this.#look(
        command.ref,
        told.then((past) => ("refusal" in past ? past : historyAnswer(command, past))),
      );
    }
  }

  #search(command: Extract<JsonCommand, { type: "search" }>): void {
    const question = searchQuestion(command);
    if ("code" in question) this.#refuse(command.ref, question);
    else this.#look(command.ref, this.#session.search(question));
  }

  /** Answers with what is looked up. */
  #look(ref: string | undefined, told: Promise<Told>): void {
    this.#read(
      ref,
      told.then((answer) => this.#tell(ref, answer)),
    );
  }

  #tell(ref: string | undefined, told: Told): void {
    if ("refusal" in told) this.#refuse(ref, told.refusal);
    else this.#ok(ref, told);
  }

  /** Counts a read of the history until it is answered. */
  #read(ref: string | undefined, answered: Promise<void>): void {
    this.#reads++;
    answered
      .catch(() => this.#refuse(ref, refuse("unavailable")))
      .finally(() => {
        this.#reads--;
        const leave = this.#leave;
        if (this.#reads > 0 || !leave) return;
        this.#leave = undefined;
        // For what was read something may have been asked, which is answered first.
        this.#session.after(() => this.#leaveWhenAnswered(leave));
      });
  }

  /** Whoever asks and then leaves still gets the answer. */
  #leaveWhenAnswered(leave: () => void): void {
    if (this.#reads === 0) leave();
    else this.#leave = leave;
  }

  #ok(ref: string | undefined, rest: Omit<Ok, "type" | "ref"> = {}): void {
    this.#line.write(encode({ type: "ok", ...(ref !== undefined && { ref }), ...rest }));
  }

  #refuse(ref: string | undefined, refusal: Refusal): void {
    const message: Refused = { type: "refused", ...(ref !== undefined && { ref }), ...refusal };
    this.#line.write(encode(message));
  }
}
