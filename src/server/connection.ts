import { type Goodbye, goodbye } from "../core/answers.ts";
import type { Address } from "../core/commands.ts";
import type { Hub } from "../core/hub.ts";
import { LIMITS } from "../core/limits.ts";
import type { Session } from "../core/session.ts";
import type { Conversation, Dialect, Line } from "../wire/conversation.ts";
import { normalAddress } from "./addresses.ts";
import type { Place } from "./admissions.ts";
import { digest } from "./digest.ts";
import type { Meter } from "./monitoring/meter.ts";
import type { Tap, TapParts } from "./monitoring/tap.ts";
import { type Flusher, Outbox, type Pipe } from "./outbox.ts";
import type { Pace } from "./pace.ts";
import { Reading } from "./reading.ts";
import type { Tickets } from "./tickets.ts";

/** A pipe that can also be ended and held back: a TCP socket, or a WebSocket. */
export interface Channel extends Pipe {
  /** There if each line goes out as a message of its own: over a WebSocket. */
  readonly isMessages?: true;
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
  readonly meter: Meter;
  /** Not there if the server takes no files. */
  readonly tickets?: Tickets;
  /** Whether nobody may come from an address; if not there, everybody may. */
  readonly isBanned?: (address: string) => boolean;
  /** Tells of something on the console. */
  note(peer: Address, dialect: string, text: string): void;
  bug(cause: unknown, peer: Address, dialect: string): void;
}

/** How others see where a connection comes from. */
export interface Seen {
  readonly peer: Address;
  readonly host: string;
  readonly address?: Address;
  /** As `Line.secure` and `Line.certificate`. */
  readonly secure: boolean;
  readonly certificate?: string;
  /** As `Line.token`. */
  readonly token?: string;
  /** How another origin would be seen on the same listener, who comes by way of this one. */
  from(origin: Address, secure: boolean): Seen;
}

/** What a connection counts for, where rates have limits or places are few. */
export interface Counted {
  /** How fast it may go; without it, as fast as it likes. */
  readonly pace?: Pick<Pace, "comesFrom" | "take" | "waited"> | undefined;
  readonly place?: Pick<Place, "comesFrom" | "settled"> | undefined;
  /** The URL of the listener by which it came. */
  readonly via?: string;
}

