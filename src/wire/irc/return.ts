import type { JoinEvent } from "../../core/events.ts";
import { eventId, type User, whoIs } from "../../core/state.ts";
import { channelsOf } from "../../core/view.ts";
import type { Call, Done } from "./call.ts";
import { sendArrival } from "./commands/channel-view.ts";

/**
 * Shows the channels in which a user is whose session has just begun: another session of theirs is in them, or they were
 * when they were last here. Each is shown as it is to who joins.
 */
export function showReturn(call: Call, user: User, { emissions, seq }: Done): void {
  const { session, kind, line } = call.client;
  const joins = new Map(
    emissions.flatMap(({ event }) => (event.type === "join" ? [[event.channel, event] as const] : [])),
  );
  channelsOf(session.state, user, user).forEach((channel, i) => {
    const id = eventId(session.state, seq, emissions.length + i + 1);
    const again: JoinEvent = {
      type: "join",
      seq,
      at: line.now(),
      id,
      from: whoIs(user),
      channel: channel.name,
      realname: user.realname,
    };
    call.send(kind.render(joins.get(channel.name) ?? again));
    sendArrival(call, user, channel);
  });
}
