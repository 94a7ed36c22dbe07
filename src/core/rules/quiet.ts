import type { Emission, JoinEvent } from "../events.ts";
import { LIMITS } from "../limits.ts";
import { fold } from "../names.ts";
import { type Channel, isShown, type State, type User, whoIs } from "../state.ts";
import { aside, type Base, type Place } from "./rule.ts";

/**
 * Delayed joins: in a channel of mode `D`, and in one of many members, who has joined is shown to others once they speak.
 * So ten thousand people can come into a channel without ten thousand lines for each of them.
 */

/** Whether somebody who joins now is shown only later. Operators of the server, who may act there at once, are shown. */
export function joinsQuietly(channel: Channel, user: User): boolean {
  if (user.operator !== undefined) return false;
  return channel.flags.includes("D") || channel.members.size >= LIMITS.quietMembers;
}

/** Shows the others in a channel that the user is there, if they have not been shown yet. */
export function reveal(state: State, channel: Channel, user: User, place: Place): readonly Emission[] {
  if (!channel.quiet.delete(user.id)) return [];
  const event = joinEvent(channel, user, aside(state, place, whoIs(user)));
  const audience = { channels: [fold(channel.name)], users: [], except: user.id };
  return [{ event, audience }, ...awayOnArrival(state, channel, user, place)];
}

/** The event by which others learn that the user is in the channel. */
export function joinEvent(channel: Channel, user: User, base: Base): JoinEvent {
  return { type: "join", ...base, channel: channel.name, realname: user.realname };
}

/** Tells the others in a channel that who has just come there is away, if so (IRCv3 away-notify). */
export function awayOnArrival(state: State, channel: Channel, user: User, place: Place): readonly Emission[] {
  if (user.away === undefined) return [];
  const event = { type: "away", ...aside(state, place, whoIs(user)), text: user.away } as const;
  return [{ event, audience: { channels: [fold(channel.name)], users: [], except: user.id }, passing: true }];
}

/** The folded names of the channels in which others know that the user is there. */
export function shownChannels(state: State, user: User): string[] {
  return [...user.channels.keys()].filter((name) => {
    const channel = state.channels.get(name);
    return channel !== undefined && isShown(channel, user);
  });
}
