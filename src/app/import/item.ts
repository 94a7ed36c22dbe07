import type { PastEvent } from "../../core/ports.ts";
import type { Topic } from "../../core/state.ts";

/** What every source is read as. */

type Untold<E> = E extends PastEvent ? Omit<E, "seq" | "at" | "id"> : never;

/**
 * What happened, without its place in the log. Ids of other messages in it are keys of other items. In the names of
 * channels and people there is nothing that they may not have.
 */
export type Told = Untold<Exclude<PastEvent, { type: "redact" }>>;

/** Something that happened, in a channel or between two accounts. */
export interface Item {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly channel?: string;
  /** The names of the two accounts. */
  readonly talk?: readonly [string, string];
  /** By which the same is known again, in whatever source; a message is referred to by it. */
  readonly key?: string;
  readonly told: Told;
}

/** What a source knows of a channel. */
export interface ChannelItem {
  readonly channel: string;
  readonly created?: number;
  readonly topic?: Topic;
  /** Letters of its flags. */
  readonly flags?: string;
  /** Whether not everybody could come in. */
  readonly isClosed?: boolean;
  readonly told?: undefined;
}

/** What sources are made of. */
export type Found = Item | ChannelItem;

/** What is shown as the user name and host of people of whom nobody knows these here. */
export const IMPORTED = "imported";
