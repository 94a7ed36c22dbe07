import type { Reply } from "../../client/outgoing.ts";
import type { ModesAnswer } from "../../wire/json/messages.ts";

/** What a question about modes was answered with; nothing if it was refused. */
export function modesOf(reply: Reply): ModesAnswer | undefined {
  if (reply.type === "refused" || reply.channel === undefined || reply.flags === undefined) return undefined;
  const { channel, flags, key, limit, forward, masks = [] } = reply;
  return {
    channel,
    flags,
    masks,
    ...(key !== undefined && { key }),
    ...(limit !== undefined && { limit }),
    ...(forward !== undefined && { forward }),
  };
}
