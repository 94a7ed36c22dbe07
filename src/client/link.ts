import type { Refusal } from "../core/answers.ts";
import type { Form, Typing } from "../core/commands.ts";
import { LIMITS } from "../core/limits.ts";
import type { JsonCommand } from "../wire/json/commands.ts";
import type { Ok, Refused, ServerMessage } from "../wire/json/messages.ts";
import { isEvent, isStatus, parseMessage } from "../wire/json/parse-message.ts";
import { backoff } from "./backoff.ts";
import { Following } from "./following.ts";
import { afterRefusedHello, helloOf } from "./hello.ts";
import type { LinkOptions, SignIn } from "./link-options.ts";
import { Liveness } from "./liveness.ts";
import type { LinkEnd } from "./news.ts";
import { type Asked, isAbout, Outgoing, type Reply } from "./outgoing.ts";
import type { Connection } from "./ports.ts";
import { ownRefusal, refusalOf, refused, welcomeOf } from "./replies.ts";

const FOREIGN: LinkEnd = { why: "protocol", text: "What answers there does not speak Parley's JSON." };

/**
 * A link to a Parley server that survives breaks: it comes back by itself as the same user, into the same channels, tells
 * what was said meanwhile, and sends again what was not answered, so that each message is in the channel once.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #following: Following;
  readonly #outgoing = new Outgoing();
  /** The link's own commands on this connection. They are not sent again on the next. */
  readonly #own = new Map<string, (reply: Reply) => void>();
  readonly #refs: string;
  #refCount = 0;
  #connection: Connection | undefined;
  #phase: "idle" | "away" | "greeting" | "open" | "closing" | "ended" = "idle";
  /** Tells callbacks of earlier connections from this one's. */
  #turn = 0;
  #attempts = 0;
  /** Whether the server has just let us in, and the channels are not asked for yet. */
  #isEntering = false;
  /** Why the server did not let us in, in its own words. */
  #parting: string | undefined;
  /** What to sign in with on the next connection. */
  #signIn: SignIn | undefined;
  readonly #liveness: Liveness;
  #stopTimer: () => void = () => {};

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#signIn = options.signIn;
    this.#following = new Following(options, {
      ask: (command, done) => this.#askOwn(command, done),
      tell: (news) => options.tell(news),
      isJoining: (channel) => this.#outgoing.isJoining(channel),
      renamed: (from, to) => this.#outgoing.rename(from, to),
      lost: (channel, refusal) => {
        this.withdraw((command) => (command.type !== "join" && isAbout(command, channel) ? refusal : undefined));
      },
      ready: () => this.#pump(),
    });
    // A client's secret may outlive this link, and its refs with it: another link's must differ.
    this.#refs = `${Math.floor(options.chance() * 2 ** 48).toString(36)}-`;
    this.#liveness = new Liveness({
      timers: options.timers,
      ping: () => this.#askOwn({ type: "ping" }, () => {}),
      dead: () => this.#broke("it no longer answers"),
    });
  }

  /** The nick that we have, or want. */
  get nick(): string {
    return this.#following.nick ?? "";
  }

  /** Whether the server hears us just now. */
  get isOpen(): boolean {
    return this.#phase === "open";
  }

  /** The channels that we are in, or mean to be in. */
  get channels(): readonly string[] {
    return this.#following.channels;
  }

  /** Makes the connection. Called once. */
  start(): void {
    if (this.#phase === "idle") this.#connect();
  }

  /** Tries again at once, if it waits to: there may be a way to the server again. */
  hurry(): void {
    if (this.#phase !== "away" || this.#connection) return;
    this.#attempts = 0;
    this.#connect();
  }

  /**
   * Says something in a channel or to a nick. The answer's `seq` is the message's place in the log: it is on disk. It
   * waits for a connection if there is none; a refusal `busy` of the link itself means that too much waits already.
   */
  say(to: string, text: string, form?: Form): Promise<Reply> {
    return this.ask({ type: "say", to, text, ...(form && { form }) });
  }

  /**
   * Sends any command and gives its answer. With a ref of its own it may be asked again once that answer has come, and is
   * carried out once. It never rejects: what could not be done is a refusal.
   */
  ask(command: Asked): Promise<Reply> {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    const ref = command.ref ?? this.newRef();
    const line = JSON.stringify({ ...command, ref });
    if (this.#phase === "ended" || this.#phase === "closing") resolve(refused("unavailable", "The link is closed."));
    else if (this.#outgoing.add({ ref, command, line, done: resolve })) this.#pump();
    else resolve(refused("busy", "Too much waits to be sent already."));
    return promise;
  }

  /** A ref that no other command has. */
  newRef(): string {
    return this.#refs + (++this.#refCount).toString(36);
  }

  /** Refuses what waits and is not to be sent any more. @param judge says why not */
  withdraw(judge: (command: Asked) => Refusal | undefined): void {
    const withdrawn = this.#outgoing.withdraw((command) => judge(command) !== undefined);
    for (const { command, done } of withdrawn)
      done({ type: "refused", ...(judge(command) ?? ownRefusal("unavailable")) });
  }

  /** Lets others know that we are writing. It is not sent while there is no connection. */
  typing(to: string, state: Typing["state"]): void {
    if (this.#phase === "open") this.#connection?.send(JSON.stringify({ type: "typing", to, state }));
  }

  /** Says goodbye and ends the link. What has no answer by then is given up; wait for the answers first. */
  close(reason?: string): void {
    const end: LinkEnd = { why: "closed", text: "The link was closed." };
    if (this.#phase !== "open") {
      this.#end(end);
      return;
    }
    this.#phase = "closing";
    this.#setTimer(LIMITS.goodbyeMs, () => this.#end(end));
    this.#askOwn({ type: "bye", ...(reason !== undefined && { reason }) }, () => this.#end(end));
  }

  #connect(): void {
    const turn = ++this.#turn;
    this.#phase = "away";
    this.#parting = undefined;
    this.#setTimer(LIMITS.linkConnectMs, () => this.#broke("it does not answer"));
    this.#connection = this.#options.transport.open({
      opened: () => {
        if (turn === this.#turn) this.#greet(1);
      },
      text: (text) => {
        for (const line of text.split("\n")) if (turn === this.#turn && line.trim() !== "") this.#take(line);
      },
      foreign: () => {
        if (turn === this.#turn && !this.#following.isKnown) this.#end(FOREIGN);
      },
      untrusted: (text) => {
        if (turn === this.#turn) this.#end({ why: "untrusted", text });
      },
      closed: (why) => {
        if (turn === this.#turn) this.#broke(why);
      },
    });
  }

  #greet(attempt: number): void {
    this.#phase = "greeting";
    const who = { ...this.#options, ...(this.#signIn && { signIn: this.#signIn }) };
    this.#askOwn(helloOf(who, this.#following.nick, attempt), (reply) => {
      if (reply.type === "ok") this.#welcomed(reply);
      else this.#notWelcomed(reply, attempt);
    });
  }

  #notWelcomed(reply: Refused, attempt: number): void {
    switch (afterRefusedHello(reply.code, attempt)) {
      case "another-nick":
        this.#greet(attempt + 1);
        return;
      case "later":
        this.#parting = reply.text;
        this.#broke(reply.text);
        return;
      case "never":
        this.#end({ why: "refused", text: reply.text, refusal: refusalOf(reply) });
    }
  }

  #welcomed(reply: Ok): void {
    const known = welcomeOf(reply);
    if (!known) {
      this.#end(FOREIGN);
      return;
    }
    const { token } = reply;
    if (token !== undefined) {
      this.#signIn = { token };
      this.#options.tell({ type: "token", token });
    }
    this.#phase = "open";
    this.#attempts = 0;
    this.#stopTimer();
    this.#liveness.start();
    // Whoever is told of it may ask for something at once; what waits belongs behind the channels being joined again.
    this.#isEntering = true;
    this.#following.welcomed(known.welcome, known.seq);
    this.#isEntering = false;
    this.#pump();
  }

  #take(line: string): void {
    this.#liveness.heard();
    const message = parseMessage(line);
    if (message) this.#obey(message);
    else if (!this.#following.isKnown && !line.startsWith("{")) this.#end(FOREIGN);
  }

  #obey(message: ServerMessage): void {
    if (isStatus(message)) this.#options.tell({ type: "status", message });
    else if (isEvent(message)) this.#following.event(message);
    else if (message.type === "goodbye") {
      if (this.#following.isKnown) this.#options.tell({ type: "goodbye", bye: message });
      else this.#parting = message.text;
    } else if (message.ref !== undefined) this.#answered(message.ref, message);
  }

  #answered(ref: string, reply: Reply): void {
    const own = this.#own.get(ref);
    if (own) {
      this.#own.delete(ref);
      own(reply);
      return;
    }
    const pending = this.#outgoing.settle(ref);
    if (!pending) return;
    if (reply.type === "ok") this.#following.did(pending.command, reply);
    pending.done(reply);
    this.#pump();
  }

  #pump(): void {
    if (this.#phase !== "open" || this.#isEntering || this.#following.isTakingUp) return;
    for (const pending of this.#outgoing.take()) this.#connection?.send(pending.line);
  }

  #askOwn(command: JsonCommand, done: (reply: Reply) => void): void {
    const ref = this.newRef();
    this.#own.set(ref, done);
    this.#connection?.send(JSON.stringify({ ...command, ref }));
  }

  #broke(why: string): void {
    this.#drop();
    if (this.#phase === "closing") {
      this.#end({ why: "closed", text: "The link was closed." });
      return;
    }
    if (!this.#following.isKnown && !this.#options.keepTrying) {
      this.#end(this.#neverIn(why));
      return;
    }
    this.#phase = "away";
    this.#outgoing.rewind();
    this.#following.broke();
    const retryMs = backoff(this.#attempts++, this.#options.chance);
    this.#setTimer(retryMs, () => this.#connect());
    this.#options.tell({ type: "broken", why: this.#parting ?? why, retryMs });
  }

  /** Why we never got in: the server said so itself, or there is something else, or nothing. */
  #neverIn(why: string): LinkEnd {
    if (this.#parting !== undefined) return { why: "refused", text: this.#parting };
    return this.#phase === "greeting" ? FOREIGN : { why: "unreachable", text: why };
  }

  #end(end: LinkEnd): void {
    if (this.#phase === "ended") return;
    this.#drop();
    this.#phase = "ended";
    for (const pending of this.#outgoing.giveUp()) pending.done(refused("unavailable", end.text));
    this.#options.tell({ type: "ended", end });
  }

  #drop(): void {
    this.#turn++;
    this.#stopTimer();
    this.#liveness.stop();
    this.#own.clear();
    this.#connection?.close();
    this.#connection = undefined;
  }

  #setTimer(ms: number, run: () => void): void {
    this.#stopTimer();
    this.#stopTimer = this.#options.timers.after(ms, run);
  }
}
