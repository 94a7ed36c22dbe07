import { RANK, rankOf } from "../../core/modes.ts";

/** The standing of a member of a channel, in words. */
export interface Standing {
  readonly rank: number;
  /** The letter of its mode; "" for who has none. */
  readonly mode: string;
  /** What one of them is. */
  readonly one: string;
  /** What many are, as a heading. */
  readonly many: string;
}

/** Every standing, the highest first. */
export const STANDING_WORDS: readonly [Standing, ...Standing[], Standing] = [
  { rank: RANK.owner, mode: "q", one: "owner", many: "Owners" },
  { rank: RANK.admin, mode: "a", one: "admin", many: "Admins" },
  { rank: RANK.operator, mode: "o", one: "operator", many: "Operators" },
  { rank: RANK.halfOperator, mode: "h", one: "half-operator", many: "Half-operators" },
  { rank: RANK.voice, mode: "v", one: "with a voice", many: "With a voice" },
  { rank: RANK.none, mode: "", one: "member", many: "Members" },
];

/** The standing that the letters of a member add up to. */
export function standingOf(modes: string): Standing {
  const rank = rankOf(modes);
  return STANDING_WORDS.find((standing) => standing.rank === rank) ?? STANDING_WORDS[0];
}
