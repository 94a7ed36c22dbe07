import { LIMITS } from "../../../core/limits.ts";
import { channelByName, type User } from "../../../core/state.ts";
import { cut } from "../../../core/utf8.ts";
import { isVisible } from "../../../core/view.ts";
import type { Call } from "../call.ts";
import { listed, reasonOf, sendArrival, sendEndOfNames, sendMembers, sendTopic } from "./channel-view.ts";
import { sendList } from "./list.ts";
import type { Row } from "./row.ts";

/** Coming into channels, leaving them, and what is in them. */
export const CHANNELS: readonly Row[] = [
  {
    name: "JOIN",
    minParams: 1,
    turn: "acts",
    usage: "JOIN <channel>{,<channel>} [<key>{,<key>}] | 0",
    text: "Comes into channels, or with 0 leaves them all.",
    run(call) {
      const [channels = "", keys = ""] = call.params;
      if (channels === "0") partAll(call);
      else {
        const keyOf = keys.split(",");
        needed(call, channels).forEach((channel, i) => {
          join(call, channel, keyOf[i]);
        });
      }
    },
  },
  {
    name: "PART",
    minParams: 1,
    turn: "acts",
    usage: "PART <channel>{,<channel>} [:<reason>]",
    text: "Leaves channels.",
    run(call) {
      const [channels = "", reason = ""] = call.params;
      for (const channel of needed(call, channels)) part(call, channel, reason);
    },
  },
  {
    name: "TOPIC",
    minParams: 1,
    turn: "acts",
    usage: "TOPIC <channel> [:<topic>]",
    text: "Shows what a channel is about, or says so.",
    run(call) {
      const [channel = "", topic] = call.params;
      if (topic === undefined) call.ask((user) => showTopic(call, user, channel));
      else {
        call.submit({ type: "topic", channel, topic: cut(topic, LIMITS.ircTopicBytes) }, (done) =>
          call.show(done.emissions),
        );
      }
    },
  },
  {
    name: "NAMES",
    minParams: 0,
    turn: "asks",
    usage: "NAMES <channel>{,<channel>}",
    text: "Lists who is in channels.",
    run(call, user) {
      const [channels = "*"] = call.params;
      for (const channel of listed(channels)) sendMembers(call, user, channel);
      sendEndOfNames(call, channels);
    },
  },
  {
    name: "LIST",
    minParams: 0,
    turn: "asks",
    usage: "LIST [<channel, mask, !mask, >users, <users, C<minutes, T>minutes>{,...}]",
    text: "Lists channels with their topics.",
    run(call, user) {
      sendList(call, user, listed(call.params[0] ?? ""));
    },
  },
  {
    name: "KICK",
    minParams: 2,
    turn: "acts",
    usage: "KICK <channel> <nick>{,<nick>} [:<reason>]",
    text: "Makes somebody leave a channel.",
    run(call) {
      const [channels = "", nicks = "", reason = ""] = call.params;
      const from = listed(channels);
      const [only = ""] = from;
      needed(call, nicks).forEach((nick, i) => {
        kick(call, from.length > 1 ? (from[i] ?? only) : only, nick, reason);
      });
    },
  },
  {
    name: "INVITE",
    minParams: 0,
    turn: "acts",
    usage: "INVITE [<nick> <channel>]",
    text: "Asks somebody into a channel, or lists the channels that you are asked into.",
    run(call) {
      const [nick, channel] = call.params;
      if (nick === undefined) call.ask((user) => showInvitations(call, user));
      else if (channel === undefined) call.needMoreParams();
      else invite(call, nick, channel);
    },
  },
];

/** The parts of a list; a list without any is a parameter that is missing. */
function needed(call: Call, text: string): string[] {
  const parts = listed(text);
  if (parts.length === 0) call.needMoreParams();
  return parts;
}

function join(call: Call, channel: string, key: string | undefined): void {
  call.submit({ type: "join", channel, ...(key && { key }) }, ({ emissions }) => {
    const { state, user } = call.client.session;
    // Coming in again is nothing new, and nothing is shown.
    const event = emissions.map((emission) => emission.event).find(({ type }) => type === "join");
    const joined = event?.type === "join" ? channelByName(state, event.channel) : undefined;
    if (!joined || !user) return;
    const asked = channelByName(state, channel);
    if (asked && asked !== joined)
      call.numeric("470", [asked.name, joined.name], "You were sent on to another channel");
    call.show(emissions);
    sendArrival(call, user, joined);
  });
}

function part(call: Call, channel: string, reason: string): void {
  call.submit({ type: "part", channel, ...(reason && { reason: reasonOf(reason) }) }, (done) =>
    call.show(done.emissions),
  );
}

function partAll(call: Call): void {
  call.ask((user) => {
    for (const name of [...user.channels.keys()]) part(call, name, "");
  });
}

function kick(call: Call, channel: string, nick: string, reason: string): void {
  call.submit({ type: "kick", channel, nick, ...(reason && { reason: reasonOf(reason) }) }, (done) =>
    call.show(done.emissions),
  );
}

function invite(call: Call, nick: string, channel: string): void {
  call.submit({ type: "invite", nick, channel }, ({ emissions }) => {
    for (const { event } of emissions) {
      // The other one is for those who are told that somebody was invited.
      if (event.type !== "invite" || event.seen) continue;
      call.numeric("341", [event.nick, event.channel]);
    }
  });
}

function showInvitations(call: Call, user: User): void {
  for (const channel of call.client.session.state.channels.values()) {
    if (channel.invited.has(user.id)) call.numeric("336", [channel.name]);
  }
  call.numeric("337", [], "End of /INVITE list");
}

function showTopic(call: Call, user: User, name: string): void {
  const channel = channelByName(call.client.session.state, name);
  if (!channel || !isVisible(channel, user)) call.numeric("403", [name], "There is no channel of that name");
  else sendTopic(call, channel, true);
}
