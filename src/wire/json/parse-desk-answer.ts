import * as v from "valibot";
import type { Role } from "../../core/account-commands.ts";
import type { Access } from "../conversation.ts";
import type { AccessFacts, AccountItem, BanItem, DeskAnswer, DeviceItem, InviteItem } from "./desk-messages.ts";
import { listOf, maybeText, maybeWhole, maybeYes, type Schema, whole } from "./parse-fields.ts";

/** What the answers about accounts, ways in and order carry, as a client reads it. */

const role: Schema<Role> = v.fallback(v.picklist(["owner", "admin"]), "admin");
const mode: Schema<Access> = v.fallback(v.picklist(["open", "invite", "accounts"]), "accounts");

const device: Schema<DeviceItem> = v.object({ id: v.string(), name: v.string(), created: whole, used: maybeWhole });

const account: Schema<AccountItem> = v.object({
  account: v.string(),
  created: whole,
  role: v.exactOptional(role),
  alwaysOn: maybeYes,
  here: maybeYes,
});

const invite: Schema<InviteItem> = v.object({
  id: v.string(),
  uses: whole,
  used: whole,
  until: maybeWhole,
  role: v.exactOptional(role),
  channel: maybeText,
  by: maybeText,
  created: whole,
});

const ban: Schema<BanItem> = v.object({
  account: maybeText,
  range: maybeText,
  mask: maybeText,
  mutes: maybeYes,
  reason: maybeText,
  by: maybeText,
  at: whole,
  until: maybeWhole,
});

const access: Schema<AccessFacts> = v.object({
  mode,
  register: v.boolean(),
  guests: v.exactOptional(v.fallback(v.literal("read"), "read")),
  watched: v.exactOptional(v.literal(true)),
});

/** The fields of `ok` besides. */
export const DESK_ANSWER: {
  readonly [F in keyof DeskAnswer]-?: v.ExactOptionalSchema<Schema<NonNullable<DeskAnswer[F]>>, undefined>;
} = {
  account: maybeText,
  role: v.exactOptional(role),
  token: maybeText,
  id: maybeText,
  code: maybeText,
  url: maybeText,
  alwaysOn: maybeYes,
  created: maybeWhole,
  hasPassword: maybeYes,
  devices: v.exactOptional(listOf(device)),
  certificates: v.exactOptional(listOf(v.string())),
  fingerprint: maybeText,
  accounts: v.exactOptional(listOf(account)),
  invites: v.exactOptional(listOf(invite)),
  bans: v.exactOptional(listOf(ban)),
  range: maybeText,
  mask: maybeText,
  access: v.exactOptional(access),
};
