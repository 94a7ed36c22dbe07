import type { Settings } from "../conversation.ts";
import { guestsOf } from "../guest.ts";
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
    | "wrong"
    | "registration"
    | "registrations"
    | "access"
    | "guests"
    | "bearer"
    | "sts"
    | "started"
    | "channel"
    | "status"
  > {
  readonly name: string;
  /** The name of the program and its version. */
  readonly version: string;
  /** What PASS has to say; empty if nothing. */
  readonly password: string;
  /** As it is now: where files are uploaded to may not be known yet when the listener is made. */
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
    registrations: settings.registrations,
    access: settings.access,
    ...guestsOf(settings),
    ...(settings.bearer && { bearer: settings.bearer }),
    ...(settings.status && { status: settings.status }),
    get sts() {
      return settings.sts;
    },
    password: settings.options["password"] ?? "",
    version: `parley-${settings.version}`,
    started: settings.started,
    channel: settings.channel,
    get isupport() {
      return isupport(settings);
    },
    census: { unregistered: 0, mostUsers: 0 },
    wrong: settings.wrong,
  };
}
