/** What a list of masks is for. */
export interface ListWords {
  /** The letter of its mode. */
  readonly mode: string;
  readonly title: string;
  readonly text: string;
  readonly none: string;
}

/** The lists of a channel. */
export const MASK_LISTS: readonly ListWords[] = [
  {
    mode: "b",
    title: "Banned",
    text: "They may not come in, nor write if they are in.",
    none: "Nobody is banned.",
  },
  {
    mode: "e",
    title: "Excepted from bans",
    text: "No ban holds for them.",
    none: "Nobody is excepted.",
  },
  {
    mode: "I",
    title: "Expected",
    text: "They may come in without an invitation.",
    none: "Everybody needs an invitation, if the channel asks for one.",
  },
];

/** What a mask matches, in words. */
export function maskWords(mask: string): string {
  if (mask.startsWith("m:") && mask.length > 2) return `${maskWords(mask.slice(2))}, from speaking only`;
  const [, letter, rest = ""] = /^([ar]):(.+)$/su.exec(mask) ?? [];
  if (letter === "a") return rest === "*" ? "everybody with an account" : `the account ${rest}`;
  if (letter === "r") return `the real name ${rest}`;
  const [, nick = "*", user = "*", host = "*"] = /^([^!]*)!([^@]*)@(.*)$/su.exec(mask) ?? [undefined, mask];
  const parts = [
    ...(nick === "*" ? [] : [`the nick ${nick}`]),
    ...(user === "*" ? [] : [`the user ${user}`]),
    ...(host === "*" ? [] : [`from ${host}`]),
  ];
  return parts.length === 0 ? "everybody" : parts.join(", ");
}
