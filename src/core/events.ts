import type { Address, Form, ModeChange, Tags } from "./commands.ts";

/** How a user is shown in an event: as they were when it happened. */
export interface Who {
  readonly nick: string;
  readonly user: string;
  readonly host: string;
  readonly account?: string;
  /** There only for a user without a nick of their own, where addresses are not cloaked. */
  readonly address?: Address;
  readonly bot?: boolean;
}

/** What all events have. */
interface Base {
  /** Its place in the log; one entry may cause several events of the same seq. */
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Unique, opaque, and the same for everybody. */
  readonly id: string;
  readonly from: Who;
}

export interface MessageEvent extends Base {
  readonly type: "message";
  /** A channel, or the nick of the one it was said to. */
  readonly to: string;
  readonly form: Form;
  readonly text: string;
  readonly tags?: Tags;
}

export interface JoinEvent extends Base {
  readonly type: "join";
  readonly channel: string;
  readonly realname: string;
}

export interface PartEvent extends Base {
  readonly type: "part";
  readonly channel: string;
  readonly reason?: string;
}

export interface QuitEvent extends Base {
  readonly type: "quit";
  readonly reason: string;
}

export interface NickEvent extends Base {
  readonly type: "nick";
  readonly nick: string;
}

export interface TopicEvent extends Base {
  readonly type: "topic";
  readonly channel: string;
  readonly topic: string;
}

export interface ModeEvent extends Base {
  readonly type: "mode";
  readonly channel: string;
  readonly changes: readonly ModeChange[];
}

export interface UserModeEvent extends Base {
  readonly type: "usermode";
  readonly changes: readonly ModeChange[];
}

export interface KickEvent extends Base {
  readonly type: "kick";
  readonly channel: string;
  readonly nick: string;
  readonly reason?: string;
}

/** Shown to the one who is invited. */
export interface InviteEvent extends Base {
  readonly type: "invite";
  readonly channel: string;
  readonly nick: string;
}

export interface AwayEvent extends Base {
  readonly type: "away";
  readonly text?: string;
}

/** Somebody is writing, or stopped. It has no place in the log and may be lost. */
export interface TypingEvent {
  readonly type: "typing";
  readonly at: number;
  readonly from: Who;
  readonly to: string;
  readonly state: "active" | "paused" | "done";
}

/** What happened and has its place in the log. */
export type LastingEvent =
  | MessageEvent
  | JoinEvent
  | PartEvent
  | QuitEvent
  | NickEvent
  | TopicEvent
  | ModeEvent
  | UserModeEvent
  | KickEvent
  | InviteEvent
  | AwayEvent;

/** What happened, as everybody who may see it is told. */
export type Event = LastingEvent | TypingEvent;

/** Who is to see an event, as it stands after the entry was applied. */
export interface Audience {
  /** Folded names of channels: all their members. */
  readonly channels: readonly string[];
  /** Users besides. */
  readonly users: readonly number[];
}

/** An event on its way out. */
export interface Emission {
  readonly event: LastingEvent;
  readonly audience: Audience;
}
