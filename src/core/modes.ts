/** The modes of channels and users, by their IRC letters, with what each takes and who may set it. */

/** The standing of a member, highest first: letter, the sign in front of the nick, rank. */
export const STANDINGS = [
  { mode: "q", sign: "~", rank: 5 },
  { mode: "a", sign: "&", rank: 4 },
  { mode: "o", sign: "@", rank: 3 },
  { mode: "h", sign: "%", rank: 2 },
  { mode: "v", sign: "+", rank: 1 },
] as const;

/**
 * What a channel mode takes, as IRC's CHANMODES sorts them: `list` a mask to add or remove, `key` a parameter both to
 * set and to unset, `value` a parameter to set only, `flag` none, `standing` a member's nick.
 */
export type ModeKind = "list" | "key" | "value" | "flag" | "standing";

/** One row of the table. */
export interface ChannelMode {
  readonly kind: ModeKind;
  /** The rank that a member needs to change it. */
  readonly needs: number;
  /** What it does, for people. */
  readonly text: string;
}

/** The ranks that rules ask for. */
export const RANK = { none: 0, voice: 1, halfOperator: 2, operator: 3, admin: 4, owner: 5 } as const;

/** Every channel mode. */
export const CHANNEL_MODES: Readonly<Record<string, ChannelMode>> = table({
  b: { kind: "list", needs: RANK.halfOperator, text: "bans whoever matches the mask" },
  e: { kind: "list", needs: RANK.halfOperator, text: "excepts whoever matches the mask from bans" },
  I: { kind: "list", needs: RANK.halfOperator, text: "lets whoever matches the mask in without an invitation" },
  k: { kind: "key", needs: RANK.operator, text: "asks for this key of those who join" },
  l: { kind: "value", needs: RANK.operator, text: "lets in this many members at most" },
  i: { kind: "flag", needs: RANK.operator, text: "lets in only those who are invited" },
  m: { kind: "flag", needs: RANK.operator, text: "lets only those with a voice or more speak" },
  n: { kind: "flag", needs: RANK.operator, text: "takes messages from members only" },
  s: { kind: "flag", needs: RANK.operator, text: "hides the channel from those who are not in it" },
  t: { kind: "flag", needs: RANK.operator, text: "lets only operators change the topic" },
  q: { kind: "standing", needs: RANK.owner, text: "makes a member an owner" },
  a: { kind: "standing", needs: RANK.owner, text: "makes a member an admin" },
  o: { kind: "standing", needs: RANK.operator, text: "makes a member an operator" },
  h: { kind: "standing", needs: RANK.operator, text: "makes a member a half-operator" },
  v: { kind: "standing", needs: RANK.halfOperator, text: "gives a member a voice" },
});

/** Every mode that users may set on themselves. */
export const USER_MODES: Readonly<Record<string, string>> = table({
  i: "hides the user from those who share no channel with them",
  B: "marks the user as a bot",
});

/** The rank that the letters of a member's standing add up to: that of the highest. */
export function rankOf(modes: string): number {
  for (const standing of STANDINGS) if (modes.includes(standing.mode)) return standing.rank;
  return RANK.none;
}

/** The signs of a member, highest first, as in `@+alice`. */
export function signsOf(modes: string): string {
  let signs = "";
  for (const standing of STANDINGS) if (modes.includes(standing.mode)) signs += standing.sign;
  return signs;
}

/** Rows that are looked up by what clients send: without a prototype, there is none called `constructor`. */
function table<R extends object>(rows: R): R {
  Object.setPrototypeOf(rows, null);
  return rows;
}
