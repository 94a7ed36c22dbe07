import type { Role } from "../../core/account-commands.ts";
import type { Device, InviteLink } from "../../core/accounts.ts";
import type { Access } from "../conversation.ts";

/** What the answers about accounts, ways in and order on the server carry. */
export interface DeskAnswer {
  /** The account that was made, or that one is signed in to. */
  readonly account?: string;
  /** What it may do on the whole server. */
  readonly role?: Role;
  /** A device's token, in the answer that made it and never again; and its id. */
  readonly token?: string;
  readonly id?: string;
  /** The code of an invite link, likewise, and its URL as far as that is known. */
  readonly code?: string;
  readonly url?: string;
  readonly alwaysOn?: boolean;
  /** Milliseconds since 1970. */
  readonly created?: number;
  readonly hasPassword?: boolean;
  readonly devices?: readonly DeviceItem[];
  /** Fingerprints of certificates that prove the account, and the one that does from now on. */
  readonly certificates?: readonly string[];
  readonly fingerprint?: string;
  readonly accounts?: readonly AccountItem[];
  readonly invites?: readonly InviteItem[];
  readonly bans?: readonly BanItem[];
  /** What was banned, as it is listed. */
  readonly range?: string;
  readonly mask?: string;
  readonly access?: AccessFacts;
}

/** What one has to know to get in. */
export interface AccessFacts {
  readonly mode: Access;
  /** Whether accounts can be made without an invite link. */
  readonly register: boolean;
  /** There if guests may only read. */
  readonly guests?: "read";
  /** There if operators may watch the connections of guests without their leave. */
  readonly watched?: true;
}

export type DeviceItem = Omit<Device, "digest">;

export type InviteItem = Omit<InviteLink, "digest">;

/** One of many accounts. */
export interface AccountItem {
  readonly account: string;
  readonly created: number;
  readonly role?: Role;
  readonly alwaysOn?: boolean;
  /** There if somebody is signed in to it. */
  readonly here?: boolean;
}

/** A ban of the server, or a mute. */
export interface BanItem {
  readonly account?: string;
  readonly range?: string;
  readonly mask?: string;
  readonly mutes?: boolean;
  readonly reason?: string;
  /** The nick of who set it; nothing if that was who runs the server. */
  readonly by?: string;
  readonly at: number;
  readonly until?: number;
}
