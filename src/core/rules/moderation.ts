import type { AdminCommand, Register } from "../account-commands.ts";
import type { Act, SessionId, SetMode } from "../commands.ts";
import { type Emission, MODERATION_ACTIONS, type ModerationEvent, SERVER, type Who } from "../events.ts";
import { nickKey } from "../names.ts";
import { accountByName, identityOf, type State } from "../state.ts";
import { operatorsHere } from "./admin-rule.ts";
import { type Actor, aside, type Effect, type Place } from "./rule.ts";

/** The moderation log: what those do who keep order, told to all of them and kept. */

/** An act that was carried out. */
interface Deed {
  /** Nobody, if it was the server itself. */
  readonly asker: Actor | undefined;
  /** How the asker was seen when they asked. */
  readonly from: Who | undefined;
  readonly act: Act;
  readonly done: Effect;
}

/** What there is to note. */
type Note = Pick<ModerationEvent, "action" | "target" | "channel" | "reason" | "until" | "msgid" | "said">;

/** What the moderation log has of an act that was carried out, which is one event at most; nothing if it is not for it. */
export function moderationOf(
  state: State,
  { asker, from = SERVER, act, done }: Deed,
  place: Place,
): readonly Emission[] {
  const note = act.type === "register" ? registerNote(state, place, act) : noteOf(state, asker, act, done);
  if (!note) return [];
  const event = { type: "moderation", ...aside(state, place, from), ...note } as const;
  return [{ event, audience: { channels: [], users: operatorsHere(state) } }];
}

function noteOf(state: State, asker: Actor | undefined, act: Act, done: Effect): Note | undefined {
  switch (act.type) {
    case "kick":
      return { action: "kick", target: act.nick, channel: act.channel, ...reasonOf(act) };
    case "mode":
      return modeNote(asker, act, done);
    case "redact":
      if (asker && act.author === identityOf(asker.user)) return undefined;
      return { action: "redact", channel: act.to, msgid: act.msgid, ...reasonOf(act) };
    case "rename":
      return { action: "rename", target: act.name, channel: act.channel, ...reasonOf(act) };
    case "kill":
      return { action: "kill", target: act.nick, ...reasonOf(act) };
    case "ban-add":
      return { action: act.mutes ? "mute" : "ban", target: act.target.name, ...reasonOf(act), ...untilOf(act) };
    case "ban-remove":
      return { action: act.mutes ? "unmute" : "unban", target: act.target.name };
    case "report":
      return {
        action: "report",
        channel: act.to,
        msgid: act.msgid,
        ...reasonOf(act),
        ...(act.said && { said: act.said }),
      };
    case "oper":
      return { action: "oper", target: act.name };
    case "wire":
      return { action: "wire", target: nickOf(state, act.session), reason: dialectOf(state, act.session) };
    case "chghost":
      return { action: "chghost", target: act.nick, reason: `${act.ident}@${act.host}` };
    case "role":
      return { action: "role", target: act.account, reason: act.role ?? "none" };
    case "invite-add":
      return { action: "invite-add", target: act.id, ...(act.role && { reason: act.role }), ...untilOf(act) };
    case "invite-remove":
      return { action: "invite-remove", target: act.id };
    default:
      return isOnAccount(act) ? accountNote(asker, act) : undefined;
  }
}

/** The changes that were made, of those that are noted: some of those that were asked for may not be. */
function modeNote(asker: Actor | undefined, act: SetMode, { emissions }: Effect): Note | undefined {
  const noted = asker?.user.operator === undefined ? MODERATING : MODERATING_BY_OPERATORS;
  const changes = emissions.flatMap(({ event }) => (event.type === "mode" ? event.changes : []));
  const target = changes
    .filter(({ mode }) => noted.has(mode))
    .map(({ set, mode, parameter = "" }) => `${set ? "+" : "-"}${mode}${parameter && ` ${parameter}`}`)
    .join(" ");
  return target === "" ? undefined : { action: "mode", target, channel: act.channel };
}

/** Who makes an account for themselves, maybe by an invite link or as they are known elsewhere, is no news. */
function registerNote(state: State, { session }: Place, { account, invite, subject }: Register): Note | undefined {
  const role = accountByName(state, account)?.role;
  if (role !== undefined && invite !== undefined) return { action: "role", target: account, reason: role };
  const isTheirs = session !== "" || invite !== undefined || subject !== undefined;
  return isTheirs ? undefined : { action: "register", target: account, ...(role && { reason: role }) };
}

/** What is done to another's account. Devices and the like the server adds itself for whoever signs in. */
function accountNote(asker: Actor | undefined, { type, account }: OnAccount): Note | undefined {
  const isOwn = asker?.user.account !== undefined && nickKey(asker.user.account) === nickKey(account);
  const isForThem = asker === undefined && type !== "unregister" && type !== "passwd";
  return isOwn || isForThem ? undefined : { action: type, target: account };
}

function isOnAccount(act: Act): act is OnAccount {
  return "account" in act && MODERATION_ACTIONS.some((action) => action === act.type);
}

type OnAccount = Extract<AdminCommand, { readonly account: string; readonly type: ModerationEvent["action"] }>;

/** Modes of channels that keep somebody from something, or say whose the channel is; all who has a say, if an operator sets them. */
const MODERATING: ReadonlySet<string> = new Set(["b", "e", "r"]);
const MODERATING_BY_OPERATORS: ReadonlySet<string> = new Set([...MODERATING, "q", "a", "o", "h"]);

function reasonOf({ reason }: { readonly reason?: string }): Pick<Note, "reason"> {
  return reason ? { reason } : {};
}

function untilOf({ until }: { readonly until?: number }): Pick<Note, "until"> {
  return until === undefined ? {} : { until };
}

function nickOf(state: State, session: SessionId): string {
  return state.users.get(state.sessions.get(session)?.user ?? 0)?.nick ?? session;
}

function dialectOf(state: State, session: SessionId): string {
  return state.sessions.get(session)?.dialect ?? "";
}
