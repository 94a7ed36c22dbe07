import { accountMask, nickMask } from "../../client/errands.ts";
import type { Who } from "../../core/events.ts";
import { CHANNEL_MODES, RANK, rankOf, STANDINGS } from "../../core/modes.ts";

/** Two members of a channel: who asks, and whom it is about. */
export interface Pair {
  /** The rank of who asks: see `rankOf`. */
  readonly ownRank: number;
  /** The letters of the other's standing. */
  readonly theirs: string;
  readonly isSelf: boolean;
}

/** A standing that one may give to a member, or take away if they have it. */
export interface StandingChoice {
  readonly mode: string;
  readonly has: boolean;
}

/** The standings that may be changed, the highest first. Anybody may lay down their own. */
export function standingChoices({ ownRank, theirs, isSelf }: Pair): readonly StandingChoice[] {
  return STANDINGS.flatMap(({ mode }) => {
    const has = theirs.includes(mode);
    const may = ownRank >= (CHANNEL_MODES[mode]?.needs ?? RANK.owner) || (isSelf && has);
    return may ? [{ mode, has }] : [];
  });
}

/** Whether somebody may be made to leave the channel. */
export function mayKick({ ownRank, theirs, isSelf }: Pair): boolean {
  return !isSelf && ownRank >= RANK.halfOperator && rankOf(theirs) <= ownRank;
}

/** Whether somebody may be banned from the channel. */
export function mayBan({ ownRank, isSelf }: Pair): boolean {
  return !isSelf && ownRank >= RANK.halfOperator;
}

/** By what somebody may be known again, to be banned. */
export interface BanChoice {
  readonly label: string;
  /** As a channel lists it. */
  readonly mask: string;
  /** As a ban of the server is about it. */
  readonly target: { readonly account: string } | { readonly mask: string };
}

/** By what a ban of somebody may be; last what may well have others in it. */
export function banChoices({ nick, host, account }: Who): readonly BanChoice[] {
  const byHost = `*!*@${host}`;
  const byNick = nickMask(nick);
  return [
    ...(account === undefined
      ? []
      : [{ label: `the account ${account}`, mask: accountMask(account), target: { account } } as const]),
    { label: `the nick ${nick}`, mask: byNick, target: { mask: byNick } },
    { label: `everybody at ${host}`, mask: byHost, target: { mask: byHost } },
  ];
}

/** For how long a ban of the server may be, in words and milliseconds; the last is for good. */
export const DURATIONS: readonly { readonly label: string; readonly ms: number | undefined }[] = [
  { label: "10 minutes", ms: 600_000 },
  { label: "an hour", ms: 3_600_000 },
  { label: "a day", ms: 86_400_000 },
  { label: "a week", ms: 604_800_000 },
  { label: "30 days", ms: 2_592_000_000 },
  { label: "for good", ms: undefined },
];
