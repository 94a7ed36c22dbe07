import type { Settings } from "../conversation.ts";
import { isupport } from "./isupport.ts";

/** What clients are told of the whole, and what the connections of one listener share. */
export interface Server {
  readonly name: string;
  readonly network: string;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** The channel that newcomers are pointed to. */
  readonly channel: string;
  readonly isupport: readonly (readonly string[])[];
  readonly census: Census;
}

/** What is counted for LUSERS. */
export interface Census {
  /** Connections that have not registered yet. */
  unregistered: number;
  /** The most users there were when somebody came. */
  mostUsers: number;
}

const NETWORK = "Parley";

/** The server as one listener shows it. */
export function makeServer(settings: Settings): Server {
  return {
    name: settings.server,
    network: NETWORK,
    version: `parley-${settings.version}`,
    started: settings.started,
    channel: settings.channel,
    isupport: isupport(NETWORK),
    census: { unregistered: 0, mostUsers: 0 },
  };
}
