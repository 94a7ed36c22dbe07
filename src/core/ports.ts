import type { Goodbye, Refusal } from "./answers.ts";
import type { Draft, Entry } from "./commands.ts";
import type { Event, LastingEvent, MessageEvent } from "./events.ts";

/**
 * The one order of everything, as the hub sees it. Alone it is SQLite's, in a cluster JetStream's.
 *
 * - `append` MUST NOT block and MUST NOT call the follower before it returns.
 * - A draft that `append` took MUST come back exactly once: as an entry to `follow`, or to `refused`.
 * - An entry MUST be durable before the follower sees it, and entries come in the order of their seq, without gaps.
 * - Drafts of one session MUST come back in the order in which they were appended.
 * - A close MUST be taken however much waits: there is one a session, and nobody is left to send it again.
 */
export interface Log {
  /** Takes a draft, or refuses it at once when too much waits already. */
  append(draft: Draft): Refusal | undefined;
}

/** What a log tells its one follower. */
export interface Follower {
  /** Entries that are durable now. `drafts[i]` is the very object that `append` took, if it was taken here. */
  follow(entries: readonly Entry[], drafts: readonly (Draft | undefined)[]): void;
  /** A draft that did not become durable, and why. */
  refused(draft: Draft, why: Refusal): void;
}

/** Which part of a channel's past is asked for. Without `before` and `after` it is the latest. */
export interface HistoryQuery {
  /** The channel's id. */
  readonly channel: string;
  /** Only what has a smaller seq; the answer is then the latest of those. */
  readonly before?: number;
  /** Only what has a greater seq; without `before` the answer is the earliest of those. */
  readonly after?: number;
  /** A bound as `after`, itself included, that says nothing about which messages between the bounds are asked for. */
  readonly since?: number;
  /** At most so many. */
  readonly limit: number;
}

/** Messages in the order of the log, and whether there are more between the bounds than were asked for. */
export interface HistoryPage {
  readonly messages: readonly MessageEvent[];
  readonly more: boolean;
}

/** An event with what finds it again. */
export interface Kept {
  readonly event: LastingEvent;
  /** The id of the channel in which it happened, if it was in one. */
  readonly channel?: string;
  /** The user who did it. */
  readonly author?: number;
  /** The seq of the message that is taken back by this: its text is forgotten. */
  readonly redacts?: number;
}

/** What was said, kept for as long as the operator wants. */
export interface History {
  /** Keeps an event. It MUST NOT block; what was kept before a `read` is in that read's answer. */
  keep(kept: Kept): void;
  /** @throws Error (rejects) if it can't be read just now */
  read(query: HistoryQuery): Promise<HistoryPage>;
  /**
   * The message of that seq, unless it was taken back.
   * @throws Error (rejects) if it can't be read just now
   */
  find(seq: number): Promise<Kept | undefined>;
}

/** The time, which the core never asks of anybody else. Milliseconds since 1970. */
export type Clock = () => number;

/** How readers of one kind are shown an event. One object stands for all readers that see the same. */
export interface Kind {
  /**
   * The event as text of the wire; "" if readers of this kind are not shown it; nothing if they are not all shown the
   * same, so that each is told by its own `tell`. Pure.
   */
  render(event: Event): string | undefined;
}

/** What the hub can do to a session's connection. It MUST NOT block and MUST NOT throw. */
export interface Reader {
  readonly kind: Kind;
  /** Takes what the kind rendered. Never called with "". */
  deliver(text: string): void;
  /** Takes an event that the kind leaves to each reader. */
  tell?(event: Event): void;
  /** Takes news of somebody whom the session watches; `heard` says whether it was told them anyway. */
  watched?(event: LastingEvent, heard: boolean): void;
  /** Ends the conversation: what was delivered before goes out first. */
  goodbye(why: Goodbye): void;
}

/** Where the hub reports what nobody asked to be told. */
export interface Journal {
  /** A bug: caught, its session ended. */
  bug(cause: unknown, session: string): void;
  /** A message that took its place in the log, and the session that said it. */
  message(event: MessageEvent, session: string): void;
}
