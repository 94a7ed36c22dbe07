import { goodbye } from "../core/answers.ts";
import type { Address } from "../core/commands.ts";
import type { Hub } from "../core/hub.ts";
import { LIMITS } from "../core/limits.ts";
import type { Session } from "../core/session.ts";
import type { Conversation, Dialect, Line } from "../wire/conversation.ts";
import { normalAddress } from "./addresses.ts";
import { Bucket } from "./bucket.ts";
import { digest } from "./digest.ts";
import { type Flusher, Outbox, type Pipe } from "./outbox.ts";
import type { Tickets } from "./tickets.ts";

/** A pipe that can also be ended and held back: a TCP socket, or a WebSocket. */
export interface Channel extends Pipe {
  /** Ends it once all that was sent is out. */
  end(): void;
  /** Ends it now, whatever waits. */
  destroy(): void;
  pause(): void;
  resume(): void;
}

/** What all connections of a server share. */
export interface Surroundings {
  readonly hub: Hub;
  readonly flusher: Flusher;
  /** Whether connections that ask too fast are slowed down. */
  readonly rateLimits: boolean;
  /** Not there if the server takes no files. */
  readonly tickets?: Tickets;
  /** Tells of something on the console. */
  note(peer: Address, dialect: string, text: string): void;
  bug(cause: unknown, peer: Address, dialect: string): void;
}

/** How others see where a connection comes from. */
export interface Seen {
  readonly peer: Address;
  readonly host: string;
  readonly address?: Address;
  /** How another origin would be seen on the same listener. */
  from(origin: Address): Seen;
}

/** One connection, from the moment its dialect is known: bytes in to the conversation, text out by the outbox. */
export class Connection implements Line {
  #seen: Seen;
  readonly #surroundings: Surroundings;
  readonly #channel: Channel;
  readonly #outbox: Outbox;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #session: Session;
  readonly #dialect: Dialect;
  #conversation: Conversation | undefined;
  #holds = 0;
  readonly #commands: Bucket;
  readonly #bytes: Bucket;
  /** Commands that were spent and not counted yet. */
  #spent = 0;
  /** Nothing is read or written any more; the goodbye may still be on its way. */
  #isOver = false;
  #isGone = false;

  constructor(surroundings: Surroundings, channel: Channel, dialect: Dialect, seen: Seen) {
    this.#seen = seen;
    this.#surroundings = surroundings;
    this.#channel = channel;
    this.#dialect = dialect;
    this.#commands = new Bucket(LIMITS.commandBurst, LIMITS.commandsPerSecond, performance.now());
    this.#bytes = new Bucket(LIMITS.byteBurst, LIMITS.bytesPerSecond, performance.now());
    this.#outbox = new Outbox(surroundings.flusher, channel, {
      tooSlow: () => this.#cutOff(),
      failed: (cause) => this.#failed(cause),
    });
    this.#session = surroundings.hub.connect((session) => {
      this.#conversation = dialect.open(session, this);
      return this.#conversation;
    });
  }

  get peer(): Address {
    return this.#seen.peer;
  }

  get host(): string {
    return this.#seen.host;
  }

  get address(): Address | undefined {
    return this.#seen.address;
  }

  comesFrom({ host, port }: Address): boolean {
    const address = normalAddress(host);
    if (address === undefined) return false;
    this.#seen = this.#seen.from({ host: address, port });
    return true;
  }

  /** The session's name in the log. */
  get sessionId(): string {
    return this.#session.id;
  }

  /** Takes bytes from the other end. */
  feed(bytes: Uint8Array): void {
    if (this.#isOver || !this.#conversation) return;
    const before = this.#session.asked;
    this.#guard((conversation) => conversation.feed(bytes));
    this.#slowDown(this.#session.asked - before + this.#spent, bytes.length);
    this.#spent = 0;
  }

  /** The other end will send no more. */
  peerEnded(): void {
    if (!this.#isOver) this.#guard((conversation) => conversation.end());
  }

  /** The connection is gone. */
  closed(reason: string): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#isOver = true;
    this.#outbox.close();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#surroundings.tickets?.forget(this.#session.id);
    this.#guard((conversation) => conversation.closed?.());
    this.#guard(() => this.#session.end(reason));
  }

  now(): number {
    return Date.now();
  }

  write(text: string): void {
    if (!this.#isOver) this.#outbox.write(text);
  }

  drained(run: () => void): void {
    if (this.#isOver) return;
    const isSlow = this.#outbox.isStreaming || this.#outbox.waiting > LIMITS.drainedBytes;
    // Pipes don't say when they are empty: what looks is a timer, and only while a reader is slow.
    if (isSlow) this.timer(LIMITS.drainedMs, () => this.drained(run));
    else run();
  }

  stream(source: AsyncIterable<Uint8Array>, done: (isWhole: boolean) => void): void {
    if (this.#isOver) return;
    const tell = (isWhole: boolean): void => this.#surroundings.hub.guard(this.#session, () => done(isWhole));
    this.#outbox.stream(source, {
      whole: () => tell(true),
      broke: (cause) => {
        this.note(`What was being sent could not be read: ${cause instanceof Error ? cause.message : String(cause)}`);
        tell(false);
      },
    });
  }

  hangUp(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#outbox.flush();
    this.#outbox.close();
    this.#channel.end();
    // What still comes in is read and thrown away: unread, it would make the system take back our last words.
    this.#channel.resume();
    // Who does not hang up in turn is not waited for.
    setTimeout(() => this.#channel.destroy(), LIMITS.goodbyeMs).unref();
  }

  timer(ms: number, run: () => void): () => void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#surroundings.hub.guard(this.#session, run);
    }, ms);
    timer.unref();
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  digest(secret: string): string {
    return digest(secret);
  }

  ticket(): string | undefined {
    return this.#isGone ? undefined : this.#surroundings.tickets?.issue(this.#session.id);
  }

  spend(commands: number): void {
    this.#spent += commands;
  }

  note(text: string): void {
    this.#surroundings.note(this.peer, this.#dialect.name, text);
  }

  /** Whatever goes wrong in a conversation is a bug: logged, and the end of this conversation alone. */
  #guard(run: (conversation: Conversation) => void): void {
    const conversation = this.#conversation;
    if (!conversation) return;
    try {
      run(conversation);
    } catch (cause) {
      this.#surroundings.bug(cause, this.peer, this.#dialect.name);
      conversation.goodbye(goodbye("bug"));
    }
  }

  #failed(cause: unknown): void {
    this.#surroundings.bug(cause, this.peer, this.#dialect.name);
    this.closed("A bug in the server");
    this.#channel.destroy();
  }

  #cutOff(): void {
    const why = goodbye("slow-reader");
    this.note(why.text);
    this.closed("Too slow: more was waiting than the server holds for one reader");
    this.#channel.destroy();
  }

  /** Does not read on while too much is on its way, or while more has come than is a client's share. */
  #slowDown(asked: number, bytes: number): void {
    if (this.#session.isBehind) {
      this.#hold();
      this.#session.after(() => this.#release());
    }
    if (!this.#surroundings.rateLimits || this.#isOver) return;
    const now = performance.now();
    const wait = Math.max(this.#commands.take(asked, now), this.#bytes.take(bytes, now));
    if (wait === 0) return;
    this.#hold();
    this.timer(wait, () => this.#release());
  }

  #hold(): void {
    if (this.#holds++ === 0) this.#channel.pause();
  }

  #release(): void {
    if (--this.#holds === 0 && !this.#isOver) this.#channel.resume();
  }
}
