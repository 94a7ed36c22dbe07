import type { Goodbye, Refusal } from "./answers.ts";
import type { Draft, Entry } from "./commands.ts";
import type {
  EditEvent,
  Event,
  JoinEvent,
  KickEvent,
  LastingEvent,
  MessageEvent,
  ModeEvent,
  ModerationEvent,
  NickEvent,
  PartEvent,
  QuitEvent,
  RedactEvent,
  RenameEvent,
  TopicEvent,
} from "./events.ts";
import type { OwnedFile } from "./files.ts";

/**
 * The one order of everything, as the hub sees it. Alone it is SQLite's, in a cluster JetStream's.
 *
 * - `append` MUST NOT block and MUST NOT call the follower before it returns.
 * - A draft that `append` took MUST come back exactly once: as an entry to `follow`, or to `refused`.
 * - An entry MUST be durable before the follower sees it, and entries come in the order of their seq, without gaps.
 * - Drafts of one session MUST come back in the order in which they were appended.
 * - A close MUST be taken however much waits: there is one a session, and nobody is left to send it again. So must what
 *   says that a node is here or gone.
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
  /**
   * Whether anybody here is told of what another node's draft does, or it may change what they see. What nobody waits for
   * may be told a little later. If that is not there, everything is waited for.
   */
  isHeard?(draft: Draft): boolean;
}

/** Entries that go to the disk together. */
export interface Batch {
  readonly entries: readonly Entry[];
  /** As `Follower.follow` is told them. */
  readonly drafts: readonly (Draft | undefined)[];
  /** The draft of each entry as JSON, with a line end. */
  readonly lines: string;
  /** Where a log that is elsewhere stands after them, in its own words; kept with them. */
  readonly mark?: string;
}

/** Who decides which entries there are, and in which order: a lone server itself, or a log that is elsewhere. */
export interface EntrySource {
  /** Whether there is something to take. */
  readonly isWaiting: boolean;
  /** The next entries, in the order of their seq, without gaps behind those that were taken before. */
  take(): Batch;
  /** They are durable. The next ones may have been taken already, so that the disk works meanwhile. */
  landed(batch: Batch): void;
  /**
   * They are not, and nothing is left of them; nothing was taken behind them. They may be taken again, but not for ever once
   * the source was told to end.
   */
  failed(batch: Batch): void;
}

/** What keeps the entries of the log on this node. It takes one batch at a time, as soon as the disk has the last one. */
export interface Replica {
  /** The mark of the last entries that it had when it was opened; nothing if they had none. */
  readonly mark: string | undefined;
  /** Names the one whose entries are kept: exactly once, before the first `wake`. */
  attach(source: EntrySource): void;
  /** There is something to take; it is taken in a later turn, with all that comes until then. */
  wake(): void;
}

/** Where in the log a bound is: at a seq, or at a time in milliseconds since 1970. */
export type Bound = { readonly seq: number } | { readonly at: number };

/** What belongs to the past of a channel, or of two who talk: messages, and in a channel what all its members saw. */
export type PastEvent =
  | MessageEvent
  | EditEvent
  | RedactEvent
  | JoinEvent
  | PartEvent
  | QuitEvent
  | NickEvent
  | TopicEvent
  | ModeEvent
  | KickEvent
  | RenameEvent
  | ModerationEvent;

/** Which part of a past is asked for. */
export interface HistoryQuery {
  /** The channel's id, or the two who talk as `talkOf` names them. */
  readonly place: string;
  /** Only what was before this, itself excluded. */
  readonly before?: Bound;
  /** Only what was after this, itself excluded. */
  readonly after?: Bound;
  /** The first seq that may be in the answer. */
  readonly since?: number;
  /** Whether the earliest between the bounds are asked for, and not the latest. */
  readonly earliest?: boolean;
  /** At most so many. */
  readonly limit: number;
  /** Whether not only messages with a text are asked for, but all that happened. */
  readonly events?: boolean;
  /** Types of what happened that are left out though. */
  readonly except?: readonly PastEvent["type"][];
  /**
   * Whether the reader goes on from the time at which the page ends: then all of that millisecond is on it, beyond the
   * limit if need be (`PageFill`).
   */
  readonly byTime?: boolean;
}

/** Events in the order of the log, no two of one seq, and whether there are more between the bounds. */
export interface HistoryPage {
  /** Messages as they are now: with their last texts, and all reactions. */
  readonly events: readonly PastEvent[];
  readonly more: boolean;
  /**
   * The first seq that is still kept of this place, if something between the bounds was removed because of its age or
   * size. What was removed was older than all that is there.
   */
  readonly kept?: number;
}