/** What a tap has to know of the connection. */
export type Tapped = Pick<TapParts, "secrets" | "defers" | "isMessages" | "isMidLine">;

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
  readonly #counted: Counted;
  readonly #reading: Reading;
  /** Nothing is read or written any more; the goodbye may still be on its way. */
  #isOver = false;
  #isGone = false;
  /** When it began to speak its dialect, in milliseconds since 1970. */
  readonly since: number = Date.now();
  #bytesIn = 0;
  #bytesOut = 0;
  /** There while somebody watches. */
  #tap: { readonly tap: Tap; readonly over: () => void } | undefined;

  constructor(surroundings: Surroundings, channel: Channel, dialect: Dialect, seen: Seen, counted: Counted = {}) {
    this.#seen = seen;
    this.#surroundings = surroundings;
    this.#channel = channel;
    this.#dialect = dialect;
    this.#counted = counted;
    this.#outbox = new Outbox(surroundings.flusher, channel, {
      tooSlow: () => this.#cutOff(),
      failed: (cause) => this.#failed(cause),
      sent: (bytes) => this.#sent(bytes),
    });
    this.#session = surroundings.hub.connect((session) => {
      this.#conversation = dialect.open(session, this);
      return this.#conversation;
    });
    this.#reading = new Reading(this.#session, counted.pace, {
      pause: () => channel.pause(),
      resume: () => {
        if (!this.#isOver) channel.resume();
      },
      timer: (ms, run) => this.timer(ms, run),
    });
    this.#session.whenOpen(() => counted.place?.settled());
    surroundings.meter.came(dialect.name);
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

  get secure(): boolean {
    return this.#seen.secure;
  }

  get certificate(): string | undefined {
    return this.#seen.certificate;
  }

  get token(): string | undefined {
    return this.#seen.token;
  }

  comesFrom({ host, port }: Address, secure: boolean): boolean {
    const address = normalAddress(host);
    const { place, pace } = this.#counted;
    if (address === undefined || place?.comesFrom(address) === false) return false;
    pace?.comesFrom(address);
    this.#seen = this.#seen.from({ host: address, port }, secure);
    if (this.#surroundings.isBanned?.(address)) this.dismiss(goodbye("banned"));
    return true;
  }

  /** Ends the conversation, whatever its other end still has to say. */
  dismiss(why: Goodbye): void {
    if (this.#isOver) return;
    this.#guard((conversation) => conversation.goodbye(why));
    this.#guard(() => this.#session.end(why.text));
  }

  /** The session's name in the log. */
  get sessionId(): string {
    return this.#session.id;
  }

  /** The name of its dialect. */
  get dialect(): string {
    return this.#dialect.name;
  }

  /** The URL of the listener by which it came. */
  get via(): string {
    return this.#counted.via ?? "";
  }

  /** Whether each line goes out as a message of its own. */
  get isMessages(): boolean {
    return this.#channel.isMessages === true;
  }

  /** Bytes that the dialect has read, and that went out, as far as they are its own. */
  get bytesIn(): number {
    return this.#bytesIn;
  }

  get bytesOut(): number {
    return this.#bytesOut;
  }

  /** Bytes that were written and are not yet with the system. */
  get waiting(): number {
    return this.#outbox.waiting;
  }

  /** Has all that comes and goes seen, until `untap`. @param over called if the connection is gone before */
  tap(make: (about: Tapped) => Tap, over: () => void): void {
    const tap = make({
      secrets: this.#dialect.secrets,
      defers: this.#dialect.defers === true,
      isMessages: this.isMessages,
      isMidLine: this.#conversation?.isMidLine === true,
    });
    this.#tap = { tap, over };
    this.#session.lookOn(tap);
  }

  /** Nobody watches any more. */
  untap(): void {
    this.#tap = undefined;
    this.#session.lookOn(undefined);
  }

  /** Takes bytes from the other end. */
  feed(bytes: Uint8Array): void {
    const conversation = this.#conversation;
    if (this.#isOver || !conversation) return;
    this.#bytesIn += bytes.length;
    this.#surroundings.meter.bytesIn += bytes.length;
    if (!this.#tap) this.#guard(() => conversation.feed(bytes));
    else this.#feedSeen(this.#tap.tap, conversation, bytes);
    if (!this.#isOver) this.#reading.fed(bytes.length);
  }

  #feedSeen(tap: Tap, conversation: Conversation, bytes: Uint8Array): void {
    const isMidLine = conversation.isMidLine === true;
    tap.fed(bytes, isMidLine, () => this.#guard(() => conversation.feed(bytes)));
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
    this.#surroundings.meter.left(this.#dialect.name);
    this.#tap?.over();
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
    if (this.#isOver) return;
    this.#tap?.tap.wrote(text);
    this.#outbox.write(text);
  }

  whisper(text: string): void {
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
    this.#outbox.stream(this.#counting(source), {
      whole: () => tell(true),
      broke: (cause) => {
        this.note(`What was being sent could not be read: ${cause instanceof Error ? cause.message : String(cause)}`);
        tell(false);
      },
    });
  }

  async *#counting(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const bytes of source) {
      this.#bytesOut += bytes.length;
      this.#surroundings.meter.bytesOut += bytes.length;
      this.#tap?.tap.streamed(bytes.length);
      yield bytes;
    }
  }

  #sent(bytes: number): void {
    this.#bytesOut += bytes;
    this.#surroundings.meter.bytesOut += bytes;
    this.#tap?.tap.sent();
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
    this.#reading.spend(commands);
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
}
