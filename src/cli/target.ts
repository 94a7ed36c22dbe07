import { isChannelName } from "../core/names.ts";

/** How a target is spoken to: natively, or in a classroom dialect. */
export type TargetDialect = "json" | "framed" | "ack" | "relay" | "turns";

/** A server that somebody named. */
export interface Target {
  readonly dialect: TargetDialect;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The channel that the URL names, with its `#`. */
  readonly channel?: string;
}

/** A target, or a sentence that says what is wrong with the text. */
export type ParsedTarget = Target | { readonly problem: string };

/** The schemes of URLs, with the port that each means if none is named. */
const SCHEMES: Readonly<Record<string, { readonly dialect: TargetDialect; readonly port: number }>> = {
  parley: { dialect: "json", port: 5050 },
  json: { dialect: "json", port: 5050 },
  auto: { dialect: "json", port: 5050 },
  framed: { dialect: "framed", port: 5050 },
  ack: { dialect: "ack", port: 12_345 },
  relay: { dialect: "relay", port: 3823 },
  turns: { dialect: "turns", port: 2000 },
};

/** A channel may stand there as it is written everywhere else, with its `#`. */
const SHAPE =
  /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(\[[0-9A-Fa-f:.]+\]|[^:/?#[\]@\s]+)(?::(\d+))?(?:\/(#*[^?#]*))?(?:\?[^#]*)?$/;

/**
 * Reads where to go: `host`, `host:port`, `[::1]:5050`, `parley://host:port/channel`, `ack://host:port`; `+tls` behind a
 * scheme is TLS from the first byte. Nothing at all is this machine. The options of a listener's URL are passed over, so
 * that one may be given as it was printed.
 */
export function parseTarget(text = "localhost"): ParsedTarget {
  const match = SHAPE.exec(text.trim());
  if (!match) return { problem: `"${text}" is no address. Write it as localhost:5050 or ack://localhost:12345.` };
  const [, scheme = "parley", bracketed = "", portText, path = ""] = match;
  const name = scheme.toLowerCase().replace(/\+tls$/, "");
  const row = Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined;
  if (!row) return { problem: `"${text}": ${noScheme(name, bracketed, portText)}` };
  const port = portText === undefined ? row.port : Number(portText);
  if (port < 1 || port > 65_535) return { problem: `"${text}": a port is a number from 1 to 65535.` };
  const channel = path === "" ? undefined : channelOf(path);
  if (channel !== undefined && !isChannelName(channel)) {
    return { problem: `"${text}": "${channel}" cannot be a channel's name.` };
  }
  return {
    dialect: row.dialect,
    host: bracketed.replace(/^\[|\]$/g, ""),
    port,
    tls: scheme.toLowerCase().endsWith("+tls"),
    ...(channel !== undefined && { channel }),
  };
}

function noScheme(name: string, host: string, port = "5050"): string {
  if (name === "irc" || name === "ircs") {
    return `irc is for IRC clients: irssi -c ${host} -p ${port}${name === "ircs" ? " --tls" : ""}`;
  }
  return `there is no scheme "${name}". There are: ${Object.keys(SCHEMES).join(", ")}.`;
}

/** The URL by which to join what may be at an address instead of a Parley server, going by the port. */
export function classicUrl({ host, port }: Pick<Target, "host" | "port">): string | undefined {
  const [name] = Object.entries(SCHEMES).find(([, row]) => row.dialect !== "json" && row.port === port) ?? [];
  return name === undefined ? undefined : `${name}://${addressOf({ host, port })}`;
}

/** A target's address as people write it: `localhost:5050`. */
export function addressOf({ host, port }: Pick<Target, "host" | "port">): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A channel as it was named on a command line, where a `#` is a nuisance. */
export function channelOf(name: string): string {
  let decoded = name;
  try {
    decoded = decodeURIComponent(name);
  } catch {
    // Then it was not encoded.
  }
  return decoded.startsWith("#") ? decoded : `#${decoded}`;
}
