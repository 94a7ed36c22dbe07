import * as v from "valibot";
import type { Role } from "../../core/account-commands.ts";
import { LIMITS } from "../../core/limits.ts";
import { accountName, maybe, maybeAccount, type Named, place, ref, text } from "./fields.ts";

/** Whom a ban of the server is about: one of the three. */
interface WireTarget {
  readonly account?: string;
  readonly range?: string;
  readonly mask?: string;
}

/** What may be asked about accounts, ways in and order on the server: by a user, or by who runs the server. */
export type DeskCommand = (
  | {
      readonly type: "register";
      readonly account: string;
      readonly password: string;
      readonly invite?: string;
      readonly device?: string;
      readonly role?: Role;
    }
  | { readonly type: "passwd"; readonly account?: string; readonly current?: string; readonly password: string }
  | { readonly type: "unregister"; readonly account?: string; readonly password?: string }
  | { readonly type: "account"; readonly account?: string }
  | { readonly type: "accounts"; readonly after?: string; readonly limit?: number }
  | { readonly type: "role"; readonly account: string; readonly role?: Role }
  | { readonly type: "alwayson"; readonly account?: string; readonly on: boolean }
  | { readonly type: "device-add"; readonly name: string; readonly account?: string }
  | { readonly type: "device-remove"; readonly id: string; readonly account?: string }
  | { readonly type: "certificate-add"; readonly fingerprint?: string; readonly account?: string }
  | { readonly type: "certificate-remove"; readonly fingerprint: string; readonly account?: string }
  | {
      readonly type: "push-add";
      readonly endpoint: string;
      readonly keys: { readonly p256dh: string; readonly auth: string };
    }
  | { readonly type: "push-remove"; readonly endpoint: string }
  | {
      readonly type: "invite-add";
      readonly uses?: number;
      readonly until?: number;
      readonly role?: Role;
      readonly channel?: string;
    }
  | { readonly type: "invite-remove"; readonly id: string }
  | { readonly type: "invites" }
  | ({
      readonly type: "ban-add";
      readonly mutes?: boolean;
      readonly until?: number;
      readonly reason?: string;
    } & WireTarget)
  | ({ readonly type: "ban-remove"; readonly mutes?: boolean } & WireTarget)
  | { readonly type: "bans"; readonly skip?: number; readonly limit?: number }
  | { readonly type: "moderation"; readonly before?: number; readonly limit?: number }
) &
  Named;

const role = v.picklist(["owner", "admin"]);
const until = place("Until when, in milliseconds since 1970; for good if you don't say.");
const own = maybeAccount("Whose; yours if you don't say.");
const limit = place(`At most so many; ${LIMITS.historyDefault} if you don't say, ${LIMITS.deskPage} at most.`);
const mutes = v.exactOptional(
  v.pipe(v.boolean(), v.description("Whether they may come, and only not say anything. Not for a range.")),
);
const target = {
  account: maybeAccount("An account that there is, or the nick of who is signed in to it; or one of the next two."),
  range: maybe("An address or a range of them, such as `192.0.2.7` or `2001:db8::/32`."),
  mask: maybe(
    "A mask `nick!user@host` with `*` and `?`, of what others see; without `!` and `@` it is a nick, or with a dot or a " +
      "colon in it a host. The answer has it as it is listed.",
  ),
};

