import type { BanTarget, Role, Verifier } from "./account-commands.ts";

/** What the state knows of accounts, of the ways in, and of who is kept out. */

/** A name that belongs to whoever can prove it. */
export interface Account {
  readonly name: string;
  readonly created: number;
  /**
   * The seq at which it was made, or what proves it was last taken away: what was proved before that is void, as it may
   * have been proved by somebody whose account it is no more.
   */
  renewed: number;
  /** Who it is for good, if that is not the key of its name: there may have been another account of that name. */
  readonly identity?: string;
  /** Without it there is no password. */
  verifier?: Verifier;
  role?: Role;
  /** Whether its user stays when the last session is over. */
  alwaysOn?: boolean;
  /** As `User.markers`, for all users who are signed in to it. */
  readonly markers: Map<string, number>;
  /** Secrets of programs and browsers, by their ids. */
  readonly devices: Map<string, Device>;
  /** Fingerprints of certificates that prove it. */
  readonly certificates: Set<string>;
  /** Who it is elsewhere: see `AddSubject`. */
  readonly subjects: Set<string>;
  /** Where its browsers are told what happened, by their endpoints; what was said last is the last. */
  readonly pushes: Map<string, Subscription>;
  /** Its users who are here. */
  readonly users: Set<number>;
}

/** A secret in place of a password. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly digest: string;
  readonly created: number;
  /** When somebody signed in with it last. */
  used?: number;
}

/** Where a browser is told what happened, by a push service, and by which keys that is hidden from the service (RFC 8291). */
export interface Subscription {
  /** The URL that the push service gave it, which is a secret of the browser. */
  readonly endpoint: string;
  /** The browser's public key and its secret, in base 64 for URLs. */
  readonly p256dh: string;
  readonly auth: string;
  /** The device by which the session was signed in that asked for it: it goes with that. */
  readonly device?: string;
}

/** A way in. */
export interface InviteLink {
  readonly id: string;
  readonly digest: string;
  /** How many accounts may still be made by it, and how many were. */
  uses: number;
  used: number;
  readonly until?: number;
  readonly role?: Role;
  readonly channel?: string;
  /** The account of who made it; nothing if that was the server itself. */
  readonly by?: string;
  readonly created: number;
}

/** Somebody who is kept out of the server, or from saying anything in it. */
export interface ServerBan {
  readonly target: BanTarget;
  readonly mutes: boolean;
  readonly reason: string;
  /** The account of who set it, or their nick if they had none. */
  readonly by: string;
  readonly at: number;
  readonly until?: number;
}
