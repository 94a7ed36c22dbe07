import type { Refusal } from "../../core/answers.ts";
import type { Member } from "../../wire/json/messages.ts";
import type { Source } from "./source.ts";
import type { Timeline } from "./timeline.ts";

/** A channel or a talk, as a list of places shows it. */
export interface PlaceSummary {
  readonly key: string;
  readonly name: string;
  readonly kind: "channel" | "talk";
  readonly topic?: string;
  /** Messages of others that one has not read. */
  readonly unread: number;
  /** Those among them that are for oneself: with one's nick in them, or said to oneself alone. */
  readonly mentions: number;
  /** Of a channel, whether we are in it; of a talk, whether the other is here. */
  readonly isHere: boolean;
  /** Of a channel, why one is not in it, if that is known: with the code `no-such-channel`, there is none. */
  readonly out?: Refusal;
  /** When the latest message was said, as far as that is known: milliseconds since 1970. */
  readonly latest?: number;
  /** Whether there are more unread messages than were counted. */
  readonly hasMoreUnread: boolean;
}

/** Who is in a channel, sorted by standing and then by nick. */
export interface Members {
  readonly list: readonly Member[];
  /** Whether they have been asked for and all are listed. */
  readonly isWhole: boolean;
  /** How many there are; at least, unless `isWhole`. */
  readonly total: number;
}

/** A channel, or the talk with somebody. */
export interface Place {
  /** The name in its folded form. It changes with the name. */
  readonly key: string;
  readonly name: string;
  readonly kind: "channel" | "talk";
  readonly summary: Source<PlaceSummary>;
  readonly timeline: Source<Timeline>;
  /** Of a channel; asked for when it is first shown. Of a talk it is empty. */
  readonly members: Source<Members>;
  /** The nicks of those who are writing. */
  readonly typing: Source<readonly string[]>;
  /** How often one has said something here: who says something sees it. */
  readonly said: Source<number>;
  readonly draft: Source<string>;
  setDraft(text: string): void;
  /** Loads a page of what was before, unless something is being loaded. */
  loadEarlier(): Promise<void>;
  /** Loads a page of what comes behind, unless something is being loaded or the window reaches the end. */
  loadLater(): Promise<void>;
  /** Has the timeline show a message and what is around it. False if there is none that could be shown. */
  goTo(idOrSeq: string | number): Promise<boolean>;
  goToLatest(): Promise<void>;
  /** All of it has been read, up to the last message. Told the server at most once a second. */
  markRead(): void;
  /** Whether the end of the timeline is in sight. While it is not, nothing is read by being looked at. */
  setAtEnd(isAtEnd: boolean): void;
}
