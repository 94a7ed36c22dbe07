import type { Entry } from "./commands.ts";
import type { Emission, LastingEvent } from "./events.ts";
import type { Kept } from "./ports.ts";
import { channelByName, type State, seqOfId } from "./state.ts";

/** How an emission of an entry that has just been applied is kept; nothing if it only passes. */
export function keptOf(state: State, entry: Entry, { event, passing }: Emission): Kept | undefined {
  if (passing) return undefined;
  const name = channelOf(event);
  const channel = name === undefined ? undefined : channelByName(state, name)?.id;
  const author = state.sessions.get(entry.session)?.user;
  const redacts = event.type === "redact" ? seqOfId(state, event.msgid) : undefined;
  return {
    event,
    ...(channel !== undefined && { channel }),
    ...(author !== undefined && { author }),
    ...(redacts !== undefined && { redacts }),
  };
}

/** The channel in which something happened, by its name afterwards. */
function channelOf(event: LastingEvent): string | undefined {
  if (event.type === "rename") return event.name;
  if ("channel" in event) return event.channel;
  return "to" in event && event.to.startsWith("#") ? event.to : undefined;
}
