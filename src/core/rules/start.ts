import { type Refusal, refuse } from "../answers.ts";
import type { Entry, Lost, Start } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { fold, isChannelName } from "../names.ts";
import { channelByName, type State } from "../state.ts";
import { makeChannel, mayMakeChannel, resetModes } from "./channel-life.ts";
import { endSessionsOf } from "./endings.ts";
import { giveUp } from "./registered.ts";
import { forgetAllRegulars } from "./regulars.ts";
import type { Effect, Place } from "./rule.ts";

/** Flags of a channel of the server's own. */
const KEPT_FLAGS = "n";

/** Why sessions of a node end, as others see it and as those are told who are still connected. */
const RESTARTED = { code: "shutdown", reason: "Server restarted" } as const;
const LOST = { code: "node-lost", reason: "Server lost" } as const;

/** Whether a node may start: not if there are as many others as are remembered, each with sessions. */
export function checkStart(state: State, act: Start): Refusal | undefined {
  if (state.nodes.has(act.name) || state.nodes.size < LIMITS.nodes) return undefined;
  return idleNode(state) === undefined ? refuse("server-full", act.name) : undefined;
}

/** Takes note of a node, clears away what it had under an earlier id, and makes its channels. */
export function applyStart(state: State, act: Start, place: Place): Effect {
  if (state.epoch === "") state.epoch = act.epoch;
  const before = state.nodes.get(act.name);
  // The one that started last is the last to be forgotten.
  state.nodes.delete(act.name);
  if (state.nodes.size >= LIMITS.nodes) state.nodes.delete(idleNode(state) ?? "");
  state.nodes.set(act.name, place.node);
  state.gone.delete(place.node);
  if (before !== undefined && before !== place.node) forget(state, before);
  const ended = before === undefined ? { emissions: [] } : endSessionsOf(state, before, RESTARTED, place);
  for (const name of act.channels) keepChannel(state, name, place);
  return ended;
}

/** Whether a node may be said to be gone: not if it is already, or never was. */
export function checkLost(state: State, { node }: Lost): Refusal | undefined {
  return state.nodes.values().some((id) => id === node) ? undefined : refuse("no-such-node", node);
}

/** Clears away what a node had. It may only have been slow; then it says that it is here again. */
export function applyLost(state: State, { node }: Lost, place: Place): Effect {
  for (const [name, id] of state.nodes) if (id === node) state.nodes.delete(name);
  forget(state, node);
  return endSessionsOf(state, node, LOST, place);
}

/**
 * Whether an entry is of a node that is gone. It may have been on its way for long; nobody would end a session that it
 * began.
 */
export function isGone(state: State, { node, act }: Entry): boolean {
  return act.type !== "start" && state.gone.has(node);
}

/** A node of that id is not here any more; those that were forgotten longest ago are no longer told from new ones. */
function forget(state: State, node: string): void {
  state.gone.add(node);
  for (const oldest of state.gone) {
    if (state.gone.size <= LIMITS.nodes) return;
    state.gone.delete(oldest);
  }
}

/** The name of the node that started longest ago of those without sessions. */
function idleNode(state: State): string | undefined {
  const busy = new Set<string>();
  for (const { node } of state.sessions.values()) busy.add(node);
  for (const [name, node] of state.nodes) if (!busy.has(node)) return name;
  return undefined;
}

/**
 * A channel of the server's own: everybody may come, speak and set its topic. One that people had made before loses what
 * they had set, since nobody could change it any more; and if not everybody could come, then its past stays theirs.
 */
function keepChannel(state: State, name: string, place: Place): void {
  const before = channelByName(state, name);
  if (before?.kept) return;
  if (!before && !(isChannelName(name) && mayMakeChannel(state))) return;
  const channel = before ?? makeChannel(state, name, { at: place.at, seq: 0 });
  giveUp(state, channel);
  state.empty.delete(fold(channel.name));
  channel.kept = true;
  if (channel.key !== undefined || /[iR]/.test(channel.flags)) channel.since = place.seq;
  resetModes(state, channel, KEPT_FLAGS);
  for (const id of channel.members.keys()) channel.members.set(id, "");
  forgetAllRegulars(state, channel);
}
