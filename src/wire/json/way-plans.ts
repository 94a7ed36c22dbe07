import type { BanTarget } from "../../core/account-commands.ts";
import type { ServerBan } from "../../core/accounts.ts";
import { type Refusal, refuse } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import { isOver } from "../../core/rules/bans.ts";
import { completeBanMask, knownTarget, parseBanRange } from "../ban-target.ts";
import { newInviteCode } from "../devices.ts";
import { INVITE_MS } from "../invite-code.ts";
import { type Asker, isOperator, type Plan } from "./asker.ts";
import type { BanItem } from "./desk-messages.ts";
import type { DeskCommand } from "./desk-schemas.ts";

/** Ways into the server, and who is kept out of it. */

/** Making an invite link: its code is in this answer alone. It is good for a week, unless it is said for how long. */
export function planInvite(
  { uses = 1, until: said, role, channel }: Extract<DeskCommand, { type: "invite-add" }>,
  asker: Asker,
): Plan {
  const until = said ?? asker.now() + INVITE_MS;
  if (uses < 1 || uses > LIMITS.inviteUses) return { refusal: refuse("bad-command", "uses", USES) };
  const { id, code, digest } = newInviteCode(asker);
  const url = asker.linkFor?.(code);
  return {
    act: {
      type: "invite-add",
      id,
      digest,
      uses,
      ...(until !== FOR_GOOD && { until }),
      ...(role !== undefined && { role }),
      ...(channel !== undefined && { channel }),
    },
    answer: { id, code, ...(url !== undefined && { url }) },
  };
}

/** The `until` of a link that has no end. */
const FOR_GOOD = 0;

const USES = `An invite link is good for 1 to ${LIMITS.inviteUses} accounts.`;

/** The invite links that are good, without what proves them. */
export function invitesAnswer({ state, now }: Asker): Plan {
  const at = now();
  const good = [...state.invites.values()].filter(({ until }) => until === undefined || until > at);
  return { answer: { invites: good.map(({ digest: _, ...link }) => link) } };
}

/** Banning or muting somebody, or taking that back. */
export function planBan(command: Extract<DeskCommand, { type: "ban-add" | "ban-remove" }>, asker: Asker): Plan {
  const said = targetOf(command);
  if ("code" in said) return { refusal: said };
  const { mutes = false } = command;
  if (command.type === "ban-remove") return { act: { type: "ban-remove", target: said, mutes }, answer: {} };
  // Nobody else learns here which accounts there are.
  const target = isOperator(asker) ? knownTarget(asker.state, said) : refuse("not-server-operator");
  if ("code" in target) return { refusal: target };
  const { until, reason = "" } = command;
  return {
    act: { type: "ban-add", target, mutes, ...(until !== undefined && { until }), reason },
    answer: { [target.kind]: target.name },
  };
}

/** Bans that hold, in the order in which they were set, and mutes behind them. */
export function bansAnswer({ state, now }: Asker, skip: number, limit: number): Plan {
  const at = now();
  const all = [...state.bans.values(), ...state.mutes.values()].filter((ban) => !isOver(ban, at));
  const bans = all.slice(skip, skip + limit).map(itemOf);
  return { answer: { bans, more: all.length > skip + bans.length } };
}

function itemOf({ target, mutes, reason, by, at, until }: ServerBan): BanItem {
  return {
    [target.kind]: target.name,
    ...(mutes && { mutes }),
    ...(reason !== "" && { reason }),
    ...(by !== "" && { by }),
    at,
    ...(until !== undefined && { until }),
  };
}

function targetOf({ account, range, mask }: Partial<Record<BanTarget["kind"], string>>): BanTarget | Refusal {
  const said = [account, range, mask].filter((name) => name !== undefined);
  if (said.length !== 1) {
    return refuse("bad-command", undefined, 'Say one of the fields "account", "range" and "mask".');
  }
  if (account !== undefined) return { kind: "account", name: account };
  if (mask !== undefined) return { kind: "mask", name: completeBanMask(mask) };
  const name = parseBanRange(range ?? "");
  return name === undefined ? refuse("bad-ban", range) : { kind: "range", name };
}
