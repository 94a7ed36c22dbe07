import { LIMITS } from "../core/limits.ts";
import { utf8Length } from "../core/utf8.ts";
import { type BytePipe, ByteStream, type ByteStreamOwner } from "./byte-stream.ts";

/**
 * What waits to be written in this turn of the event loop, as a path through a tree: readers that are told the same
 * things in the same order share the path, and so the bytes at its end, which are made once.
 */
export class Path {
  readonly #before: Path | undefined;
  readonly #text: string;
  /** Bytes from the root to here, in UTF-8. */
  readonly length: number;
  #nextText: string | undefined;
  #next: Path | undefined;
  #whole: string | undefined;
  #bytes: Buffer | undefined;
  #lines: readonly string[] | undefined;

  /** Without arguments, a root: nothing waits. */
  constructor(text = "", before?: Path) {
    this.#text = text;
    this.#before = before;
    this.length = (before?.length ?? 0) + utf8Length(text);
  }

  /** The path that goes on from here with `text`. The last one asked for is shared. */
  followedBy(text: string): Path {
    if (this.#next && this.#nextText === text) return this.#next;
    const next = new Path(text, this);
    this.#nextText = text;
    this.#next = next;
    return next;
  }

  /** All that waits, in UTF-8. */
  get bytes(): Buffer {
    this.#bytes ??= Buffer.from(this.#joined(), "utf8");
    return this.#bytes;
  }

  /** All that waits, line by line and without line ends: what WebSocket sends as messages. */
  get lines(): readonly string[] {
    this.#lines ??= this.#joined()
      .split(/\r?\n/)
      .filter((line) => line !== "");
    return this.#lines;
  }

  #joined(): string {
    if (this.#whole !== undefined) return this.#whole;
    const texts: string[] = [];
    for (let at: Path | undefined = this; at; at = at.#before) texts.push(at.#text);
    this.#whole = texts.reverse().join("");
    return this.#whole;
  }
}

/** What carries an outbox's text to the other end. */
export interface Pipe extends BytePipe {
  /** Sends all of a path at once. */
  send(path: Path): void;
}

/** Writes every outbox that has something, at the end of the turn at the latest. */
export class Flusher {
  /** Where this turn's paths begin. */
  root: Path = new Path();
  #dirty: Outbox[] = [];

  /** Has the outbox written at the end of this turn. */
  add(outbox: Outbox): void {
    if (this.#dirty.length === 0) setImmediate(() => this.flush());
    this.#dirty.push(outbox);
  }

  /** Writes all now. */
  flush(): void {
    const dirty = this.#dirty;
    this.#dirty = [];
    this.root = new Path();
    for (const outbox of dirty) outbox.flush();
  }
}

/** What an outbox tells its owner: of the first two at most one, and once. */
export interface OutboxOwner {
  /** More was waiting than is held for one reader; nothing more is taken. */
  tooSlow(): void;
  /** The pipe threw, which is a bug. */
  failed(cause: unknown): void;
  /** So many bytes of text were given to the pipe; any number of times. */
  sent?(bytes: number): void;
}

/** What waits for one reader, bounded. */
export class Outbox {
  readonly #flusher: Flusher;
  readonly #pipe: Pipe;
  readonly #owner: OutboxOwner;
  #path: Path | undefined;
  /** Bytes that are on their way; text waits behind them. */
  #stream: ByteStream | undefined;
  #isOver = false;

  constructor(flusher: Flusher, pipe: Pipe, owner: OutboxOwner) {
    this.#flusher = flusher;
    this.#pipe = pipe;
    this.#owner = owner;
  }

  /** Bytes that were written and are not yet with the system. */
  get waiting(): number {
    return this.#pipe.waiting + (this.#path?.length ?? 0);
  }

  /** Whether text waits behind a stream of bytes. */
  get isStreaming(): boolean {
    return this.#stream !== undefined;
  }

  /** Puts text behind what waits. */
  write(text: string): void {
    if (this.#isOver) return;
    if (!this.#path) {
      this.#path = this.#flusher.root;
      this.#flusher.add(this);
    }
    this.#path = this.#path.followedBy(text);
    // Already here and not when it is written: one turn must not make more than is held either.
    if (this.#path.length > LIMITS.outboxBytes) this.#cutOff();
  }

  /**
   * Sends bytes behind what waits. Text that is written meanwhile waits until `owner` is told that they are through, or
   * that they broke off; of two streams at once the second does. A reader that takes none of them is cut off.
   */
  stream(source: AsyncIterable<Uint8Array>, owner: Omit<ByteStreamOwner, "stalled">): void {
    this.flush();
    if (this.#isOver) return;
    if (this.#stream) {
      owner.broke(new Error("another stream is on its way"));
      return;
    }
    const over = (tell: () => void): void => {
      this.#stream = undefined;
      this.flush();
      tell();
    };
    this.#stream = new ByteStream(this.#pipe, source, {
      whole: () => over(() => owner.whole()),
      broke: (cause) => over(() => owner.broke(cause)),
      stalled: () => this.#cutOff(),
    });
    this.#stream.start();
  }

  /** Gives the pipe all that waits, unless that is behind a stream. Never throws. */
  flush(): void {
    if (this.#stream) return;
    const path = this.#path;
    this.#path = undefined;
    if (!path || this.#isOver) return;
    try {
      if (this.#pipe.waiting + path.length > LIMITS.outboxBytes) this.#cutOff();
      else {
        this.#pipe.send(path);
        this.#owner.sent?.(path.length);
      }
    } catch (cause) {
      this.close();
      this.#owner.failed(cause);
    }
  }

  /** Takes nothing more. A stream breaks off, and what waits behind it is lost: it would be taken for a part of it. */
  close(): void {
    this.#isOver = true;
    this.#path = undefined;
    this.#stream?.stop();
    this.#stream = undefined;
  }

  #cutOff(): void {
    this.close();
    this.#owner.tooSlow();
  }
}
