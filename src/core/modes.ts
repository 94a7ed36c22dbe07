/** The modes of channels and users, by their IRC letters, with what each takes and who may set it. */

const HASH = 35;

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
  f: { kind: "value", needs: RANK.operator, text: "sends those who may not come in to this channel instead" },
  C: { kind: "flag", needs: RANK.operator, text: "takes no CTCP but actions" },
  D: { kind: "flag", needs: RANK.operator, text: "shows who has joined only once they speak" },
  H: { kind: "flag", needs: RANK.operator, text: "shows members only what was said since they joined" },
  M: { kind: "flag", needs: RANK.operator, text: "lets only those with a voice or an account speak" },
  R: { kind: "flag", needs: RANK.operator, text: "lets in only those with an account" },
  U: { kind: "flag", needs: RANK.operator, text: "shows only half-operators and above what those without a voice say" },
  i: { kind: "flag", needs: RANK.operator, text: "lets in only those who are invited" },
  m: { kind: "flag", needs: RANK.operator, text: "lets only those with a voice or more speak" },
  n: { kind: "flag", needs: RANK.operator, text: "takes messages from members only" },
  r: {
    kind: "flag",
    needs: RANK.operator,
    text: "keeps the channel and all in it for good, for its founder's account",
  },
  s: { kind: "flag", needs: RANK.operator, text: "hides the channel from those who are not in it" },
  t: { kind: "flag", needs: RANK.operator, text: "lets only operators change the topic" },
  q: { kind: "standing", needs: RANK.owner, text: "makes a member an owner" },
  a: { kind: "standing", needs: RANK.owner, text: "makes a member an admin" },
  o: { kind: "standing", needs: RANK.operator, text: "makes a member an operator" },
  h: { kind: "standing", needs: RANK.operator, text: "makes a member a half-operator" },
  v: { kind: "standing", needs: RANK.halfOperator, text: "gives a member a voice" },
});

/** One row of the table of user modes. */
export interface UserMode {
  /** What it does, for people. */
  readonly text: string;
  /** Whether it is given by the server, so that a user can only lay it down. */
  readonly given?: boolean;
}

/** Every mode of users, which they set on themselves. */
export const USER_MODES: Readonly<Record<string, UserMode>> = table({
  i: { text: "hides the user from those who share no channel with them" },
  B: { text: "marks the user as a bot" },
  R: { text: "takes messages only from those with an account" },
  W: { text: "lets operators of the server watch what comes and goes over the user's connections" },
  T: { text: "takes no CTCP but actions" },
  w: { text: "shows the user what operators of the server tell everybody" },
  o: { text: "marks an operator of the server", given: true },
});

/** The letters of extended bans, which stand with a colon in front of what they match (EXTBAN in ISUPPORT). */
export const EXTENDED_BANS = {
  a: "matches the account that a user is signed in to",
  m: "keeps from speaking whoever matches the rest, and from nothing else",
  r: "matches the real name",
} as const;

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

/** Whether the signs of a standing stand in front of a channel's name, as in `@#channel`: its letter, and the name. */
export function standingOf(to: string): { readonly mode: string; readonly channel: string } | undefined {
  if (to.charCodeAt(1) !== HASH) return undefined;
  const standing = STANDINGS.find(({ sign }) => to.startsWith(sign));
  return standing && { mode: standing.mode, channel: to.slice(1) };
}

/** Rows that are looked up by what clients send: without a prototype, there is none called `constructor`. */
function table<R extends object>(rows: R): R {
  Object.setPrototypeOf(rows, null);
  return rows;
}
