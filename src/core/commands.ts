import type { AdminCommand, GuestRights, Proof, Register, Report, SignIn, SignOut } from "./account-commands.ts";
import type { FileRef, OwnedFile } from "./files.ts";

/** What a session asks, and what the log keeps of it. These are the same: the log is the order of what was asked. */

/** How a text is meant: said, noted (never answered by a program), done (`/me waves`), or tags without a text. */
export type Form = "message" | "notice" | "action" | "tags";

/** Client tags of a message, by their names with the `+` (IRCv3 message-tags). */
export type Tags = Readonly<Record<string, string>>;

/** Says a text in a channel, to one nick, or (`@#channel`) to the members of a channel of that standing or a higher one. */
export interface Say {
  readonly type: "say";
  readonly to: string;
  readonly text: string;
  readonly form?: Form;
  readonly tags?: Tags;
  /** Who really said it, elsewhere (`alice/discord`): a bridge that operates the channel passes it on. */
  readonly as?: string;
  /** The client's own name for this message. Said again with the same ref by a client with a key, it is the same one. */
  readonly ref?: string;
  /** The files whose links are in the text, as the node found them; a client can't tell. */
  readonly files?: readonly OwnedFile[];
}

export interface Join {
  readonly type: "join";
  readonly channel: string;
  readonly key?: string;
  /** The channel of this id, whatever it is called by now; none is made. */
  readonly id?: string;
  /** Only if there is such a channel; none is made. */
  readonly exists?: boolean;
}

export interface Part {
  readonly type: "part";
  readonly channel: string;
  readonly reason?: string;
}

export interface Nick {
  readonly type: "nick";
  readonly nick: string;
}

export interface SetTopic {
  readonly type: "topic";
  readonly channel: string;
  readonly topic: string;
}

/** One letter of a mode change. */
export interface ModeChange {
  readonly set: boolean;
  readonly mode: string;
  readonly parameter?: string;
}

export interface SetMode {
  readonly type: "mode";
  readonly channel: string;
  readonly changes: readonly ModeChange[];
}

/** Changes the asker's own modes, by the letters of `USER_MODES`. */
export interface SetUserMode {
  readonly type: "usermode";
  readonly changes: readonly ModeChange[];
}

export interface Kick {
  readonly type: "kick";
  readonly channel: string;
  readonly nick: string;
  readonly reason?: string;
}

export interface Invite {
  readonly type: "invite";
  readonly channel: string;
  readonly nick: string;
}

/** Says that one is away, or (without a text) back. */
export interface Away {
  readonly type: "away";
  readonly text?: string;
}

/** Changes one's real name, which is any line about oneself. */
export interface SetName {
  readonly type: "setname";
  readonly realname: string;
}

/** Gives a channel another name; it stays the same channel in all else. */
export interface Rename {
  readonly type: "rename";
  readonly channel: string;
  readonly name: string;
  readonly reason?: string;
}

/** Takes back what was said in a channel or to a nick: it is shown to nobody any more. */
export interface Redact {
  readonly type: "redact";
  readonly to: string;
  /** The message's id. */
  readonly msgid: string;
  readonly reason?: string;
  /** Who said it, for good (`identityOf`), as the node found in its history; a client can't tell. */
  readonly author?: string;
  /** The files that it shared, likewise. */
  readonly files?: readonly FileRef[];
}

/** Gives what one said in a channel or to a nick another text. */
export interface Edit {
  readonly type: "edit";
  readonly to: string;
  /** The message's id. */
  readonly msgid: string;
  readonly text: string;
  /** As for `Redact`. */
  readonly author?: string;
  /** As for `Say`. */
  readonly files?: readonly OwnedFile[];
}

