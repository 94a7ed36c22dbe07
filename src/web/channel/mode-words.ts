import type { ModeChange } from "../../core/commands.ts";
import { CHANNEL_MODES } from "../../core/modes.ts";
import type { ModesAnswer } from "../../wire/json/messages.ts";

/** What a flag of a channel says, for people. */
export interface FlagWords {
  readonly mode: string;
  readonly label: string;
  readonly hint?: string;
}

/** The flags in words, what is wanted most first. */
export const FLAGS: readonly FlagWords[] = [
  { mode: "i", label: "Only people with an invitation may come in" },
  { mode: "R", label: "Only people with an account may come in" },
  { mode: "s", label: "It is secret", hint: "Who is not in it doesn't learn that it exists." },
  { mode: "n", label: "Only members may write" },
  { mode: "M", label: "Only people with an account or a voice may write" },
  { mode: "m", label: "Only people with a voice or more may write" },
  { mode: "U", label: "What people without a voice write is shown to its operators only" },
  { mode: "t", label: "Only operators may change the topic" },
  { mode: "H", label: "Members see only what was said since they came" },
  { mode: "D", label: "Who comes is shown only once they say something" },
  { mode: "C", label: "It takes no CTCP", hint: "Questions of one IRC program to another. /me is none." },
  {
    mode: "r",
    label: "It is registered",
    hint: "It stays, with all that is set here, and belongs to its founder's account.",
  },
];

/** How a channel's modes stand, as a form has it; an empty text is what is not set. */
export interface ModeForm {
  /** The letters of the flags. */
  readonly flags: string;
  readonly key: string;
  readonly limit: string;
  readonly forward: string;
}

/** How they stand now. */
export function formOf({ flags, key = "", limit, forward = "" }: ModesAnswer): ModeForm {
  return { flags, key, limit: limit === undefined ? "" : String(limit), forward };
}

/** The changes that lead from one form to the other. */
export function changesOf(before: ModeForm, after: ModeForm): readonly ModeChange[] {
  const flags = FLAGS.filter(({ mode }) => before.flags.includes(mode) !== after.flags.includes(mode));
  return [
    ...flags.map(({ mode }) => ({ set: after.flags.includes(mode), mode })),
    ...valueChange("k", before.key, after.key),
    ...valueChange("l", before.limit, after.limit),
    ...valueChange("f", before.forward, after.forward),
  ];
}

function valueChange(mode: string, before: string, after: string): readonly ModeChange[] {
  if (before === after) return [];
  if (after !== "") return [{ set: true, mode, parameter: after }];
  return [CHANNEL_MODES[mode]?.kind === "key" ? { set: false, mode, parameter: before } : { set: false, mode }];
}

/** How the modes stand, in sentences, for who may not change them. */
export function sentencesOf({ flags, key, limit, forward }: ModesAnswer): readonly string[] {
  return [
    ...FLAGS.filter(({ mode }) => flags.includes(mode)).map(({ label }) => `${label}.`),
    ...(key === undefined ? [] : ["One needs a key to come in."]),
    ...(limit === undefined ? [] : [`It takes ${limit} members at most.`]),
    ...(forward === undefined ? [] : [`Who may not come in is sent to ${forward}.`]),
  ];
}
