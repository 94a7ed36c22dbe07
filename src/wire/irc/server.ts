import { LIMITS } from "../../core/limits.ts";
import type { Settings } from "../conversation.ts";
import { Attempts } from "./attempts.ts";
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
  readonly wrong: WrongPasswords;
  /** Accounts that were made, by address. */
  readonly registrations: Attempts;
}

/** Passwords that were wrong. */
export interface WrongPasswords {
  readonly addresses: Attempts;
  /** By what they were to open: an account, or an operator's powers. */
  readonly targets: Attempts;
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
  const perAddress = (most: number): number => (settings.rateLimits ? most : Number.POSITIVE_INFINITY);
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
    wrong: {
      addresses: new Attempts(perAddress(LIMITS.wrongPerAddress), LIMITS.wrongMs),
      targets: new Attempts(LIMITS.wrongPerAccount, LIMITS.wrongMs),
    },
    registrations: new Attempts(perAddress(LIMITS.registrationsPerAddress), LIMITS.registrationsMs),
  };
}
