import type { AdminCommand, Register } from "../../core/account-commands.ts";
import { type Refusal, refuse } from "../../core/answers.ts";
import type { PastEvent } from "../../core/ports.ts";
import type { State, User } from "../../core/state.ts";
import type { Registering } from "../conversation.ts";
import type { Passwords } from "../passwords.ts";
import type { Registrations } from "../registrations.ts";
import type { Ok } from "./messages.ts";

/** Who asks at the desk, with what it takes to answer: a session, or the server itself for whoever runs it. */
export interface Asker {
  readonly state: State;
  /** Nobody, if it is the server itself, or a session that has not said who it is. */
  readonly user: User | undefined;
  readonly isServer: boolean;
  /** The address that it comes from, as `Line.peer` has it. */
  readonly from: string;
  /** As `Line.certificate`. */
  readonly certificate?: string | undefined;
  /** As `Settings.pushKey`. */
  readonly pushKey?: string | undefined;
  readonly passwords: Passwords;
  /** Who may make accounts without an invite link: not asked of the server itself. */
  readonly registering: Registering;
  readonly registrations: Registrations;
  /** As `Line.digest`. */
  digest(secret: string): string;
  /** Milliseconds since 1970. */
  now(): number;
  /** Whether an act would be refused as things stand. */
  check(act: DeskAct): Refusal | undefined;
  /** Whether that is the account's password; nothing if it is. */
  confirm(account: string, password: string): Promise<Refusal | undefined>;
  /**
   * The latest of the moderation log before a seq, if one is said.
   * @throws Error (rejects) if it can't be read just now
   */
  moderation(before: number | undefined, limit: number): Promise<ModerationPage | { readonly refusal: Refusal }>;
  /** As `Settings.linkFor`. */
  linkFor?(code: string): string | undefined;
}

/** A page of the moderation log. */
export interface ModerationPage {
  readonly events: readonly PastEvent[];
  readonly more: boolean;
}

/** What the desk has carried out. */
export type DeskAct = AdminCommand | Register;

/** What `ok` carries. */
export type Rest = Omit<Ok, "type" | "ref">;

/** What is to be done for a command: it is refused, answered as it stands, or answered so once an act is carried out. */
export type Plan =
  | { readonly refusal: Refusal; readonly act?: undefined; readonly answer?: undefined }
  | { readonly act?: undefined; readonly refusal?: undefined; readonly answer: Rest }
  | { readonly act: DeskAct; readonly refusal?: undefined; readonly answer: Rest };

/** What is done for a command that changes something and is answered with nothing but its place in the log. */
export function simply(act: DeskAct): Plan {
  return { act, answer: {} };
}

/** The account that is meant: the one that is named, or the asker's own. */
export function accountOf({ user, isServer }: Asker, named: string | undefined): string | Refusal {
  const account = named ?? user?.account;
  if (account !== undefined) return account;
  return isServer ? refuse("bad-command", "account", 'Say whose with the field "account".') : refuse("no-account");
}

/** Whether the asker keeps order on the whole server. */
export function isOperator({ user, isServer }: Asker): boolean {
  return isServer || user?.operator !== undefined;
}
