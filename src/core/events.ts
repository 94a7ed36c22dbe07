import type { Address, Form, ModeChange, Tags } from "./commands.ts";
import type { FileRef } from "./files.ts";

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

/** As whom the server itself is shown: nobody can have that nick. */
export const SERVER: Who = { nick: "(server)", user: "", host: "" };

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
  /** The nick of the bridge that passed it on; `from` is then somebody elsewhere. */
  readonly by?: string;
  /** The files whose links are in the text. */
  readonly files?: readonly FileRef[];
  /** There if its author has changed the text since: the place of the last change in the log, and its time. */
  readonly edited?: { readonly seq: number; readonly at: number };
  /** How people have reacted to it since: each reaction once, in the order in which they came up. */
  readonly reactions?: readonly Reaction[];
  /** There if they have: the place in the log of the last of these, even if it only took one away. */
  readonly reacted?: number;
}

/** A reaction to a message (IRCv3 react), and whose it is. */
export interface Reaction {
  readonly text: string;
  readonly by: readonly Pick<Who, "nick" | "account">[];
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

/** Shown to the one who is invited, and as `seen` to those in the channel who could have invited them. */
export interface InviteEvent extends Base {
  readonly type: "invite";
  readonly channel: string;
  readonly nick: string;
  readonly seen?: boolean;
}

export interface AwayEvent extends Base {
  readonly type: "away";
  readonly text?: string;
}

/** A user has come. Only those see it who watch for the nick: others learn of it when the user joins a channel. */
export interface ArriveEvent extends Base {
  readonly type: "arrive";
}

export interface SetNameEvent extends Base {
  readonly type: "setname";
  readonly realname: string;
}

/** A user is signed in to an account, or (without one) to none any more; `from` has the one they had. */
export interface AccountEvent extends Base {
  readonly type: "account";
  readonly account?: string;
}

/** A user is seen with another name and host from now on; `from` has those from before. */
export interface ChangeHostEvent extends Base {
  readonly type: "chghost";
  readonly user: string;
  readonly host: string;
}

/** A channel has another name from now on. */
export interface RenameEvent extends Base {
  readonly type: "rename";
  readonly channel: string;
  readonly name: string;
  readonly reason?: string;
}

/** A message was taken back. */
export interface RedactEvent extends Base {
  readonly type: "redact";
  readonly to: string;
  readonly msgid: string;
  readonly reason?: string;
}

/** Who said a message has given it another text. */
export interface EditEvent extends Base {
  readonly type: "edit";
  readonly to: string;
  readonly msgid: string;
  readonly text: string;
  /** The files whose links are in the new text. */
  readonly files?: readonly FileRef[];
}

/** Shown to one's own sessions: one has read what was said in a channel or with a nick up to then. */
export interface MarkReadEvent extends Base {
  readonly type: "markread";
  readonly to: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** A key of a user or a channel has another value, or none any more. */
export interface MetadataEvent extends Base {
  readonly type: "metadata";
  readonly to: string;
  readonly key: string;
  readonly value?: string;
}

export interface WallopsEvent extends Base {
  readonly type: "wallops";
  readonly text: string;
}

/** What is noted in the moderation log, by the names of commands; a ban of the server may be a `mute`, and be taken back. */
export const MODERATION_ACTIONS = [
  "kick",
  "mode",
  "redact",
  "rename",
  "kill",
  "ban",
  "unban",
  "mute",
  "unmute",
  "report",
  "oper",
  "wire",
  "chghost",
  "role",
  "invite-add",
  "invite-remove",
  "register",
  "unregister",
  "passwd",
  "alwayson",
  "device-add",
  "device-remove",
  "certificate-add",
  "certificate-remove",
] as const;

/** Something that was done to keep order, or was asked for. Only those who keep order are shown it. */
export interface ModerationEvent extends Base {
  readonly type: "moderation";
  readonly action: (typeof MODERATION_ACTIONS)[number];
  /** To whom or what: a nick, account, mask, range, mode or id. */
  readonly target?: string;
  /** Where, if it was in a channel or a talk. */
  readonly channel?: string;
  readonly reason?: string;
  /** Until when it holds, in milliseconds since 1970. */
  readonly until?: number;
  /** The message that it is about, and what that said. */
  readonly msgid?: string;
  readonly said?: { readonly by: string; readonly text: string };
}

/** Somebody is writing, or stopped. It has no place in the log and may be lost. */
export interface TypingEvent {
  readonly type: "typing";
  readonly at: number;
  readonly from: Who;
  readonly to: string;
  readonly state: "active" | "paused" | "done";
}

/**
 * From now on the server can't make durable what is asked here, or can again. What was acknowledged stays, and questions are
 * answered all the same. All who are here are told once of each change; somebody who comes later is not.
 */
export interface ServiceEvent {
  readonly type: "service";
  readonly at: number;
  /** The server itself. */
  readonly from: Who;
  readonly writable: boolean;
}

/** What has no place in the log and may be lost. */
export type PassingEvent = TypingEvent | ServiceEvent;

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
  | AwayEvent
  | ArriveEvent
  | SetNameEvent
  | AccountEvent
  | ChangeHostEvent
  | RenameEvent
  | RedactEvent
  | EditEvent
  | MarkReadEvent
  | MetadataEvent
  | WallopsEvent
  | ModerationEvent;

/** What happened, as everybody who may see it is told. */
export type Event = LastingEvent | PassingEvent;

/** Who is to see an event, as it stands after the entry was applied. */
export interface Audience {
  /** Folded names of channels: all their members. */
  readonly channels: readonly string[];
  /** Users besides. */
  readonly users: readonly number[];
  /** A user who is not to see it, though a member. */
  readonly except?: number;
}

/** An event on its way out. */
export interface Emission {
  readonly event: LastingEvent;
  readonly audience: Audience;
  /** It is told and not kept in the history. */
  readonly passing?: boolean;
}
