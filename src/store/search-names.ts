/** The name under which a place, an identity or a nick has its number in the index. */
export const nameOf = {
  place: (place: string): string => `p ${place}`,
  talker: (identity: string): string => `t ${identity}`,
  nick: (nick: string): string => `n ${nick}`,
} as const;
