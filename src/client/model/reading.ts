import type { MessageEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Reply } from "../outgoing.ts";
import type { Timers } from "../ports.ts";
import { Unread } from "./unread.ts";

/** What keeping count of what was read needs of the place. */
export interface ReadingParts {
  readonly timers: Timers;
  readonly now: () => number;
  /** Asks for what was said after a time. */
  since(at: number): Promise<Reply>;
  /** Tells the server up to when one has read. */
  tell(at: number): void;
  isOwn(message: MessageEvent): boolean;
  /** Whether a message is for oneself. */
  isMention(message: MessageEvent): boolean;
  /** Whether the place is the current one; and whether its end is in sight of somebody. */
  isCurrent(): boolean;
  isSeen(): boolean;
  /** Whether all up to the last message is loaded. */
  isLoaded(): boolean;
  /** When the latest message was said, as far as is known; and that one was said at a time. */
  latestAt(): number;
  said(at: number): void;
  /** Behind this seq stands the line "new". */
  drawLine(after: number | undefined): void;
  notify(message: MessageEvent): void;
  changed(): void;
}

/** What one has read of a place and what not: counted by the server's history first, then by what comes. */
export class Reading {
  readonly unread: Unread = new Unread();
  readonly #parts: ReadingParts;
  /** Whether what is unread has been asked for since the connection was made. */
  #isFresh = false;
  /** Whether that is known. */
  #isCounted = false;
  #stopMarking: (() => void) | undefined;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  /** One is in the place. @param since when one came, if that was just now: before, nothing was for oneself */
  entered(since?: number): void {
    if (!this.#isCounted && since !== undefined && this.unread.until === 0) this.unread.readUntil(since);
    if (!this.#isFresh) this.#count();
  }

  /** The latest of a talk was said at that time, says the server. */
  talked(at: number): void {
    if (!this.#isFresh && at > this.unread.until) this.#count();
    else this.quiet();
  }

  /** Nothing is unread but what was heard. */
  quiet(): void {
    const isFirst = !this.#isCounted;
    this.#isCounted = true;
    if (isFirst && this.#parts.isCurrent()) this.drawLine();
    this.#parts.changed();
    this.readIfSeen();
  }

  /** Something may be missed from now on. */
  broke(): void {
    this.#isFresh = false;
  }

  /** Somebody else said something. */
  heard(message: MessageEvent): void {
    if (this.#parts.isSeen()) this.readIfSeen();
    else this.#add(message, true);
  }

  takenBack(id: string): void {
    if (this.unread.remove(id)) this.#parts.changed();
  }

  /** One has read up to a time, says the server. */
  readUntil(until: number): void {
    const hadMore = this.unread.hasMore;
    if (!this.unread.readUntil(until)) return;
    if (hadMore && until < Math.max(this.#parts.latestAt(), this.unread.lastAt)) this.#count();
    this.#parts.changed();
  }

  /** What is seen is read, as soon as it is known what there was to read. */
  readIfSeen(): void {
    if (this.#isCounted && this.#parts.isSeen()) this.markRead();
  }

  /** All of it has been read. */
  markRead(): void {
    if (this.unread.hasMore && !this.#parts.isLoaded()) {
      // When the last was said only the server knows; it says so to all of one's sessions.
      this.#parts.tell(this.#parts.now());
      return;
    }
    if (!this.unread.readUntil(Math.max(this.#parts.latestAt(), this.unread.lastAt))) return;
    this.#parts.changed();
    if (!this.#stopMarking) this.#tell();
  }

  /** Draws the line before what is unread now. */
  drawLine(): void {
    const { first } = this.unread;
    this.#parts.drawLine(first === undefined ? undefined : first - 1);
  }

  close(): void {
    this.#stopMarking?.();
    this.#stopMarking = undefined;
  }

  /** Asks what is unread. Who knew before is told of what has come since. */
  #count(): void {
    const isNews = this.#isCounted;
    this.#isFresh = true;
    void this.#parts.since(this.unread.until).then((reply) => {
      if (reply.type === "ok") {
        for (const message of reply.messages ?? []) {
          this.#parts.said(message.at);
          if (!this.#parts.isOwn(message)) this.#add(message, isNews);
        }
        if (reply.more) this.unread.more();
      }
      this.quiet();
    });
  }

  #add(message: MessageEvent, isNews: boolean): void {
    const isMention = this.#parts.isMention(message);
    const isFirst = this.unread.count === 0;
    if (!this.unread.add({ id: message.id, seq: message.seq, at: message.at, isMention })) return;
    if (isFirst && isNews && this.#parts.isCurrent()) this.drawLine();
    if (isMention && isNews) this.#parts.notify(message);
    this.#parts.changed();
  }

  #tell(): void {
    const told = this.unread.until;
    this.#parts.tell(told);
    this.#stopMarking = this.#parts.timers.after(LIMITS.markReadMs, () => {
      this.#stopMarking = undefined;
      if (this.unread.until > told) this.#tell();
    });
  }
}
