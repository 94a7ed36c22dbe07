import { type Goodbye, goodbye, type Refusal, refuse } from "../../core/answers.ts";
import type { Open } from "../../core/commands.ts";
import type { Event } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Kind } from "../../core/ports.ts";
import type { Answer, Session } from "../../core/session.ts";
import { channelByName, type User, userByNick, whoIs } from "../../core/state.ts";
import { channelsOf, channelsSeen, isVisible, membersSeen, presenceOf } from "../../core/view.ts";
import type { Conversation, Dialect, DialectType, Line, Settings } from "../conversation.ts";
import { LineSplitter } from "../lines.ts";
import { type CoreCommand, type JsonCommand, parseCommand } from "./commands.ts";
import type { HistoryAnswer, NamesAnswer, Ok, Refused, ServerMessage, Welcome, WhoisAnswer } from "./messages.ts";

/** The native dialect: the core's commands and events, one JSON object a line or a frame. */
export const json: DialectType = {
  name: "json",
  options: {},
  listen(settings: Settings): Dialect {
    return { name: "json", open: (session, line) => new JsonConversation(session, line, settings) };
  },
};

const NOT_UTF8 = "That is not UTF-8.";

/** All JSON clients see the same. */
const KIND: Kind = { render: encode };

function encode(message: ServerMessage | Event): string {
  return `${JSON.stringify(message)}\n`;
}

/** Lines end with LF here, however the client's system ends them. */
function withPlainLines(command: Extract<CoreCommand, { type: "say" }>): Extract<CoreCommand, { type: "say" }> {
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
        this.#session.after(() => this.#ok(command.ref));
        return;
      case "bye":
        this.#session.after(() =>
          this.#leaveWhenAnswered(() => {
            this.#ok(command.ref);
            this.#session.end(command.reason ?? "Goodbye");
            this.#line.hangUp();
          }),
        );
        return;
      case "names":
      case "channels":
      case "whois":
      case "history":
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
    };
  }

  #submit(command: CoreCommand): void {
    const { ref } = command;
    this.#session.submit(command.type === "say" ? withPlainLines(command) : command, (answer) =>
      this.#answer(ref, answer),
    );
  }

  /** The client sees its own events as everybody does, and then the answer. */
  #answer(ref: string | undefined, answer: Answer): void {
    if (answer.refusal) {
      this.#refuse(ref, answer.refusal);
      return;
    }
    let text = "";
    for (const { event } of answer.emissions) text += encode(event);
    if (text !== "") this.#line.write(text);
    this.#ok(ref, {
      ...(answer.repeats === undefined
        ? answer.seq > 0 && { seq: answer.seq }
        : { seq: answer.repeats, repeated: true }),
      ...(answer.refusals?.length && { refused: answer.refusals }),
    });
  }

  #question(command: Extract<JsonCommand, { type: "names" | "channels" | "whois" | "history" }>): void {
    const { user } = this.#session;
    if (!user) {
      this.#refuse(command.ref, refuse("not-open"));
      return;
    }
    switch (command.type) {
      case "names": {
        const found = this.#names(command.channel, user);
        if (found) this.#ok(command.ref, found);
        else this.#refuse(command.ref, refuse("no-such-channel", command.channel));
        return;
      }
      case "channels":
        this.#ok(command.ref, this.#channels(user));
        return;
      case "whois": {
        const found = this.#whois(command.nick, user);
        if (found) this.#ok(command.ref, found);
        else this.#refuse(command.ref, refuse("no-such-nick", command.nick));
        return;
      }
      case "history":
        this.#history(command);
    }
  }

  #channels(asker: User): Pick<Ok, "channels" | "more"> {
    const seen = channelsSeen(this.#session.state, asker);
    const channels = seen.slice(0, LIMITS.channelsListed).map(({ name, members, topic }) => ({
      channel: name,
      members: members.size,
      ...(topic && { topic: topic.text }),
    }));
    return { channels, ...(seen.length > channels.length && { more: true }) };
  }

  #names(name: string, asker: User): NamesAnswer | undefined {
    const { state } = this.#session;
    const channel = channelByName(state, name);
    if (!channel || !isVisible(channel, asker)) return undefined;
    const seen = membersSeen(state, name, asker);
    const members = seen.slice(0, LIMITS.membersListed).map(({ user, modes }) => ({
      ...whoIs(user),
      modes,
      ...(user.away !== undefined && { away: user.away }),
    }));
    return {
      channel: channel.name,
      flags: channel.flags,
      ...(channel.topic && { topic: channel.topic.text }),
      members,
      ...(seen.length > members.length && { more: true }),
    };
  }

  #whois(nick: string, asker: User): WhoisAnswer | undefined {
    const { state } = this.#session;
    const user = userByNick(state, nick);
    if (!user) return undefined;
    return {
      user: whoIs(user),
      realname: user.realname,
      ...(user.away !== undefined && { away: user.away }),
      ...presenceOf(state, user),
      in: channelsOf(state, user, asker).map((channel) => channel.name),
    };
  }

  #history(command: Extract<JsonCommand, { type: "history" }>): void {
    const { ref, channel, before, after, limit = LIMITS.historyDefault } = command;
    this.#reads++;
    this.#session
      .read({
        channel,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
        limit: Math.min(limit, LIMITS.historyPage),
      })
      .then(
        (page): void => {
          if ("refusal" in page) this.#refuse(ref, page.refusal);
          else this.#ok(ref, { channel, ...page } satisfies HistoryAnswer);
        },
        () => this.#refuse(ref, refuse("unavailable")),
      )
      .finally(() => {
        this.#reads--;
        if (this.#reads === 0) this.#leave?.();
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
