/** Acts about accounts, ways in and order on the whole server. What each asks of who asks is in `rules/`. */

/** What proves a password and is not the password: what a SCRAM-SHA-256 server keeps (RFC 5802, 3), in base 64. */
export interface Verifier {
  readonly salt: string;
  readonly iterations: number;
  readonly storedKey: string;
  readonly serverKey: string;
}

/** What an account may do on the whole server: an admin keeps order, an owner says besides who is an admin. */
export type Role = "owner" | "admin";

/** A secret that a program or a browser has in place of a password, as it is kept: its digest, never itself. */
export interface NewDevice {
  readonly id: string;
  /** What its owner calls it, such as `phone`. */
  readonly name: string;
  readonly digest: string;
}

/** Makes an account, and signs the asker in to it if they are somebody already. */
export interface Register {
  readonly type: "register";
  readonly account: string;
  /** Without it there is no password: other proofs, such as a subject, open the account. */
  readonly verifier?: Verifier;
  /** The digest of an invite link's code, of which one use is spent. */
  readonly invite?: string;
  /** A device that is signed in from the beginning. */
  readonly device?: NewDevice;
  /** Who it is elsewhere: see `AddSubject`. */
  readonly subject?: string;
  /** What the account may do; only the server itself gives that. */
  readonly role?: Role;
}

/** What an account was proved by. The dialect has seen the proof; the log never does. */
export interface Proof {
  /** The device whose token was the proof. */
  readonly device?: string;
  /** The fingerprint of the client's certificate, if that was it. */
  readonly certificate?: string;
  /** `Account.renewed` when it was looked at: if that is another by now, the proof is void. */
  readonly renewed?: number;
}

/** Signs in to an account. */
export interface SignIn extends Proof {
  readonly type: "login";
  readonly account: string;
}

/** Goes on without an account. */
export interface SignOut {
  readonly type: "logout";
}

/** What is common to acts about an account: one's own, or any for who keeps order here. */
interface OnAccount {
  readonly account: string;
}

/** Gives an account another password, or none: all its devices are forgotten, and its other sessions are over. */
export interface SetPassword extends OnAccount {
  readonly type: "passwd";
  readonly verifier?: Verifier;
}

/** Removes an account with all that belongs to it. What was said stays. */
export interface RemoveAccount extends OnAccount {
  readonly type: "unregister";
}

/** Says what an account may do on the whole server; without a role nothing more than others. */
export interface SetRole extends OnAccount {
  readonly type: "role";
  readonly role?: Role;
}

export interface AddDevice extends OnAccount, Pick<Proof, "renewed"> {
  readonly type: "device-add";
  readonly device: NewDevice;
}

/** Forgets a device: the sessions that were signed in by it are over. */
export interface RemoveDevice extends OnAccount {
  readonly type: "device-remove";
  readonly id: string;
}

/** Lets a client's certificate prove an account: the SHA-256 of its DER, in lower-case hexadecimal digits. */
export interface AddCertificate extends OnAccount {
  readonly type: "certificate-add";
  readonly fingerprint: string;
}

export interface RemoveCertificate extends OnAccount {
  readonly type: "certificate-remove";
  readonly fingerprint: string;
}

/** Lets somebody's being known elsewhere prove an account: `ISSUER SUBJECT` of OpenID Connect. Only the server itself does. */
export interface AddSubject extends OnAccount, Pick<Proof, "renewed"> {
  readonly type: "subject-add";
  readonly subject: string;
}

/** Whether the account's user stays when its last session is over. */
export interface SetAlwaysOn extends OnAccount {
  readonly type: "alwayson";
  readonly on: boolean;
}

/** Has a browser told what happens while nobody looks, by a push service: as `Subscription`. */
export interface AddPush extends OnAccount {
  readonly type: "push-add";
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Has a browser told no more. */
export interface RemovePush extends OnAccount {
  readonly type: "push-remove";
  readonly endpoint: string;
}

/** Makes an invite link, by whose code accounts can be made. */
export interface AddInvite {
  readonly type: "invite-add";
  readonly id: string;
  /** The digest of its code, which is kept nowhere. */
  readonly digest: string;
  readonly uses: number;
  /** Until when it is good, in milliseconds since 1970. */
  readonly until?: number;
  /** What accounts may do that are made by it; for owners and the server itself. */
  readonly role?: Role;
  /** The channel that it leads to. */
  readonly channel?: string;
}

export interface RemoveInvite {
  readonly type: "invite-remove";
  readonly id: string;
}

/** Whom a ban of the server is about: an account, a range of addresses (`10.0.0.0/8`), or a mask `nick!user@host`. */
export type BanTarget =
  | { readonly kind: "account"; readonly name: string }
  | { readonly kind: "range"; readonly name: string }
  | { readonly kind: "mask"; readonly name: string };

/** Keeps somebody out of the server or, if it mutes, from saying anything in it. */
export interface AddBan {
  readonly type: "ban-add";
  readonly target: BanTarget;
  readonly mutes: boolean;
  /** Until when, in milliseconds since 1970; without it until it is taken back. */
  readonly until?: number;
  readonly reason: string;
}

export interface RemoveBan {
  readonly type: "ban-remove";
  readonly target: BanTarget;
  readonly mutes: boolean;
}

/** Tells those who keep order of a message. */
export interface Report {
  readonly type: "report";
  /** The channel or nick to which it was said; the nick of who said it for what one was told alone. */
  readonly to: string;
  readonly msgid: string;
  readonly reason: string;
  /** What was said, and by whom, as the node found it in its history; a client can't tell. */
  readonly said?: { readonly by: string; readonly text: string };
}

/** What may be asked by a user, or by the server itself for who runs it. */
export type AdminCommand =
  | SetPassword
  | RemoveAccount
  | SetRole
  | AddDevice
  | RemoveDevice
  | AddCertificate
  | RemoveCertificate
  | AddSubject
  | SetAlwaysOn
  | AddPush
  | RemovePush
  | AddInvite
  | RemoveInvite
  | AddBan
  | RemoveBan;

/** What sessions without an account may do by a listener: nothing, or only read; without it, all that others may. */
export type GuestRights = "none" | "read";
