import { LIMITS } from "../../core/limits.ts";
import { channelByName, markersOf, type State, type User, userByNick, whoIs } from "../../core/state.ts";
import { channelsOf, channelsSeen, isVisible, membersSeen, presenceOf } from "../../core/view.ts";
import type { Marker, NamesAnswer, Ok, Pair, WhoisAnswer } from "./messages.ts";

/** What a JSON client is told who asks about the state as it stands. */

/** Who is in a channel, and what it is about; nothing if there is none that the asker may see. */
export function namesAnswer(state: State, name: string, asker: User): NamesAnswer | undefined {
  const channel = channelByName(state, name);
  if (!channel || !isVisible(channel, asker)) return undefined;
  const seen = membersSeen(state, name, asker);
  const members = seen.slice(0, LIMITS.membersListed).map(({ user, modes }) => ({
    ...whoIs(user),
    modes,
    ...(user.away !== undefined && { away: user.away }),
  }));
  return {
    channel: channel.name,
    flags: channel.flags,
    ...(channel.topic && { topic: channel.topic.text }),
    ...metadataOf(channel),
    members,
    ...(seen.length > members.length && { more: true }),
  };
}

/** The channels that the asker may see, so many as are listed. */
export function channelsAnswer(state: State, asker: User): Pick<Ok, "channels" | "more"> {
  const seen = channelsSeen(state, asker);
  const channels = seen.slice(0, LIMITS.channelsListed).map(({ name, members, topic }) => ({
    channel: name,
    members: members.size,
    ...(topic && { topic: topic.text }),
  }));
  return { channels, ...(seen.length > channels.length && { more: true }) };
}

/** What the asker may know of a user; nothing if nobody has that nick. */
export function whoisAnswer(state: State, nick: string, asker: User): WhoisAnswer | undefined {
  const user = userByNick(state, nick);
  if (!user) return undefined;
  return {
    user: whoIs(user),
    realname: user.realname,
    ...(user.away !== undefined && { away: user.away }),
    ...(user.operator !== undefined && { operator: true }),
    ...presenceOf(state, user),
    spoke: user.spoke,
    in: channelsOf(state, user, asker).map((channel) => channel.name),
    ...metadataOf(user),
  };
}

/** What a user has read, by names as they are written now; the marker that was set last is the last. */
export function listMarkers(state: State, user: User): readonly Marker[] {
  return [...markersOf(state, user)].map(([to, until]) => ({ to: nameOf(state, to), until }));
}

function nameOf(state: State, folded: string): string {
  const name = folded.startsWith("#") ? channelByName(state, folded)?.name : userByNick(state, folded)?.nick;
  return name ?? folded;
}

function metadataOf({ metadata }: { readonly metadata: ReadonlyMap<string, string> }): {
  readonly metadata?: readonly Pair[];
} {
  return metadata.size === 0 ? {} : { metadata: [...metadata].map(([key, value]) => ({ key, value })) };
}
