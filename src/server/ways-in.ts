import { isLoopback } from "./addresses.ts";

/** Where a server is to be found. */
export interface Place {
  /** As it stands in a URL: an IPv6 address in brackets. */
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** What people type who come in, by what they come with. */
export interface WaysIn {
  readonly terminal: string;
  readonly irc: string;
  readonly netcat: string;
  readonly webSocket: string;
}

/** What people type to come to a place. */
export function waysIn(place: Place): WaysIn {
  const { host, port, isTls } = place;
  // What has a port of its own wants no brackets.
  const bare = host.replace(/^\[|\]$/g, "");
  return {
    terminal: `npx parley join ${joinTarget(place)}`,
    irc: isTls ? `/connect -tls ${bare} ${port}` : `irssi -c ${bare} -p ${port}`,
    netcat: isTls ? `openssl s_client -quiet -connect ${host}:${port}` : `nc ${bare} ${port}`,
    webSocket: `${isTls ? "wss" : "ws"}://${host}:${port}`,
  };
}

/**
 * The place that a URL leads to.
 * @param url http or https
 */
export function placeOf(url: string): Place {
  const { protocol, hostname, port } = new URL(url);
  const isTls = protocol === "https:";
  return { host: hostname, port: port === "" ? (isTls ? 443 : 80) : Number(port), isTls };
}

/** Parley's own client goes without TLS to this machine, and with it to others, unless it is told otherwise. */
function joinTarget({ host, port, isTls }: Place): string {
  const isUsual = isTls !== isLoopback(host);
  return `${isUsual ? "" : isTls ? "parley+tls://" : "parley://"}${host}:${port}`;
}
