import process from "node:process";
import type { Link } from "../client/link.ts";
import type { LinkEnd, News } from "../client/news.ts";
import type { Reply } from "../client/outgoing.ts";
import { REFUSALS } from "../core/answers.ts";
import { LIMITS } from "../core/limits.ts";
import { fold } from "../core/names.ts";
import { harmless } from "../wire/lines.ts";
import { type Approach, approach } from "./connect/approach.ts";
import type { ClientOptions } from "./connect/client-options.ts";
import { statusOf, tellEnd } from "./connect/link-end.ts";
import { makeLink } from "./connect/make-link.ts";
import { Slots } from "./connect/slots.ts";
import { tcpTransport } from "./connect/tcp.ts";
import { timers } from "./connect/timers.ts";
import { EXIT } from "./exit.ts";
import { complain, type Io } from "./io.ts";
import { randomWords } from "./random-words.ts";
import { type Credentials, forgetUseless, keepToken, nickOf, openWarning, readyOrAsked } from "./sign-in/sign-in.ts";
import { channelOf } from "./target.ts";
import { linesOf, type PipedLine, sayProblem } from "./terminal/lines-of.ts";
import { failureOf } from "./transfers/transfer-error.ts";
import { Transfers } from "./transfers/transfers.ts";
import type { Trust } from "./trust/trust.ts";

/** What `parley send` takes. */
export interface SendOptions extends ClientOptions {
  readonly url: string;
  /** A channel, with or without its `#`, or `@nick`. */
  readonly to: string;
  /** The one message; without it each line of the input is one. */
  readonly text?: string;
  /** So many messages of random words instead. */
  readonly random?: number;
  /** The path of a file that is uploaded, and whose link is said behind the text. */
  readonly file?: string;
  /** Seconds without a connection after which it gives up; 60 if it is not said. */
  readonly timeout?: number;
  readonly nick?: string;
  /** The nick to have if none is named: one like it will do. */
  readonly login?: string;
}

/**
 * Sends messages. Status 0 means that every one was acknowledged, so is on disk, once: over a broken connection those
 * without an answer are sent again under the same refs. A refusal is told, the rest is sent, and the status is not 0.
 *
 * @returns an exit status
 */
export async function runSend(options: SendOptions, io: Io): Promise<number> {
  const server = approach(options.url, options);
  if ("problem" in server) {
    complain(io, server.problem);
    return EXIT.usage;
  }
  const { dialect } = server.target;
  if (dialect !== "json") {
    complain(io, `send speaks to a Parley server natively; for ${dialect} use: parley join ${options.url}`);
    return EXIT.usage;
  }
  if (options.file !== undefined && options.random !== undefined) {
    complain(io, "a file is sent with a text of yours or none, not with random words.");
    return EXIT.usage;
  }
  if (options.text === "" && options.file === undefined) {
    complain(io, REFUSALS["no-text"]);
    return EXIT.data;
  }
  const credentials = await readyOrAsked(server, options, io);
  if ("status" in credentials) return credentials.status;
  const warning = openWarning(server.target, credentials);
  if (warning !== undefined) complain(io, warning);
  return new Sending(server, credentials, options, io).run();
}

/** Seconds without a connection after which sending is given up. */
const PATIENCE_S = 60;

class Sending {
  readonly #options: SendOptions;
  readonly #server: Approach;
  readonly #credentials: Credentials;
  readonly #trust: Trust;
  readonly #io: Io;
  #to: string;
  readonly #link: Link;
  /** Twice what is in flight, so that the next are there when answers come. */
  readonly #slots = new Slots(2 * LIMITS.linkInFlight);
  readonly #ended = Promise.withResolvers<LinkEnd>();
  readonly #isOver = new AbortController();
  /** Whether it has been told that there is no connection. */
  #isTrying = false;
  #stopPatience: () => void = () => undefined;
  #status: number = EXIT.ok;

  constructor(server: Approach, credentials: Credentials, options: SendOptions, io: Io) {
    this.#server = server;
    this.#credentials = credentials;
    this.#trust = server.trust((text) => complain(io, text));
    this.#options = options;
    this.#io = io;
    const isNick = options.to.startsWith("@");
    this.#to = isNick ? options.to.slice(1) : channelOf(options.to);
    this.#link = makeLink({
      transport: tcpTransport(server.target, this.#trust),
      nick: nickOf(options, credentials),
      signIn: credentials.signIn,
      channels: isNick ? [] : [this.#to],
      keepTrying: false,
      tell: (news) => this.#tell(news),
    });
  }

