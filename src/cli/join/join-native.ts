import process from "node:process";
import { type Errand, runErrand } from "../../client/errands.ts";
import { type Amend, LastSaid } from "../../client/last-said.ts";
import type { Link } from "../../client/link.ts";
import type { LinkEnd, News } from "../../client/news.ts";
import type { Asked, Reply } from "../../client/outgoing.ts";
import { readTyped } from "../../client/slash.ts";
import type { Typed } from "../../client/slash-row.ts";
import { LIMITS } from "../../core/limits.ts";
import { fold } from "../../core/names.ts";
import type { Ok, ShownEvent } from "../../wire/json/messages.ts";
import { harmless } from "../../wire/lines.ts";
import type { Approach } from "../connect/approach.ts";
import { Gate } from "../connect/gate.ts";
import { statusOf } from "../connect/link-end.ts";
import { makeLink } from "../connect/make-link.ts";
import { Slots } from "../connect/slots.ts";
import { tcpTransport } from "../connect/tcp.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { type Credentials, keepToken, nickOf, SIGNING_IN } from "../sign-in/sign-in.ts";
import { channelOf } from "../target.ts";
import { type Console, openConsole } from "../terminal/console.ts";
import { sayProblem } from "../terminal/lines-of.ts";
import { failureOf } from "../transfers/transfer-error.ts";
import { Transfers } from "../transfers/transfers.ts";
import type { JoinOptions } from "./join-options.ts";
import { lookAround } from "./look-around.ts";
import { aboutFound, clockTime, pastTime, showAnswer, showEvent, showFound, type Viewer } from "./show.ts";

/** How a talk ended, and its exit status if the end is none of its own. */
export interface TalkEnd {
  readonly end: LinkEnd;
  readonly status: number;
}

/** Talks natively to a Parley server until the input ends. A broken connection is made again by itself. */
export function joinNative(server: Approach, credentials: Credentials, options: JoinOptions, io: Io): Promise<TalkEnd> {
  return new NativeTalk(server, credentials, options, io).run();
}

class NativeTalk {
  readonly #server: Approach;
  readonly #credentials: Credentials;
  readonly #options: JoinOptions;
  readonly #io: Io;
  readonly #link: Link;
  readonly #console: Console;
  readonly #transfers: Transfers;
  readonly #slots = new Slots(LIMITS.linkInFlight);
  readonly #lastSaid = new LastSaid();
  readonly #opened = new Gate();
  readonly #ended = Promise.withResolvers<TalkEnd>();
  /** The channel that was named. */
  readonly #channel: string | undefined;
  /** The channel that plain lines go to. */
  #to: string | undefined;
  /** Whether it has been told that there is no connection. */
  #isTrying = false;
  /** The status for the first thing that was refused; a person at a terminal has seen it and goes on. */
  #status: number = EXIT.ok;

