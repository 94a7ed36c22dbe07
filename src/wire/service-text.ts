import type { ServiceEvent } from "../core/events.ts";

/** What a person is told of whether the server can make durable what they ask. */
export function serviceText({ writable }: Pick<ServiceEvent, "writable">): string {
  return writable
    ? "The server keeps what you send again; what it refused meanwhile can be sent once more."
    : "The server can't keep anything new at the moment: what you send is refused until it can. You can go on reading, and nothing that it had taken is lost.";
}
