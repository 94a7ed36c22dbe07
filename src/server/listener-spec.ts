import type { Dialect } from "../wire/conversation.ts";
import type { TlsMode } from "./entrance.ts";

/** The dialects of a listener that looks at the first bytes. */
export interface AutoDialects {
  readonly json: Dialect;
  readonly irc: Dialect;
  readonly framed: Dialect;
  readonly relay: Dialect;
}

/** What a listener speaks: what the first bytes tell, or one dialect, of which either end may speak first. */
export type Spoken = { readonly auto: AutoDialects } | { readonly one: Dialect; readonly first: "client" | "server" };

/** One address to listen on. */
export interface ListenerSpec {
  readonly host: string;
  readonly port: number;
  readonly speaks: Spoken;
  /** Without it there is no TLS here. */
  readonly tls?: TlsMode;
  /** Whether users see each other's addresses only in disguise. */
  readonly cloak: boolean;
  /** Connections that it takes, if that is not as many as the server does. */
  readonly connections?: number;
}

/** Which dialect a conversation is to be in, by what the first bytes are; nothing if it is none, such as HTTP. */
export function dialectOf(speaks: Spoken, found: string): Dialect | undefined {
  if ("one" in speaks) return speaks.one;
  return found === "json" || found === "irc" || found === "framed" || found === "relay"
    ? speaks.auto[found]
    : undefined;
}
