import type { Form, Typing } from "../../core/commands.ts";
import type { Welcome } from "../../wire/json/messages.ts";
import type { LinkOptions } from "../link-options.ts";
import type { LinkEnd, News } from "../news.ts";
import type { Asked, Reply } from "../outgoing.ts";
import type { Place, PlaceSummary } from "./place.ts";
import { Cell, type Schedule, type Source } from "./source.ts";
import type { Message } from "./timeline.ts";

/** Where drafts are kept: texts that were typed and not said, by the keys of places. */
export interface DraftStore {
  load(): ReadonlyMap<string, string>;
  /** An empty text is one that need not be kept. */
  save(place: string, text: string): void;
}

/** Somebody is to be told of something. */
export interface Notice {
  /** The key of the place. */
  readonly place: string;
  readonly message: Message;
  readonly kind: "mention" | "talk";
}

export interface ChatOptions extends Omit<LinkOptions, "tell" | "keepTrying"> {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Runs something soon, at the latest with the next picture. */
  readonly schedule: Schedule;
  readonly drafts: DraftStore;
  /** A mention, or a direct message. Not called for what was read elsewhere or is being looked at. */
  readonly notify: (notice: Notice) => void;
  /** All that the link tells, for what the model does not keep: a device's token, an invitation, a word to everybody. */
  readonly heard?: (news: News) => void;
}

export type ConnectionState =
  | { readonly phase: "connecting" }
  | { readonly phase: "open" }
  /** `why` is a clause for a person; `retryAt` is in milliseconds since 1970. */
  | { readonly phase: "broken"; readonly why: string; readonly retryAt: number }
  | { readonly phase: "ended"; readonly end: LinkEnd };

/** Who one is on the server, and what that is. */
export interface Self extends Omit<Welcome, "joined" | "markers"> {
  /** Why one is away, if one is. */
  readonly away?: string;
}

/** What a face shows of a server: the places that one is in, what is said there, and what one can do. */
export class Chat {
  readonly connection: Source<ConnectionState>;
  /** Nothing before the first welcome. */
  readonly self: Source<Self | undefined>;
  /** Channels in the order of their names, then talks, the latest first. */
  readonly places: Source<readonly PlaceSummary[]>;
  /** The one that is looked at. */
  readonly current: Source<Place | undefined>;

  constructor(options: ChatOptions) {
    const { schedule } = options;
    this.connection = new Cell<ConnectionState>({ phase: "connecting" }, schedule);
    this.self = new Cell<Self | undefined>(undefined, schedule);
    this.places = new Cell<readonly PlaceSummary[]>([], schedule);
    this.current = new Cell<Place | undefined>(undefined, schedule);
  }

  start(): void {}

  close(): void {}

  /** @param key as in its summary */
  place(_key: string): Place | undefined {
    return undefined;
  }

  /** Makes a place the current one. A talk or channel that is not there yet is opened; a channel is joined. */
  show(_name: string): Place {
    throw new Error("not yet");
  }

  /** The window is not seen: nothing is read until `lookBack`. */
  lookAway(): void {}

  lookBack(): void {}

  /** Parts a channel, or puts a talk away until something is said in it again. */
  leave(_name: string): Promise<Reply> {
    throw new Error("not yet");
  }

  /**
   * Says something; it is shown at once as pending. What is refused stays with why, and can be retried or dropped. False
   * if too much waits already.
   */
  say(_to: string, _text: string, _options?: { readonly reply?: string; readonly form?: Form }): boolean {
    return false;
  }

  retry(_pending: string): void {}

  drop(_pending: string): void {}

  edit(_to: string, _id: string, _text: string): Promise<Reply> {
    throw new Error("not yet");
  }

  redact(_to: string, _id: string, _reason?: string): Promise<Reply> {
    throw new Error("not yet");
  }

  /** Gives one's own reaction, or takes it away if it is there. */
  react(_to: string, _id: string, _text: string): Promise<Reply> {
    throw new Error("not yet");
  }

  /** Lets others see that one is writing; `active` goes out at most every three seconds. */
  typing(_to: string, _state: Typing["state"]): void {}

  /** Asks anything else. */
  ask(_command: Asked): Promise<Reply> {
    throw new Error("not yet");
  }
}
