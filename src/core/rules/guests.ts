import { REFUSALS, type Refusal, refuse } from "../answers.ts";
import type { Act, Command } from "../commands.ts";
import type { State } from "../state.ts";
import { isServerMuted, muteOf } from "./bans.ts";
import { type Actor, onlyReads } from "./rule.ts";

/** Who may act at all: what guests may do where they may only read, and what the muted may not. */

/** What is no word to anybody, once its reason is left out. */
const SILENT: ReadonlySet<Command["type"]> = new Set<Command["type"]>([
  "join",
  "part",
  "nick",
  "markread",
  "usermode",
  "login",
  "logout",
  "oper",
  "report",
]);

/** What others are told in one's own words, and may be kept from being told. */
const SPOKEN: ReadonlySet<string> = new Set([
  "say",
  "topic",
  "typing",
  "setname",
  "metadata",
  "invite",
  "rename",
  "edit",
  "away",
  "nick",
  "mode",
]);

/** Whether the actor may do such a thing at all, whatever its own rule says. */
export function mayAct(
  state: State,
  { user, session }: Actor,
  type: Command["type"] | "typing",
  at: number,
): Refusal | undefined {
  if (onlyReads({ user, session }) && (type === "typing" || !SILENT.has(type))) {
    return refuse("account-needed", undefined, "Guests may only read here: sign in first.");
  }
  const mute = SPOKEN.has(type) ? muteOf(state, user, at) : undefined;
  return (
    mute &&
    refuse("muted", undefined, mute.reason === "" ? REFUSALS.muted : `${REFUSALS.muted.slice(0, -1)}: ${mute.reason}`)
  );
}

/** The act without what others would be told by it, if the actor may tell them nothing: a reason is a word too. */
export function muffled<A extends Act>(state: State, actor: Actor | undefined, act: A, at: number): A {
  if (!actor || !("reason" in act) || act.type === "report") return act;
  if (!onlyReads(actor) && !isServerMuted(state, actor.user, at)) return act;
  return { ...act, reason: "" };
}