/** Says up to when one has read what was said in a channel or with a nick. It only moves forward. */
export interface MarkRead {
  readonly type: "markread";
  readonly to: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Sets a key of what is known about oneself or a channel, or without a value removes it. */
export interface SetMetadata {
  readonly type: "metadata";
  /** A channel or a nick; `*` is oneself. */
  readonly to: string;
  readonly key: string;
  readonly value?: string;
}

/** Becomes an operator of the server. The dialect has seen the proof; the log never does. */
export interface Oper {
  readonly type: "oper";
  /** The name under which the configuration knows the operator. */
  readonly name: string;
}

/** Ends all sessions of a user; for operators of the server. */
export interface Kill {
  readonly type: "kill";
  readonly nick: string;
  readonly reason: string;
}

/** Tells something to all users of mode `w`; for operators of the server. */
export interface Wallops {
  readonly type: "wallops";
  readonly text: string;
}

/** Gives a user another name and host to be seen with; for operators of the server. */
export interface ChangeHost {
  readonly type: "chghost";
  readonly nick: string;
  readonly ident: string;
  readonly host: string;
}

/** Begins to watch the bytes of another's connection; for operators of the server, with leave. */
export interface WatchWire {
  readonly type: "wire";
  readonly session: SessionId;
  /** Whether the server's configuration lets guests be watched without their leave, as the node knows; a client can't tell. */
  readonly guests?: boolean;
}

/** Says that one is writing, or no longer is. It passes: it is neither logged nor kept. */
export interface Typing {
  readonly type: "typing";
  readonly to: string;
  readonly state: "active" | "paused" | "done";
}

/** What a client may ask that lasts or changes what others see, and so goes into the log. */
export type Command =
  | Say
  | Join
  | Part
  | Nick
  | SetTopic
  | SetMode
  | SetUserMode
  | Kick
  | Invite
  | Away
  | SetName
  | Rename
  | Redact
  | Edit
  | MarkRead
  | SetMetadata
  | SignIn
  | SignOut
  | AdminCommand
  | Report
  | Oper
  | Kill
  | Wallops
  | WatchWire
  | ChangeHost;

/** Where a connection comes from. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A session begins: it makes its user, or (with the `key` of a user who is here) speaks for that one too. */
export interface Open extends Proof {
  readonly type: "open";
  readonly nick: string;
  /** Whether the nick was made by the dialect: then a taken one is replaced by a spare, and others may show the address. */
  readonly made: boolean;
  readonly ident: string;
  readonly realname: string;
  /** What others see as the user's host. */
  readonly host: string;
  /** Given only where addresses are not cloaked. */
  readonly address?: Address;
  readonly dialect: string;
  /** A digest of the secret by which a client is known again; never the secret. */
  readonly key?: string;
  /** Away from the beginning, with this text. */
  readonly away?: string;
  /** Signed in from the beginning; the dialect has seen the proof. If a user of that account is here, that one is joined. */
  readonly account?: string;
  /** What one may do here without an account; without it, all that others may. */
  readonly guests?: GuestRights;
}

/** A session ends; with its last session its user leaves. */
export interface Close {
  readonly type: "close";
  readonly reason: string;
}

/** A node starts: what was there of an earlier run under the same name is gone. */
export interface Start {
  readonly type: "start";
  readonly name: string;
  /** Names this log, if it is new: a position in it is (epoch, seq). */
  readonly epoch: string;
  /** Channels that the node's listeners lead to; they are there without members and have no operators. */
  readonly channels: readonly string[];
}

/** A node of that id is gone: its sessions are over. Any other node says so. */
export interface Lost {
  readonly type: "lost";
  readonly node: string;
}

/** All that the log holds. */
export type Act = Command | Open | Register | Close | Start | Lost;

/** A session's name, unique over all nodes and runs. */
export type SessionId = string;

/** An act on its way to the log. */
export interface Draft {
  readonly node: string;
  /** The session that acts; empty for the node itself. */
  readonly session: SessionId;
  readonly act: Act;
}

/** An act with its place in the one order. */
export interface Entry extends Draft {
  /** Counts up from 1 without gaps. */
  readonly seq: number;
  /** Milliseconds since 1970, never less than the entry before. */
  readonly at: number;
}
