import type { AddInvite, RemoveInvite, Role } from "../account-commands.ts";
import type { InviteLink } from "../accounts.ts";
import { type Refusal, refuse } from "../answers.ts";
import { LIMITS } from "../limits.ts";
import { isChannelName } from "../names.ts";
import type { State } from "../state.ts";
import { type AdminRule, isAhead, POWER, powerOf } from "./admin-rule.ts";
import { isDigest } from "./proofs.ts";
import { NO_EFFECT } from "./rule.ts";

/** Ways in for those who have no account yet: links with a code that nobody can guess, of which a digest is kept. */

export const addInvite: AdminRule<AddInvite> = {
  check(state, asker, act, at) {
    const power = powerOf(state, asker);
    if (power === POWER.none) return refuse("not-server-operator");
    if (act.role !== undefined && power < POWER.owner) return refuse("not-server-operator", "role", OWNERS_ONLY);
    if (!/^[\w-]{1,32}$/.test(act.id) || state.invites.has(act.id)) return refuse("bad-command", "id");
    if (!isDigest(act.digest) || linkOf(state, act.digest)) return refuse("bad-command", "digest");
    if (!Number.isInteger(act.uses) || act.uses < 1 || act.uses > LIMITS.inviteUses)
      return refuse("bad-command", "uses");
    if (!isAhead(act.until, at)) return refuse("bad-command", "until");
    if (act.channel !== undefined && !isChannelName(act.channel)) return refuse("bad-channel-name", act.channel);
    const isFull =
      state.invites.size >= LIMITS.inviteLinks && ![...state.invites.values()].some((link) => isOver(link, at));
    return isFull ? refuse("server-full", "invite") : undefined;
  },

  apply(state, asker, { id, digest, uses, until, role, channel }, { at }) {
    for (const [old, link] of state.invites) if (isOver(link, at)) state.invites.delete(old);
    const by = asker?.user.account;
    state.invites.set(id, {
      id,
      digest,
      uses,
      used: 0,
      created: at,
      ...(until !== undefined && { until }),
      ...(role !== undefined && { role }),
      ...(channel !== undefined && { channel }),
      ...(by !== undefined && { by }),
    });
    return NO_EFFECT;
  },
};

const OWNERS_ONLY = "Only an owner of the server may give a role.";

export const removeInvite: AdminRule<RemoveInvite> = {
  check(state, asker, act) {
    if (powerOf(state, asker) === POWER.none) return refuse("not-server-operator");
    return state.invites.has(act.id) ? undefined : refuse("no-such-invite", act.id);
  },

  apply(state, _asker, act) {
    state.invites.delete(act.id);
    return NO_EFFECT;
  },
};

/** Whether an account may be made by the code of that digest now. */
export function checkInvite(state: State, digest: string, at: number): Refusal | undefined {
  const link = linkOf(state, digest);
  return link && !isOver(link, at) ? undefined : refuse("bad-invite");
}

/** Spends one use of a link that was found good. */
export function spendInvite(state: State, digest: string): InviteLink | undefined {
  const link = linkOf(state, digest);
  if (!link) return undefined;
  link.uses--;
  link.used++;
  if (link.uses === 0) state.invites.delete(link.id);
  return link;
}

/**
 * Who could make links may no more: those that they have made are void, as they could let themselves in again.
 *
 * @param role what they may do from now on: an admin's links are good that give no role
 */
export function revokeLinks(state: State, account: string, role?: Role): void {
  if (role === "owner") return;
  for (const [id, link] of state.invites) {
    const isTheirs = link.by === account && (role === undefined || link.role !== undefined);
    if (isTheirs) state.invites.delete(id);
  }
}

/** The link whose code has that digest. */
export function linkOf(state: State, digest: string): InviteLink | undefined {
  for (const link of state.invites.values()) if (link.digest === digest) return link;
  return undefined;
}

function isOver({ until }: InviteLink, at: number): boolean {
  return until !== undefined && until <= at;
}