  constructor(server: Approach, credentials: Credentials, options: JoinOptions, io: Io) {
    const { target } = server;
    const trust = server.trust((text) => this.#note(text));
    this.#server = server;
    this.#credentials = credentials;
    this.#options = options;
    this.#io = io;
    const { channel } = options;
    this.#channel = channel === undefined ? (target.channel ?? credentials.channel) : channelOf(channel);
    this.#link = makeLink({
      transport: tcpTransport(target, trust),
      nick: nickOf(options, credentials),
      signIn: credentials.signIn,
      channels: this.#channel === undefined ? undefined : [this.#channel],
      keepTrying: options.wait ?? false,
      tell: (news) => this.#tell(news),
    });
    this.#console = openConsole(io, { erases: true, interrupted: () => this.#stop() });
    this.#transfers = new Transfers({
      link: this.#link,
      target,
      trust,
      folder: options.folder ?? process.cwd(),
      console: this.#console,
      note: (text) => this.#note(text),
    });
  }

  async run(): Promise<TalkEnd> {
    const stop = (): void => this.#stop();
    this.#io.signal.addEventListener("abort", stop);
    this.#link.start();
    this.#read().catch((cause: unknown) => this.#ended.reject(cause));
    return this.#ended.promise.finally(() => this.#io.signal.removeEventListener("abort", stop));
  }

  async #read(): Promise<void> {
    await this.#opened.pass();
    for await (const line of this.#console.lines) {
      if (line.problem) this.#fail(EXIT.data, sayProblem(line.number, line.problem));
      else if (!(await this.#typed(readTyped(line.text, this.#viewer)))) break;
      if (this.#console.isTerminal) this.#prompt();
    }
    await this.#slots.idle();
    this.#link.close("Goodbye");
  }

  /** Does what was typed; false if that is to leave. */
  async #typed(typed: Typed): Promise<boolean> {
    switch (typed.type) {
      case "quit":
        return false;
      case "ask":
        await this.#ask(typed.command);
        return true;
      case "several":
        for (const command of typed.commands) await this.#ask(command);
        return true;
      case "topic":
      case "ban":
        await this.#longer(() => this.#run(typed));
        return true;
      case "close":
        await this.#close(typed.of);
        return true;
      case "talk":
        this.#goTo(typed.to ?? this.#link.channels.at(-1));
        if (typed.to !== undefined && typed.text !== undefined) {
          await this.#ask({ type: "say", to: typed.to, text: typed.text });
        }
        return true;
      case "amend":
        await this.#amend(typed);
        return true;
      case "upload":
        await this.#longer(() => this.#share(typed));
        return true;
      case "download":
        await this.#longer(async () => {
          const { name, size } = await this.#transfers.download(typed.what, typed.to);
          this.#console.print(`${name}: ${size} bytes`);
        });
        return true;
      case "help":
        for (const line of [...typed.lines, SIGNING_IN]) this.#console.print(line);
        return true;
      case "problem":
        this.#fail(EXIT.data, typed.text);
        return true;
      case "nothing":
        return true;
    }
  }

  #ask(command: Asked): Promise<void> {
    return this.#slots.run(async () => this.#answered(command, await this.#link.ask(command)));
  }

  /** Amends the last message here. In a pipe that is the last line before, of which the server is to tell first. */
  async #amend(amend: Amend): Promise<void> {
    if (!this.#console.isTerminal) await this.#slots.idle();
    const command = this.#lastSaid.commandFor(amend);
    if (typeof command === "string") this.#fail(EXIT.data, command);
    else await this.#ask(command);
  }

  /** Does what may take its time: a person goes on meanwhile, and a pipe waits. */
  async #longer(run: () => Promise<void>): Promise<void> {
    const over = Promise.withResolvers<void>();
    await this.#slots.run(() =>
      run()
        .catch((cause: unknown) => this.#fail(...failureOf(cause)))
        .finally(over.resolve),
    );
    if (!this.#console.isTerminal) await over.promise;
  }

  /** Uploads a file, and says its link with the text. */
  async #share({ path, to, text }: Extract<Typed, { type: "upload" }>): Promise<void> {
    const link = await this.#transfers.upload(path);
    const command: Asked = { type: "say", to, text: text === "" ? link : `${text} ${link}` };
    this.#answered(command, await this.#link.ask(command));
  }

  async #run(errand: Errand): Promise<void> {
    const reply = await runErrand(errand, (command) => this.#link.ask(command));
    if (this.#isDone(reply)) this.#show(reply);
  }

  /** Leaves a channel. A talk has nothing to be left: lines go to a channel again. */
  async #close(of: string): Promise<void> {
    if (of.startsWith("#")) await this.#ask({ type: "part", channel: of });
    else this.#goTo(this.#link.channels.at(-1));
  }

  /** Whether an answer is none that says no; else that is told. */
  #isDone(reply: Reply): reply is Ok {
    if (reply.type === "refused") this.#fail(statusOf(reply.code), harmless(reply.text));
    return reply.type !== "refused";
  }

  #show(answer: Ok): void {
    for (const line of showAnswer(answer, this.#viewer)) this.#console.print(line);
  }

  #answered(command: Asked, reply: Reply): void {
    if (!this.#isDone(reply)) return;
    if (command.type === "search") {
      this.#found(reply);
      return;
    }
    if (command.type === "history") this.#lastSaid.learn(reply.messages ?? [], this.#link.nick);
    this.#show(reply);
    if (command.type === "join") {
      this.#goTo(command.channel);
      this.#lookAround(command.channel);
    }
    if (command.type === "part" && this.#isHere(command.channel)) this.#goTo(this.#link.channels.at(-1));
  }

  #found(answer: Ok): void {
    for (const line of showFound(answer, this.#viewer)) this.#console.print(line);
    const about = aboutFound(answer);
    if (about !== undefined) this.#note(about);
  }

  #tell(news: News): void {
    switch (news.type) {
      case "token":
        keepToken(this.#server, this.#credentials, news.token, (text) => this.#note(text));
        return;
      case "open":
        this.#welcome(news);
        return;
      case "joined":
        if (this.#to === undefined) this.#goTo(news.channel);
        if (!news.again) this.#lookAround(news.channel);
        return;
      case "renamed":
        this.#note(`${harmless(news.channel)} is called ${harmless(news.name)} by now.`);
        if (this.#isHere(news.channel)) this.#goTo(news.name);
        return;
      case "lost":
        this.#fail(EXIT.data, `${news.channel}: ${harmless(news.refusal.text)}`);
        if (this.#isHere(news.channel)) this.#goTo(this.#link.channels[0]);
        return;
      case "event":
        this.#event(news.event);
        return;
      case "gap":
        this.#note(`${news.channel === undefined ? "" : `${news.channel}: `}${harmless(news.text)}`);
        return;
      case "goodbye":
        this.#note(harmless(news.bye.text));
        return;
      case "broken":
        if (!this.#isTrying) this.#note(`no connection: ${harmless(news.why)}; trying again.`);
        this.#isTrying = true;
        return;
      case "ended":
        this.#end(news.end);
    }
  }

  #welcome({ welcome, again }: Extract<News, { type: "open" }>): void {
    const { nick } = this.#options;
    this.#isTrying = false;
    if (again) this.#note("connected again.");
    else if (nick !== undefined && fold(nick) !== fold(welcome.nick)) {
      this.#note(`${nick} is taken; you are ${harmless(welcome.nick)}.`);
    } else if (this.#console.isTerminal) {
      this.#note(`you are ${harmless(welcome.nick)} on ${harmless(welcome.server)}; /help shows what you can do.`);
    }
    // Lines may be typed from now on: they wait in the link until the channel has been joined.
    this.#goTo(this.#to ?? this.#channel ?? welcome.channel);
    this.#opened.open();
  }

  /** Tells a person who comes into a channel where they are. */
  #lookAround(channel: string): void {
    if (this.#console.isTerminal) lookAround(this.#link, channel, (text) => this.#note(text));
  }

  #event(event: ShownEvent): void {
    this.#lastSaid.follow(event, this.#link.nick);
    const line = showEvent(event, this.#viewer);
    if (line !== undefined) this.#console.print(line);
    if (event.type === "rename" && this.#isHere(event.channel)) this.#goTo(event.name);
  }

  #stop(): void {
    this.#transfers.stop();
    this.#link.close();
  }

  #end(end: LinkEnd): void {
    this.#transfers.stop();
    this.#console.close();
    const unanswered = this.#slots.taken > 0 ? EXIT.tempFail : EXIT.ok;
    const own = this.#console.isTerminal ? EXIT.ok : this.#status;
    this.#ended.resolve({ end, status: own || unanswered });
  }

  get #viewer(): Viewer {
    return { nick: this.#link.nick, to: this.#to, time: clockTime, pastTime: (at) => pastTime(at, Date.now()) };
  }

  #isHere(channel: string): boolean {
    return this.#to !== undefined && fold(channel) === fold(this.#to);
  }

  #goTo(channel: string | undefined): void {
    this.#to = channel;
    this.#prompt();
  }

  #prompt(): void {
    this.#console.prompt(`${this.#to ?? ""}> `);
  }

  /** Something about the link itself, apart from what people say. */
  #note(text: string): void {
    if (this.#console.isTerminal) this.#console.print(`-- ${text}`);
    else complain(this.#io, text);
  }

  #fail(status: number, text: string): void {
    this.#status ||= status;
    this.#note(text);
  }
}
