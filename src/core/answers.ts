import type { GoodbyeCode, RefusalCode } from "./codes.ts";

/**
 * The three ways in which something is not to be (never mixed): a refusal is an answered no and the talk goes on; a
 * goodbye is the coded end of a session; a bug is thrown, logged, and ends the session that met it.
 */

export type { GoodbyeCode, RefusalCode };

/** Every refusal that Parley gives: its code, which programs may rely on, and what it means to a person. */
export const REFUSALS: Readonly<Record<RefusalCode, string>> = {
  "bad-command": "The command could not be read, or has a field that is missing or of the wrong kind.",
  "unknown-command": "There is no command of that name.",
  "not-open": "The session has not said who it is yet; `hello` comes first.",
  "already-open": "The session has said who it is already.",
  "bad-nick": "A nick is 1 to 64 bytes of letters, digits and -_[]\\`^{}|, and begins with neither a digit nor a dash.",
  "nick-in-use": "Somebody else has that nick.",
  "bad-channel-name": "A channel's name is # and up to 63 bytes without space, comma, colon, star or question mark.",
  "no-such-channel": "There is no channel of that name.",
  "no-such-nick": "Nobody here has that nick.",
  "not-in-channel": "You are not in that channel.",
  "user-not-in-channel": "That user is not in the channel.",
  "already-in-channel": "That user is in the channel already.",
  "too-many-channels": "You are in as many channels as one user may be in.",
  "cannot-send": "You may not speak in that channel.",
  banned: "You are banned from that channel.",
  "invite-only": "That channel is by invitation only.",
  "bad-key": "That channel has a key, and it is not the one you gave.",
  "channel-full": "That channel has as many members as its limit allows.",
  "not-operator": "Only an operator of the channel may do that.",
  "unknown-mode": "There is no mode of that letter.",
  "bad-mode-parameter": "That mode needs a parameter, or a different one.",
  "list-full": "That list of the channel is as long as it may be.",
  "no-text": "There is nothing to send.",
  "bad-key-name": "A key is 1 to 64 of the characters a-z, 0-9, and _./-",
  "no-such-message": "There is no message of that id that you could see.",
  "not-yours": "That is not yours to change.",
  "no-such-file": "There is no such file, or it is not for you.",
  "bad-file-name": "A file's name has 1 to 200 bytes, and no slashes, backslashes or control characters.",
  "bad-file-type": "Files of that type are not taken here.",
  "false-file-type": "The file is not of the type that it was said to be.",
  "file-too-large": "That file is larger than the server takes.",
  "quota-exceeded": "You have as much in files on this server as one user may have.",
  "bad-offset": "That is not where the upload broke off.",
  "disk-full": "The server has no room on its disk for that at the moment.",
  "name-in-use": "There is a channel of that name already.",
  "not-server-operator": "Only an operator of the server may do that.",
  "no-such-account": "There is no account of that name.",
  "account-exists": "There is an account of that name already.",
  "account-needed": "Here one needs an account: sign in first.",
  "wrong-password": "That name and that password, or token, do not belong together.",
  "too-many-tries": "There were too many wrong passwords; try again later.",
  "registration-closed": "Accounts are not made here by those who come; ask whoever runs the server.",
  "bad-password": "A password has 3 characters at least, 1024 bytes at most, and no control characters.",
  "bad-invite": "That invite link is not good any more, or never was.",
  "no-such-invite": "There is no invite link of that id.",
  "no-such-device": "There is no device of that id.",
  "no-such-certificate": "There is no certificate of that fingerprint.",
  "proof-exists": "That proves an account already.",
  "last-owner": "That is the only owner of the server: make somebody else an owner first.",
  "bad-ban": "A ban is about an account, a range of addresses such as 10.0.0.0/8, or a mask such as *!*@*.example.",
  "no-such-ban": "There is no such ban.",
  "server-banned": "You are banned from this server.",
  muted: "You may not say anything on this server at the moment.",
  "no-such-session": "There is no session of that id.",
  "no-leave": "They have not said that their connections may be watched.",
  "no-account": "Only who is signed in to an account may do that.",
  "too-long": "That is longer than the server takes.",
  "server-full": "The server has as many of these as it keeps.",
  "too-many-sessions": "That user has as many sessions as one user may have.",
  "node-lost": "The others took this server for lost, so that was not carried out; come again.",
  "no-such-node": "There is no node of that id.",
  "not-durable": "The server can't keep anything new at the moment, so nothing was sent; it still answers questions.",
  busy: "More waits for the disk than the server holds; send it again in a moment.",
  unavailable: "The server could not look that up just now.",
};

/** An answered no. */
export interface Refusal {
  readonly code: RefusalCode;
  /** A sentence for a person. */
  readonly text: string;
  /** What it is about: the nick, channel, letter or parameter that was refused. */
  readonly about?: string;
}

/** A refusal with its standard sentence, or a more particular one. */
export function refuse(code: RefusalCode, about?: string, text: string = REFUSALS[code]): Refusal {
  return about === undefined ? { code, text } : { code, text, about };
}

/** Every reason for which the server ends a session. */
export const GOODBYES: Readonly<Record<GoodbyeCode, string>> = {
  shutdown: "The server is stopping. Come back in a moment.",
  "node-lost": "The other servers could not reach this one for a while. Come back in a moment.",
  "slow-reader": "Too much was waiting to be read by this client.",
  timeout: "Nothing was heard from this client for too long.",
  killed: "An operator of the server ended this session.",
  insecure: "From other machines only encrypted connections are taken.",
  banned: "You are banned from this server.",
  "too-many-tries": "There were too many wrong passwords.",
  "signed-out": "This session was signed out; sign in again.",
  "account-needed": "Here one needs an account, which this client can't sign in to.",
  bug: "The server made a mistake; it has been logged.",
};

/** The coded end of a session. */
export interface Goodbye {
  readonly code: GoodbyeCode;
  readonly text: string;
}

/** A goodbye with its standard sentence, or a more particular one. */
export function goodbye(code: GoodbyeCode, text: string = GOODBYES[code]): Goodbye {
  return { code, text };
}
