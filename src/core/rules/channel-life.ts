import { LIMITS } from "../limits.ts";
import { fold } from "../names.ts";
import type { Channel, State, User } from "../state.ts";
import { clearLists } from "./masks.ts";
import { forgetAllRegulars } from "./regulars.ts";
import type { Place } from "./rule.ts";

/** How channels come about, are left and are forgotten. */

/** Flags of a channel that somebody makes by joining it. */
const NEW_FLAGS = "nt";

/**
 * A new channel without members. `mayMakeChannel` was asked before. There may have been one of that name which is
 * forgotten by now, so nothing is to be read in it that was said before its `place`.
 */
export function makeChannel(state: State, name: string, place: Pick<Place, "at" | "seq">): Channel {
  if (state.channels.size >= LIMITS.channels) forgetEmptyChannel(state);
  const channel: Channel = {
    id: `${fold(name)} ${state.seq}`,
    name,
    created: place.at,
    since: place.seq,
    kept: false,
    flags: NEW_FLAGS,
    members: new Map(),
    quiet: new Set(),
    lists: { b: [], e: [], I: [] },
    invited: new Set(),
    regulars: new Map(),
    standings: new Map(),
    metadata: new Map(),
  };
  state.channels.set(fold(name), channel);
  state.channelsById.set(channel.id, channel);
  return channel;
}

/**
 * Takes a user out of a channel. One that is left empty is remembered with all that it asks of those who join. If that
 * is an invitation, which nobody is left to give nor will be back, it begins anew, and what was said in it stays with those
 * who were there.
 */
export function leaveChannel(state: State, channel: Channel, user: User, place: Place): void {
  channel.members.delete(user.id);
  channel.quiet.delete(user.id);
  user.channels.delete(fold(channel.name));
  emptied(state, channel, place);
}

/**
 * A channel may have lost the last that kept it. If nobody is in it, and it is neither the server's nor registered, it is
 * among those that are forgotten first when there are too many.
 */
export function emptied(state: State, channel: Channel, place: Pick<Place, "seq">): void {
  if (channel.members.size > 0 || channel.kept || channel.founder !== undefined) return;
  const name = fold(channel.name);
  // To the end of both: a snapshot keeps the order of `channels`, from which that of `empty` is made again.
  state.channels.delete(name);
  state.channels.set(name, channel);
  state.empty.add(name);
  channel.invited.clear();
  beginAnew(state, channel, place);
}

/** If nobody is left or will be back who could let anybody in, a channel begins anew and its past stays closed. */
export function beginAnew(state: State, channel: Channel, place: Pick<Place, "seq">): void {
  const isOwned = channel.kept || channel.founder !== undefined;
  if (!channel.flags.includes("i") || channel.regulars.size > 0 || isOwned) return;
  resetModes(state, channel, NEW_FLAGS);
  delete channel.topic;
  clearMetadata(state, channel);
  channel.since = place.seq;
}

/** Takes away all modes of a channel but these flags. */
export function resetModes(state: State, channel: Channel, flags: string): void {
  channel.flags = flags;
  delete channel.key;
  delete channel.limit;
  delete channel.forward;
  clearLists(state, channel);
}

/** Whether there is room for one more, if need be that of the channel that has been empty longest. */
export function mayMakeChannel(state: State): boolean {
  return state.channels.size < LIMITS.channels || state.empty.size > 0;
}

function clearMetadata(state: State, channel: Channel): void {
  state.metadata -= channel.metadata.size;
  channel.metadata.clear();
}

function forgetEmptyChannel(state: State): void {
  for (const name of state.empty) {
    const channel = state.channels.get(name);
    if (channel) {
      clearLists(state, channel);
      clearMetadata(state, channel);
      forgetAllRegulars(state, channel);
      state.channelsById.delete(channel.id);
    }
    state.empty.delete(name);
    state.channels.delete(name);
    return;
  }
}