/** Which places are asked for whose latest message was between two times. */
export interface LatestQuery {
  /** Channels, by their ids, and the first seq in each that counts. */
  readonly channels: readonly { readonly place: string; readonly since: number }[];
  /** Of this identity (`identityOf`) also all talks with somebody. */
  readonly identity: string;
  /** Milliseconds since 1970, themselves excluded. */
  readonly after: number;
  readonly before: number;
  /** Whether those with the earliest latest messages are asked for, if there are more than so many. */
  readonly earliest: boolean;
  readonly limit: number;
}

/** The latest message of a place. */
export interface Latest {
  readonly place: string;
  readonly seq: number;
  readonly at: number;
}

/** An event with what finds it again. */
export interface Kept {
  readonly event: LastingEvent;
  /** In whose past it is: the channel's id, or the two who talk as `talkOf` names them; nothing if in nobody's. */
  readonly place?: string;
  /** Who did it, for good (`identityOf`). */
  readonly author?: string;
  /** The seq of the message that is taken back by this: its text is forgotten. */
  readonly redacts?: number;
  /** The seq of the message that is another one by this (`amend`), if it is in the same place. */
  readonly amends?: number;
  /** The files that this message shares, or from now on the one that is amended by this. */
  readonly files?: readonly OwnedFile[];
}

/** Something that is searched for. */
export interface SearchTerm {
  readonly text: string;
  /** Whether its words have to be there one behind the other as they are; or else it may be a part of a word. */
  readonly exact: boolean;
}

/** In which order search results are wanted: by time, or those first that fit best. */
export type SearchOrder = "newest" | "oldest" | "best";

/** What is searched for, and where. All of it has to fit. */
export interface SearchQuery {
  readonly terms: readonly SearchTerm[];
  /** Places that are searched, and the first seq in each that counts. */
  readonly places: readonly { readonly place: string; readonly since: number }[];
  /** Of this identity (`identityOf`) also all talks with somebody. */
  readonly identity?: string;
  /** The folded nick (`nickKey`) by which it was said. */
  readonly from?: string;
  /** Whether there has to be a link in it, or a file with it. */
  readonly link?: boolean;
  readonly file?: boolean;
  /** Milliseconds since 1970, themselves included. */
  readonly after?: number;
  readonly before?: number;
  readonly order: SearchOrder;
  readonly limit: number;
}

/** A message that was found, and in which place. */
export interface Found {
  readonly event: MessageEvent;
  readonly place: string;
}

/** What was found, in the order that was wanted, and whether there is more. */
export interface FoundPage {
  readonly found: readonly Found[];
  readonly more: boolean;
}

/** What was said, kept for as long as the operator wants. */
export interface History {
  /** Keeps an event. It MUST NOT block; what was kept before a `read` is in that read's answer. */
  keep(kept: Kept): void;
  /** @throws Error (rejects) if it can't be read just now */
  read(query: HistoryQuery): Promise<HistoryPage>;
  /**
   * The places that a query asks for, in the order of their latest messages.
   * @throws Error (rejects) if it can't be read just now
   */
  latest(query: LatestQuery): Promise<readonly Latest[]>;
  /**
   * The message of that seq, unless it was taken back.
   * @throws Error (rejects) if it can't be read just now
   */
  find(seq: number): Promise<Kept | undefined>;
  /**
   * The seq of the first event of that time (milliseconds since 1970) or later; the greatest integer if there is none.
   * What was taken back has kept its place.
   * @throws Error (rejects) if it can't be read just now
   */
  seqSince(at: number): Promise<number>;
  /**
   * Messages with a text that fit a query. What was said a moment ago may not be found yet.
   * @throws Error (rejects) if it can't be searched just now
   */
  search(query: SearchQuery): Promise<FoundPage>;
}

/** What all nodes of a cluster share of contents that are too large for a log. */
export interface Shelf {
  /**
   * Puts a content under a name. One that is there already stays, and counts as put there just now: whoever needs it for
   * longer can say so by this.
   * @param pieces gives it, anew each time that it is called
   * @throws Error (rejects) if it can't be put there just now, or if `pieces` throws; nothing new is there then
   */
  put(name: string, pieces: () => AsyncIterable<Uint8Array>): Promise<void>;
  /**
   * The content under a name; nothing if there is none.
   * @throws Error (rejects, here or while it is read) if it can't be got just now, or is not what was put there
   */
  get(name: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** The names of all that is there, with their sizes in bytes and when they were put there, in milliseconds since 1970. */
  list(): Promise<readonly { readonly name: string; readonly bytes: number; readonly at: number }[]>;
  /**
   * Removes what is under a name, if it is there.
   * @param before only if it was put there before that time, in milliseconds since 1970
   */
  remove(name: string, before?: number): Promise<void>;
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
