import { type Nats, openNats as open } from "../../cluster/jetstream/connect.ts";
import { NatsTrouble } from "../../cluster/jetstream/trouble.ts";
import { LIMITS } from "../../core/limits.ts";
import type { ClusterConfig } from "../cluster-config.ts";
import { ConfigError } from "../config-error.ts";
import type { Console } from "../console.ts";

/** What is told of the connection. */
export interface NatsListener {
  /** It comes or goes. */
  linked(isLinked: boolean): void;
  /** What the node follows is not there any more, and waiting does not help. */
  fatal(cause: unknown): void;
}

/**
 * Connects to a cluster's NATS, however long that takes.
 * @param name how this node is called there
 * @throws ConfigError (rejects) if somebody has to mend something first
 */
export async function openNats(
  { servers, prefix, user, password, credentials, replicas }: ClusterConfig,
  name: string,
  console: Pick<Console, "told" | "warned">,
  listener: NatsListener,
): Promise<Nats> {
  const told = new Map<string, number>();
  // What goes on failing is tried again several times a second, and several things fail by turns.
  const trouble = (text: string): void => {
    const now = performance.now();
    for (const [other, at] of told) if (now - at >= LIMITS.natsTroubleMs) told.delete(other);
    if (told.has(text) || told.size >= LIMITS.natsTroubles) return;
    told.set(text, now);
    console.warned(text);
  };
  try {
    return await open({
      servers,
      prefix,
      name,
      ...(password === undefined ? { ...(user !== undefined && { token: user }) } : { user: user ?? "", password }),
      ...(credentials !== undefined && { credentials }),
      ...(replicas !== undefined && { replicas }),
      ...(servers.some((url) => url.startsWith("tls:")) && { tls: {} }),
      waits: true,
      onLink: (isUp) => listener.linked(isUp),
      onTrouble: (cause) => trouble(cause instanceof Error ? cause.message : String(cause)),
      onLost: (lost) => listener.fatal(new ConfigError(LOST[lost])),
    });
  } catch (cause) {
    if (!(cause instanceof NatsTrouble)) throw cause;
    throw new ConfigError(cause.message, { cause });
  }
}

const LOST = {
  behind: "The cluster's log begins behind what this node has: start it again, and it takes the last snapshot.",
  ahead:
    "NATS has lost entries of the log that this node has: what was acknowledged would be lost if it went on. " +
    "Look at all nodes before you start one again (npx parley doctor).",
} as const;
