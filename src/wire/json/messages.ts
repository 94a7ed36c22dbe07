import type { GoodbyeCode, RefusalCode } from "../../core/answers.ts";
import type { Event, MessageEvent, Who } from "../../core/events.ts";

/** What a JSON client is sent: events of the core, and answers. */
export type ServerMessage = Event | Ok | Refused | Bye;

/** Yes, and what was asked for. */
export interface Ok extends Partial<Welcome>, Partial<HistoryAnswer>, Partial<NamesAnswer>, Partial<WhoisAnswer> {
  readonly type: "ok";
  readonly ref?: string;
  /** The place in the log of what was done; there for commands that changed something. */
  readonly seq?: number;
  /** There if the message had been said before with this ref; `seq` is the first one's. */
  readonly repeated?: true;
  /** Changes of a mode command that were refused while others were made. */
  readonly refused?: readonly { readonly code: RefusalCode; readonly text: string; readonly about?: string }[];
  readonly channels?: readonly ChannelItem[];
}

/** No, and why. The talk goes on. */
export interface Refused {
  readonly type: "refused";
  readonly ref?: string;
  readonly code: RefusalCode;
  /** A sentence for a person. */
  readonly text: string;
  readonly about?: string;
}

/** The end: the connection closes behind it. */
export interface Bye {
  readonly type: "goodbye";
  readonly code: GoodbyeCode;
  readonly text: string;
}

/** The answer to `hello`. */
export interface Welcome {
  /** The nick you have. */
  readonly nick: string;
  /** The server's name and version. */
  readonly server: string;
  readonly version: string;
  /** Names this log: seqs of another epoch mean nothing here. */
  readonly epoch: string;
  /** The channel where everybody is. */
  readonly channel: string;
  /** Channels that your user was in already, if other sessions speak for it. */
  readonly joined: readonly string[];
}

export interface HistoryAnswer {
  readonly channel: string;
  readonly messages: readonly MessageEvent[];
  readonly more: boolean;
}

export interface NamesAnswer {
  readonly channel: string;
  /** Letters of the channel's flags. */
  readonly flags: string;
  readonly topic?: string;
  readonly members: readonly Member[];
  /** There if there are more members than are listed. */
  readonly more?: boolean;
}

export interface Member extends Who {
  /** Letters of the member's standing: q a o h v. */
  readonly modes: string;
  readonly away?: string;
}

export interface ChannelItem {
  readonly channel: string;
  readonly members: number;
  readonly topic?: string;
}

export interface WhoisAnswer {
  readonly user: Who;
  readonly realname: string;
  readonly away?: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly dialects: readonly string[];
  readonly in: readonly string[];
}
