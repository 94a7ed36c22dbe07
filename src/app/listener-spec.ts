import type { AutoDialects, ListenerSpec } from "../server/listener-spec.ts";
import type { Settings } from "../wire/conversation.ts";
import type { SettledListener } from "./access-config.ts";
import type { Config } from "./config.ts";
import { DIALECTS, SERVER_FIRST } from "./listeners.ts";
import { VERSION } from "./version.ts";

/** What is the same for all listeners: how many passwords are worked on at a time is for the whole server. */
export type Shared = Pick<Settings, "started" | "passwords" | "wrong" | "registrations">;

/** What a listener's dialects are told that the configuration does not say. */
export interface About extends Shared, Pick<Settings, "linkFor" | "bearer" | "pushKey" | "status"> {
  /** As `Settings.uploads`; not known before the listeners are open. */
  readonly uploads: () => string | undefined;
  /** The port that the listener got. */
  readonly port: () => number;
}

/** What a configured listener speaks, and with which settings. */
export function specOf(listener: SettledListener, config: Config, about: About): ListenerSpec {
  const settings = settingsOf(listener, config, about);
  const { host, port, cloak, tls, connections, scheme } = listener;
  const common = { host, port, cloak, tls, ...(connections !== undefined && { connections }) };
  if (scheme !== "auto") {
    const first = SERVER_FIRST.has(scheme) ? "server" : "client";
    return { ...common, speaks: { one: DIALECTS[scheme].listen(settings), first } };
  }
  const auto: AutoDialects = {
    json: DIALECTS.json.listen(settings),
    irc: DIALECTS.irc.listen(settings),
    framed: DIALECTS.framed.listen(settings),
    relay: DIALECTS.relay.listen({ ...settings, options: { ...settings.options, greet: "yes" } }),
  };
  return { ...common, speaks: { auto } };
}

function settingsOf(listener: SettledListener, config: Config, about: About): Settings {
  const { uploads, port: actualPort, ...shared } = about;
  const duration = listener.tls === "off" ? undefined : config.tls?.sts;
  return {
    server: config.name,
    ...config.appearance,
    operators: config.operators,
    webirc: config.webirc,
    registration: config.registration,
    ...accessFor(listener, config),
    rateLimits: config.rateLimits,
    version: VERSION,
    ...shared,
    get uploads() {
      return uploads();
    },
    get sts() {
      return duration === undefined ? undefined : { port: actualPort(), duration };
    },
    channel: listener.channel,
    options: listener.options,
  };
}

/** Who gets in by a listener, and what guests may do there. */
export function accessFor(
  { access }: SettledListener,
  config: Pick<Config, "guests">,
): Pick<Settings, "access" | "guests"> {
  if (access !== "open") return { access, guests: "none" };
  return config.guests === "read" ? { access, guests: "read" } : { access };
}