/** The schema of each, with a sentence on what it does. */
export const DESK: {
  readonly [N in DeskCommand["type"]]: v.GenericSchema<unknown, Extract<DeskCommand, { type: N }>>;
} = {
  register: v.pipe(
    v.object({
      type: v.literal("register"),
      ref,
      account: accountName("What it is to be called: a nick, which is its users' alone from then on."),
      password: text("Its password."),
      invite: maybe("An invite link, or its code alone, which is what stands behind `/invite/` in it."),
      device: maybe("What you call this program or browser: it gets a `token` by which it can sign in from then on."),
      role: v.exactOptional(
        v.pipe(role, v.description("What it may do on the whole server. Only who runs the server gives that here.")),
      ),
    }),
    v.description(
      "Makes an account. Who has said `hello` is signed in to it at once; who has not may do so with it. Without an " +
        "`invite` it depends on the server whether it is allowed: the answer to `hello` says that in `access`.",
    ),
  ),
  passwd: v.pipe(
    v.object({
      type: v.literal("passwd"),
      ref,
      account: own,
      current: maybe("The password of now; needed if it is your own account and has one."),
      password: text("The new one."),
    }),
    v.description(
      "Gives an account another password. All its devices are forgotten, and all its other sessions are over: `ok` comes " +
        "after that.",
    ),
  ),
  unregister: v.pipe(
    v.object({
      type: v.literal("unregister"),
      ref,
      account: own,
      password: maybe("Its password; needed if it is your own account and has one."),
    }),
    v.description("Removes an account, and ends all its sessions. What was said stays."),
  ),
  account: v.pipe(
    v.object({ type: v.literal("account"), ref, account: own }),
    v.description("Asks about your account, or as an operator of the server about any."),
  ),
  accounts: v.pipe(
    v.object({
      type: v.literal("accounts"),
      ref,
      after: maybeAccount("Only those that come behind this one."),
      limit,
    }),
    v.description(
      "Asks which `accounts` there are, in the order in which they were made. For operators of the server.",
    ),
  ),
  role: v.pipe(
    v.object({
      type: v.literal("role"),
      ref,
      account: accountName("Whose."),
      role: v.exactOptional(v.pipe(role, v.description("Without it, nothing more than others."))),
    }),
    v.description(
      "Says what an account may do on the whole server: an `admin` keeps order, an `owner` says besides who is one. For " +
        "owners.",
    ),
  ),
  alwayson: v.pipe(
    v.object({
      type: v.literal("alwayson"),
      ref,
      account: own,
      on: v.pipe(v.boolean(), v.description("Whether it is to be so.")),
    }),
    v.description("Says whether an account's user stays in their channels when the last session is over."),
  ),
  "device-add": v.pipe(
    v.object({
      type: v.literal("device-add"),
      ref,
      name: text(`What you call it, up to ${LIMITS.deviceNameBytes} bytes.`),
      account: maybeAccount("Whose, for who runs the server; yours else."),
    }),
    v.description(
      "Makes a token by which a program or a browser can sign in in place of a password. It is told in this answer, and " +
        "never again.",
    ),
  ),
  "device-remove": v.pipe(
    v.object({ type: v.literal("device-remove"), ref, id: text("Its id, as `account` lists it."), account: own }),
    v.description("Forgets a device. Its token is good for nothing from then on, and its sessions are over."),
  ),
  "certificate-add": v.pipe(
    v.object({
      type: v.literal("certificate-add"),
      ref,
      fingerprint: maybe("The SHA-256 of a client's certificate in DER, in hexadecimal; if you don't say, of yours."),
      account: maybeAccount("Whose, for who runs the server; yours else."),
    }),
    v.description("Lets a client's certificate prove an account (SASL EXTERNAL in IRC)."),
  ),
  "certificate-remove": v.pipe(
    v.object({
      type: v.literal("certificate-remove"),
      ref,
      fingerprint: text("As `account` lists it."),
      account: own,
    }),
    v.description("Has a certificate prove an account no more."),
  ),
  "push-add": v.pipe(
    v.object({
      type: v.literal("push-add"),
      ref,
      endpoint: text(`The URL that the browser's push service gave it, up to ${LIMITS.pushEndpointBytes} bytes.`),
      keys: v.pipe(
        v.object({ p256dh: v.string(), auth: v.string() }),
        v.description("The browser's keys `{p256dh, auth}`, in base 64 for URLs."),
      ),
    }),
    v.description(
      "Has your browser told, by Web Push, what is said to you and who mentions you while nobody reads it: with the fields of " +
        "its `PushSubscription` as JSON, which was made with the `pushKey` of `hello`'s answer. It goes with the device that " +
        "you are signed in by. From another account it is taken over only with the same `auth`, by the same browser. " +
        `An account may have ${LIMITS.pushesPerAccount}; then the oldest goes.`,
    ),
  ),
  "push-remove": v.pipe(
    v.object({ type: v.literal("push-remove"), ref, endpoint: text("As it was added.") }),
    v.description("Has a browser of yours told no more."),
  ),
  "invite-add": v.pipe(
    v.object({
      type: v.literal("invite-add"),
      ref,
      uses: place(`How many accounts may be made by it; 1 if you don't say, ${LIMITS.inviteUses} at most.`),
      until: place("Until when, in milliseconds since 1970; for a week if you don't say, and for good with 0."),
      role: v.exactOptional(
        v.pipe(role, v.description("What those accounts may do on the whole server. Only owners give that.")),
      ),
      channel: maybe("The channel that it leads to, with its `#`."),
    }),
    v.description(
      "Makes an invite link, by which accounts can be made. Its `code` is told in this answer, and never again. For " +
        "operators of the server.",
    ),
  ),
  "invite-remove": v.pipe(
    v.object({ type: v.literal("invite-remove"), ref, id: text("Its id, as `invites` lists it.") }),
    v.description("Has an invite link be good no more. For operators of the server."),
  ),
  invites: v.pipe(
    v.object({ type: v.literal("invites"), ref }),
    v.description("Asks which `invites` there are, without their codes. For operators of the server."),
  ),
  "ban-add": v.pipe(
    v.object({
      type: v.literal("ban-add"),
      ref,
      ...target,
      mutes,
      until,
      reason: maybe("Why, which those are told whom it is about."),
    }),
    v.description(
      "Keeps somebody out of the server, and ends the sessions of those who are there; or mutes them. For operators of the " +
        "server.",
    ),
  ),
  "ban-remove": v.pipe(
    v.object({ type: v.literal("ban-remove"), ref, ...target, mutes }),
    v.description("Takes a ban, or with `mutes` a mute, back. For operators of the server."),
  ),
  bans: v.pipe(
    v.object({
      type: v.literal("bans"),
      ref,
      skip: place("So many are left out, from the first on."),
      limit,
    }),
    v.description("Asks which `bans` there are, and mutes behind them. For operators of the server."),
  ),
  moderation: v.pipe(
    v.object({
      type: v.literal("moderation"),
      ref,
      before: place("Only what has a smaller seq."),
      limit,
    }),
    v.description(
      "Asks for the latest `events` of the moderation log: what was done to keep order, and what was reported. For " +
        "operators of the server.",
    ),
  ),
};
