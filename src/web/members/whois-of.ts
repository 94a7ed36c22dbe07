import type { Reply } from "../../client/outgoing.ts";
import type { Ok, WhoisAnswer } from "../../wire/json/messages.ts";

/** What a `whois` was answered with; nothing if it was refused. */
export function whoisOf(reply: Reply): WhoisAnswer | undefined {
  return reply.type === "ok" ? complete(reply) : undefined;
}

function complete({
  user,
  realname = "",
  away,
  operator,
  since,
  spoke,
  dialects = [],
  ...rest
}: Ok): WhoisAnswer | undefined {
  if (user === undefined || since === undefined || spoke === undefined) return undefined;
  return {
    user,
    realname,
    since,
    spoke,
    dialects,
    in: rest.in ?? [],
    ...(away !== undefined && { away }),
    ...(operator && { operator }),
    ...(rest.metadata && { metadata: rest.metadata }),
  };
}
