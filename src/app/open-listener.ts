import type { SettledListener } from "./access-config.ts";
import { isWildcard, ownAddress } from "./own-address.ts";

/** A listener that is open, with the port that it got. */
export interface OpenListener extends SettledListener {
  readonly port: number;
}

/** A host as it stands in a URL. */
export function hostInUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** A listener's host as people type it. */
export function shownHost(host: string): string {
  if (host === "127.0.0.1" || host === "localhost") return "localhost";
  return hostInUrl(isWildcard(host) ? ownAddress() : host);
}

/** What a listener is called by browsers, without a slash at the end. */
export function webUrlOf({ tls, host, port }: Pick<OpenListener, "tls" | "host" | "port">): string {
  return `${tls === "off" ? "http" : "https"}://${shownHost(host)}:${port}`;
}

/** What the one port is called by who knows no better; empty while there is none. */
export function baseOf(open: readonly OpenListener[]): string {
  const main = open.find(({ scheme }) => scheme === "auto") ?? open[0];
  return main ? webUrlOf(main) : "";
}

/** A listener as the URL that it could have been given by. */
export function listenerUrl({ scheme, host, port, channel }: OpenListener): string {
  return `${scheme}://${hostInUrl(host)}:${port}/${channel.slice(1)}`;
}