  async run(): Promise<number> {
    const stop = (): void => this.#link.close();
    this.#io.signal.addEventListener("abort", stop);
    this.#link.start();
    if (this.#options.file === undefined) await this.#sendAll();
    else await this.#sendFile(this.#options.file);
    await this.#slots.idle();
    this.#link.close("Goodbye");
    const end = await this.#ended.promise;
    this.#io.signal.removeEventListener("abort", stop);
    if (this.#io.signal.aborted) this.#status ||= EXIT.tempFail;
    const useless = forgetUseless(this.#server, this.#credentials, end);
    if (useless === undefined) return tellEnd(end, this.#server.target, this.#io) || this.#status;
    complain(this.#io, useless);
    return EXIT.noPermission;
  }

  async #sendAll(): Promise<void> {
    const over = AbortSignal.any([this.#io.signal, this.#isOver.signal]);
    for await (const line of this.#lines(over)) {
      if (over.aborted) return;
      if (line.problem) this.#fail(EXIT.data, sayProblem(line.number, line.problem));
      else if (line.text !== "")
        await this.#slots.run(async () => this.#answered(line.number, await this.#say(line.text)));
    }
  }

  /** Uploads a file, and says its link behind the text, if there is one. */
  async #sendFile(path: string): Promise<void> {
    const transfers = new Transfers({
      link: this.#link,
      target: this.#server.target,
      trust: this.#trust,
      folder: process.cwd(),
      console: { isTerminal: false, status: () => undefined },
      note: (text) => complain(this.#io, text),
    });
    const over = AbortSignal.any([this.#io.signal, this.#isOver.signal]);
    over.addEventListener("abort", () => transfers.stop());
    const { text = "" } = this.#options;
    try {
      const link = await transfers.upload(path);
      this.#answered(1, await this.#say(text === "" ? link : `${text} ${link}`));
    } catch (cause) {
      // Why everything is over is told once.
      if (!over.aborted) this.#fail(...failureOf(cause));
    }
  }

  #say(text: string): Promise<Reply> {
    return this.#link.say(this.#to, text);
  }

  #lines(over: AbortSignal): AsyncIterable<PipedLine> | Iterable<PipedLine> {
    const { text, random } = this.#options;
    if (text !== undefined) return [{ number: 1, text }];
    return random === undefined ? linesOf(this.#io.stdin, over) : randomLines(random);
  }

  #answered(number: number, reply: Reply): void {
    // What is given up at the end has its reason told once, by the end.
    if (reply.type === "ok" || this.#isOver.signal.aborted || this.#io.signal.aborted) return;
    this.#fail(statusOf(reply.code), `line ${number} was refused: ${harmless(reply.text)}`);
  }

  #tell(news: News): void {
    switch (news.type) {
      case "renamed":
        if (fold(news.channel) === fold(this.#to)) this.#to = news.name;
        return;
      case "lost":
        this.#fail(statusOf(news.refusal.code), `${news.channel}: ${harmless(news.refusal.text)}`);
        // Each line would only be refused as well, and those on their way are.
        this.#isOver.abort();
        this.#link.close();
        return;
      case "broken":
        if (this.#isTrying) return;
        this.#isTrying = true;
        complain(this.#io, `no connection: ${harmless(news.why)}; trying again.`);
        this.#stopPatience = timers.after((this.#options.timeout ?? PATIENCE_S) * 1000, () => this.#giveUp());
        return;
      case "token":
        keepToken(this.#server, this.#credentials, news.token, (text) => complain(this.#io, text));
        return;
      case "open":
        this.#isTrying = false;
        this.#stopPatience();
        return;
      case "ended":
        this.#stopPatience();
        this.#isOver.abort();
        this.#io.stdin.destroy();
        this.#ended.resolve(news.end);
        return;
      default:
    }
  }

  #giveUp(): void {
    this.#fail(
      EXIT.tempFail,
      "there was no connection for too long; what was not acknowledged may not have been sent.",
    );
    this.#isOver.abort();
    this.#link.close();
  }

  #fail(status: number, text: string): void {
    this.#status ||= status;
    complain(this.#io, text);
  }
}

function* randomLines(count: number): Generator<PipedLine, void, undefined> {
  for (let number = 1; number <= count; number++) yield { number, text: randomWords(Math.random) };
}
