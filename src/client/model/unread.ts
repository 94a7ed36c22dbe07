import { LIMITS } from "../../core/limits.ts";

/** An unread message. */
export interface UnreadMessage {
  readonly id: string;
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether it is for oneself. */
  readonly isMention: boolean;
}

/** The messages of a place that came after what one has read. Each counts once, wherever it comes from. */
export class Unread {
  readonly #messages = new Map<string, UnreadMessage>();
  #until = 0;
  #mentions = 0;
  #hasMore = false;

  get count(): number {
    return this.#messages.size;
  }

  get mentions(): number {
    return this.#mentions;
  }

  /** Whether there are more than were counted. */
  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** Up to when one has read, in milliseconds since 1970. */
  get until(): number {
    return this.#until;
  }

  /** The seq of the first of them. */
  get first(): number | undefined {
    let first: number | undefined;
    for (const { seq } of this.#messages.values()) first = Math.min(first ?? seq, seq);
    return first;
  }

  /** When the last of them was said; 0 if there is none. */
  get lastAt(): number {
    let last = 0;
    for (const { at } of this.#messages.values()) last = Math.max(last, at);
    return last;
  }

  /** Counts a message. Whether it is new here and not read. */
  add(message: UnreadMessage): boolean {
    if (message.at <= this.#until || this.#messages.has(message.id)) return false;
    if (this.#messages.size >= LIMITS.unreadCounted) {
      this.#hasMore = true;
      return true;
    }
    this.#messages.set(message.id, message);
    if (message.isMention) this.#mentions++;
    return true;
  }

  /** There are more between what was counted. */
  more(): void {
    this.#hasMore = true;
  }

  /** It was taken back. Whether it was one of these. */
  remove(id: string): boolean {
    const message = this.#messages.get(id);
    if (!message) return false;
    this.#messages.delete(id);
    if (message.isMention) this.#mentions--;
    return true;
  }

  /** One has read up to a time. Whether that is news; whether there are more is not known any more then. */
  readUntil(until: number): boolean {
    if (until <= this.#until) return false;
    this.#until = until;
    this.#hasMore = false;
    for (const { id, at } of this.#messages.values()) if (at <= until) this.remove(id);
    return true;
  }

  /** What is known means nothing any more. */
  clear(): void {
    this.#messages.clear();
    this.#mentions = 0;
    this.#hasMore = false;
  }
}
