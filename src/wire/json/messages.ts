import type { GoodbyeCode, RefusalCode } from "../../core/answers.ts";
import type { ArriveEvent, Event, MessageEvent, Who } from "../../core/events.ts";
import type { FileRef } from "../../core/files.ts";
import type { PastEvent } from "../../core/ports.ts";
import type { DeskAnswer } from "./desk-messages.ts";
import type { Figures, SessionFacts, WireFrame } from "./status-facts.ts";

/** The events that a JSON client is told of. */
export type ShownEvent = Exclude<Event, ArriveEvent>;

/** What a JSON client is sent: events of the core, and answers. */
export type ServerMessage = ShownEvent | StatusMessage | Ok | Refused | Bye;

/** What a client is told of the server itself while it follows that. It has no place in the log, and may be lost. */
export type StatusMessage = FiguresMessage | WireMessage | WireEndMessage;

/** How the server does; each second. */
export interface FiguresMessage {
  readonly type: "status";
  readonly at: number;
  readonly figures: Figures;
}

/** What went over a connection that is watched. */
export interface WireMessage extends WireFrame {
  readonly type: "wire";
  readonly session: string;
}

/** A connection is not watched any more. */
export interface WireEndMessage {
  readonly type: "wire-end";
  readonly at: number;
  readonly session: string;
  /** Why, for a person. */
  readonly text: string;
}

/** Yes, and what was asked for. */
export interface Ok
  extends Partial<Welcome>,
    Partial<HistoryAnswer>,
    Partial<NamesAnswer>,
    Partial<ModesAnswer>,
    Partial<WhoisAnswer>,
    StatusAnswer,
    DeskAnswer {
  readonly type: "ok";
  readonly ref?: string;
  /** The place in the log of what was done; there for commands that changed something. */
  readonly seq?: number;
  /** There if the message had been said before with this ref; `seq` is the first one's. */
  readonly repeated?: true;
  /** What was refused while the rest was done: changes of a mode command, or a device's token on signing in. */
  readonly refused?: readonly { readonly code: RefusalCode; readonly text: string; readonly about?: string }[];
  readonly channels?: readonly ChannelItem[];
  readonly talks?: readonly TalkItem[];
  readonly files?: readonly FileRef[];
  /** By which HTTP requests for files are known to be of this session. */
  readonly ticket?: string;
  /** The URL that files are uploaded to. */
  readonly upload?: string;
}

/** What the answers about the server itself carry. */
export interface StatusAnswer {
  readonly figures?: Figures;
  readonly sessions?: readonly SessionFacts[];
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
export interface Welcome extends Pick<DeskAnswer, "account" | "role" | "access"> {
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
  /** Their ids, in the same order: the same whatever they are called. An older server does not tell. */
  readonly joinedIds?: readonly string[];
  /** There if your user was here already, so that it is in no other channel than those. */
  readonly present?: true;
  /** The key with which a browser subscribes to the server's pushes, in base 64 for URLs; nothing if it sends none. */
  readonly pushKey?: string;
  /** What your user has read; from then on each `markread` event says what changes. */
  readonly markers: readonly Marker[];
}

/** Up to when a user has read what was said in a channel or with a nick. */
export interface Marker {
  readonly to: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** A key of what is known about a user or a channel, with its value. */
export interface Pair {
  readonly key: string;
  readonly value: string;
}

export interface HistoryAnswer {
  readonly channel?: string;
  readonly with?: string;
  readonly messages?: readonly MessageEvent[];
  /** In place of `messages`, if all that happened was asked for. */
  readonly events?: readonly PastEvent[];
  readonly more: boolean;
  /** The first seq that may be read, if what was asked for begins before it. */
  readonly begins?: number;
}

export interface NamesAnswer {
  readonly channel: string;
  /** Letters of the channel's flags. */
  readonly flags: string;
  readonly topic?: string;
  /** There if anything is known about the channel. */
  readonly metadata?: readonly Pair[];
  readonly members: readonly Member[];
  /** There if there are more members than are listed. */
  readonly more?: boolean;
}

/** How the modes of a channel stand. */
export interface ModesAnswer {
  readonly channel: string;
  /** The same whatever the channel is called; for its members. */
  readonly id?: string;
  /** Letters of the channel's flags. */
  readonly flags: string;
  /** The key that one needs to come in, if there is one; `*` for who is not in the channel. */
  readonly key?: string;
  /** How many members there may be, if that is limited. */
  readonly limit?: number;
  /** The channel to which those go who may not come in. */
  readonly forward?: string;
  /** The lists of masks, one behind the other, each in the order in which it was made. */
  readonly masks: readonly MaskItem[];
}

/** A mask in one of a channel's lists. */
export interface MaskItem {
  /** The letter of the list's mode: `b`, `e` or `I`. */
  readonly list: string;
  readonly mask: string;
  /** The nick of who set it, and when: milliseconds since 1970. */
  readonly by: string;
  readonly at: number;
}

export interface Member extends Who {
  /** Letters of the member's standing: q a o h v. */
  readonly modes: string;
  /** The dialects that they use; an older server does not tell. */
  readonly dialects?: readonly string[];
  readonly away?: string;
}

/** Somebody whom one has talked with. */
export interface TalkItem {
  /** The nick, or of who is not here the account. */
  readonly with: string;
  /** Where and when the latest message was; milliseconds since 1970. */
  readonly seq: number;
  readonly at: number;
  /** There if somebody of that nick is here. */
  readonly here?: true;
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
  /** Whether this is an operator of the server. */
  readonly operator?: true;
  /** When they came, in milliseconds since 1970. */
  readonly since: number;
  /** When they last said something, or else came. */
  readonly spoke: number;
  readonly dialects: readonly string[];
  readonly in: readonly string[];
  /** There if they tell anything about themselves. */
  readonly metadata?: readonly Pair[];
}
