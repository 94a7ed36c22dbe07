import type { AddBan, BanTarget, RemoveBan } from "../account-commands.ts";
import type { ServerBan } from "../accounts.ts";
import { refuse } from "../answers.ts";
import { LIMITS } from "../limits.ts";
import { completeMask, fold, matchesFolded, nickKey } from "../names.ts";
import type { State, User } from "../state.ts";
import { cut } from "../utf8.ts";
import { type AdminRule, isAhead, POWER, powerOf, powerOfAccount } from "./admin-rule.ts";
import { checkReason } from "./channels.ts";
import { leave } from "./endings.ts";
import { isMask } from "./masks.ts";
import { NO_EFFECT } from "./rule.ts";

/**
 * Bans of the whole server. Where connections come from the core does not know, so what a range keeps out is for each
 * node to look at.
 */

/** What a ban may match of somebody. */
export type Subject = Pick<User, "nick" | "ident" | "host"> & { readonly account?: string | undefined };

export const addBan: AdminRule<AddBan> = {
  check(state, asker, act, at) {
    const power = powerOf(state, asker);
    if (power === POWER.none) return refuse("not-server-operator");
    const { kind, name } = act.target;
    if (!SHAPES[kind](name)) return refuse("bad-ban", name);
    if (act.mutes && kind === "range") return refuse("bad-ban", name, "Addresses can be banned, not muted.");
    if (kind === "account" && powerOfAccount(state, name) >= power) {
      return refuse("not-yours", name, "That account has as much to say here as you.");
    }
    if (kind === "range" && isWide(name) && power < POWER.owner) {
      return refuse("not-yours", name, "So many addresses only an owner of the server may ban.");
    }
    if (!isAhead(act.until, at)) return refuse("bad-command", "until");
    const bans = bansOf(state, act);
    const isFull = !bans.has(banKey(act.target)) && !hasRoom(bans, act.mutes, at);
    return isFull ? refuse("server-full", "ban") : checkReason(act.reason);
  },

  apply(state, asker, act, place) {
    const bans = bansOf(state, act);
    for (const [key, ban] of bans) if (isOver(ban, place.at)) bans.delete(key);
    const { target, mutes, reason, until } = act;
    const { kind, name } = target;
    const ban: ServerBan = {
      target: { kind, name: kind === "mask" ? completeMask(name) : name },
      mutes,
      reason,
      by: asker ? (asker.user.account ?? asker.user.nick) : "",
      at: place.at,
      ...(until !== undefined && { until }),
    };
    bans.set(banKey(target), ban);
    if (mutes) return NO_EFFECT;
    const banned = [...state.users.values()].filter((user) => isExposed(state, user, ban) && matches(ban, user));
    const sessions = banned.flatMap((user) => [...user.sessions]);
    const quitting = cut(`Banned: ${reason}`, LIMITS.reasonBytes);
    const emissions = banned.flatMap((user) => leave(state, user, quitting, place));
    return sessions.length === 0 ? { emissions } : { emissions, ended: { sessions, code: "banned", reason } };
  },
};

export const removeBan: AdminRule<RemoveBan> = {
  check(state, asker, act) {
    if (powerOf(state, asker) === POWER.none) return refuse("not-server-operator");
    return bansOf(state, act).has(banKey(act.target)) ? undefined : refuse("no-such-ban", act.target.name);
  },

  apply(state, _asker, act) {
    bansOf(state, act).delete(banKey(act.target));
    return NO_EFFECT;
  },
};

/** The ban that keeps somebody out who comes now, by account or mask. */
export function banOf(state: State, subject: Subject, at: number): ServerBan | undefined {
  for (const ban of state.bans.values()) if (!isOver(ban, at) && matches(ban, subject)) return ban;
  return undefined;
}

/** Whether a ban by mask keeps the user from that nick: by it they would be somebody who may not be here. */
export function isNickBanned(state: State, user: User, nick: string, at: number): boolean {
  if (state.bans.size === 0 || keepsOrder(state, user)) return false;
  const { ident, host } = user;
  return banOf(state, { nick, ident, host }, at) !== undefined;
}

/** Whether the users of an account may not come in now. */
export function isAccountBanned(state: State, account: string, at: number): boolean {
  const ban = state.bans.get(banKey({ kind: "account", name: account }));
  return ban !== undefined && !isOver(ban, at);
}

/** Whether somebody may not say anything on the server now. Who keeps order there always may. */
export function isServerMuted(state: State, user: User, at: number): boolean {
  return muteOf(state, user, at) !== undefined;
}

/** The mute by which somebody may not. */
export function muteOf(state: State, user: User, at: number): ServerBan | undefined {
  if (state.mutes.size === 0 || user.operator !== undefined) return undefined;
  for (const mute of state.mutes.values()) if (!isOver(mute, at) && matches(mute, user)) return mute;
  return undefined;
}

/** The same of somebody who comes now. */
export function isMutedSubject(state: State, subject: Subject, at: number): boolean {
  for (const mute of state.mutes.values()) if (!isOver(mute, at) && matches(mute, subject)) return true;
  return false;
}

/** Whether a ban's time is over. */
export function isOver({ until }: ServerBan, at: number): boolean {
  return until !== undefined && until <= at;
}

/** By which a ban is found, however its target is written. */
export function banKey({ kind, name }: BanTarget): string {
  if (kind === "account") return `account ${nickKey(name)}`;
  return kind === "mask" ? `mask ${fold(completeMask(name))}` : `range ${name}`;
}

const SHAPES: Readonly<Record<BanTarget["kind"], (name: string) => boolean>> = {
  account: (name) => name !== "" && name.length <= LIMITS.nickBytes && !/[\s\p{C}]/u.test(name),
  range: (name) => /^[0-9a-f:.]{2,45}\/\d{1,3}$/.test(name),
  mask: (name) => isMask(name),
};

/** Whether a range is so wide that it may well have everybody in it. */
function isWide(range: string): boolean {
  return Number(range.split("/")[1]) < (range.includes(":") ? WIDE_BITS.six : WIDE_BITS.four);
}

const WIDE_BITS = { four: 8, six: 16 } as const;

function bansOf(state: State, { mutes }: { readonly mutes: boolean }): Map<string, ServerBan> {
  return mutes ? state.mutes : state.bans;
}

function hasRoom(bans: ReadonlyMap<string, ServerBan>, mutes: boolean, at: number): boolean {
  return (
    bans.size < (mutes ? LIMITS.serverMutes : LIMITS.serverBans) || [...bans.values()].some((ban) => isOver(ban, at))
  );
}

/** Nobody who keeps order is kept out by a mask that matches them too. */
function isExposed(state: State, user: User, { target }: ServerBan): boolean {
  return target.kind === "account" || !keepsOrder(state, user);
}

function keepsOrder(state: State, { operator, account }: User): boolean {
  return operator !== undefined || powerOfAccount(state, account) > POWER.none;
}

function matches({ target: { kind, name } }: ServerBan, subject: Subject): boolean {
  if (kind === "account") return subject.account !== undefined && nickKey(subject.account) === nickKey(name);
  return kind === "mask" && matchesMask(name, subject);
}

/** A nick that a mask names in full is matched like any other nick: by what it looks like. */
function matchesMask(mask: string, { nick, ident, host }: Subject): boolean {
  const end = mask.indexOf("!");
  const named = mask.slice(0, end);
  if (/[*?]/.test(named)) return matchesFolded(fold(mask), fold(`${nick}!${ident}@${host}`));
  return nickKey(named) === nickKey(nick) && matchesFolded(fold(mask.slice(end)), fold(`!${ident}@${host}`));
}
