import { randomUUID } from "node:crypto";
import { Link } from "../../client/link.ts";
import type { SignIn } from "../../client/link-options.ts";
import type { News } from "../../client/news.ts";
import type { Transport } from "../../client/ports.ts";
import { timers } from "./timers.ts";

/** Whose link it is, and what for. What is not known may be left undefined. */
export interface LinkParts {
  readonly transport: Transport;
  readonly nick: string | undefined;
  /** What it signs in with, if it does. */
  readonly signIn?: SignIn | undefined;
  /** The channels to be in; without it, the server's own. */
  readonly channels: readonly string[] | undefined;
  /** Whether to try again before the first connection has been made. */
  readonly keepTrying: boolean;
  readonly tell: (news: News) => void;
}

/** A link of this process, as somebody whom the server does not know yet. It is not started. */
export function makeLink({ transport, nick, signIn, channels, keepTrying, tell }: LinkParts): Link {
  return new Link({
    transport,
    timers,
    chance: Math.random,
    client: randomUUID(),
    ...(nick !== undefined && { nick }),
    ...(signIn && { signIn }),
    ...(channels !== undefined && { channels }),
    keepTrying,
    tell,
  });
}
