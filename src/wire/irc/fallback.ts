import type { ChangeHostEvent, Event, RenameEvent } from "../../core/events.ts";
import { fold } from "../../core/names.ts";
import { channelByName, isShown, type User, userByNick, whoIs } from "../../core/state.ts";
import { moderationText } from "../moderation-text.ts";
import { serviceText } from "../service-text.ts";
import type { Call } from "./call.ts";
import { sendArrival } from "./commands/channel-view.ts";
import { sendMark } from "./commands/read-marker.ts";
import { formatLine, oneLine } from "./message.ts";
import { sendMetadataOf, showMetadata } from "./metadata-view.ts";

/** What is shown to each client in its own way: what it sees depends on who it is. */

/** Shows an event that `renderEvent` leaves to each client, in a call that nobody made. */
export function showPersonal(call: Call, event: Event): void {
  const { user } = call.client.session;
  if (!user) return;
  switch (event.type) {
    case "chghost":
      showReconnect(call, user, event);
      break;
    case "rename":
      showMove(call, user, event);
      break;
    case "markread":
      sendMark(call, event.to, event.until);
      break;
    case "metadata":
      showMetadata(call, event);
      break;
    case "arrive":
      sendMetadataOf(call, event.from.nick);
      break;
    case "nick":
      sendMetadataOf(call, event.nick);
      break;
    case "moderation":
      // Who did it knows.
      if (event.from.nick === user.nick) break;
      call.say("NOTICE", [user.nick, `*** ${oneLine(moderationText(event))}`], true);
      break;
    case "service":
      call.say("NOTICE", [user.nick, `*** ${serviceText(event)}`], true);
      break;
  }
}

/** A channel's new name, as if the client had left the old channel and come into the new one (IRCv3 channel-rename). */
function showMove(call: Call, user: User, event: RenameEvent): void {
  const channel = channelByName(call.client.session.state, event.name);
  if (!channel || fold(event.channel) === fold(event.name)) return;
  const params = event.reason ? [event.channel, event.reason] : [event.channel];
  call.send(formatLine({ tags: {}, source: sourceOf(user), command: "PART", params }, params.length > 1));
  call.send(joinLine(call, user, event, channel.name));
  sendArrival(call, user, channel);
}

/** A user's new host, as if they had left the server and come back (IRCv3 chghost). */
function showReconnect(call: Call, viewer: User, event: ChangeHostEvent): void {
  const { state } = call.client.session;
  const user = userByNick(state, event.from.nick);
  if (user === viewer) call.numeric("396", [event.host], "is your host now, as others see it");
  if (!user || user === viewer) return;
  const source = `${event.from.nick}!${event.from.user}@${event.from.host}`;
  call.send(formatLine({ tags: {}, source, command: "QUIT", params: ["Changing host"] }, true));
  for (const name of user.channels.keys()) {
    const channel = state.channels.get(name);
    if (!channel?.members.has(viewer.id) || !isShown(channel, user)) continue;
    call.send(joinLine(call, user, event, channel.name));
    const modes = channel.members.get(user.id) ?? "";
    const nicks = Array.from(modes, () => user.nick);
    if (modes !== "") call.say("MODE", [channel.name, `+${modes}`, ...nicks]);
  }
}

function joinLine(call: Call, user: User, { seq, at, id }: ChangeHostEvent | RenameEvent, channel: string): string {
  const event = { type: "join", seq, at, id, from: whoIs(user), channel, realname: user.realname } as const;
  return call.client.kind.render(event) ?? "";
}

function sourceOf({ nick, ident, host }: User): string {
  return `${nick}!${ident}@${host}`;
}
