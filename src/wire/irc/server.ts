import type { Settings } from "../conversation.ts";
import { isupport } from "./isupport.ts";

/** What clients are told of the whole, and what the connections of one listener share. */
export interface Server
  extends Pick<
    Settings,
    | "network"
    | "description"
    | "motd"
    | "icon"
    | "operators"
    | "webirc"
    | "passwords"
    | "registration"
    | "started"
    | "channel"
  > {
  readonly name: string;
  /** The name of the program and its version. */
  readonly version: string;
  /** What PASS has to say; empty if nothing. */
  readonly password: string;
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
    passwords: settings.passwords,
    registration: settings.registration,
    password: settings.options["password"] ?? "",
    version: `parley-${settings.version}`,
    started: settings.started,
    channel: settings.channel,
    isupport: isupport(settings.network, settings.icon),
    census: { unregistered: 0, mostUsers: 0 },
  };
}
