import type { Gateway, Settings } from "../conversation.ts";
import { isupport } from "./isupport.ts";

/** What clients are told of the whole, and what the connections of one listener share. */
export interface Server {
  readonly name: string;
  readonly network: string;
  /** What the server says that it is, in one line. */
  readonly description: string;
  /** The lines of the message of the day, if there is one. */
  readonly motd: readonly string[] | undefined;
  /** The http or https URL of the network's picture. */
  readonly icon?: string;
  /** Who may become an operator: the `Line.digest` of each one's password, by name. */
  readonly operators: ReadonlyMap<string, string>;
  /** Who may speak for others with WEBIRC. */
  readonly webirc: readonly Gateway[];
  /** What PASS has to say; empty if nothing. */
  readonly password: string;
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

/** The server as one listener shows it. */
export function makeServer(settings: Settings): Server {
  return {
    name: settings.server,
    network: settings.network,
    description: settings.description,
    motd: settings.motd,
    ...(settings.icon !== undefined && { icon: settings.icon }),
    operators: settings.operators,
    webirc: settings.webirc,
    password: settings.options["password"] ?? "",
    version: `parley-${settings.version}`,
    started: settings.started,
    channel: settings.channel,
    isupport: isupport(settings.network, settings.icon),
    census: { unregistered: 0, mostUsers: 0 },
  };
}
