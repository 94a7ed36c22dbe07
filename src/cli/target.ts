import { isChannelName } from "../core/names.ts";

/** How a target is spoken to: natively, or in a classroom dialect. */
export type TargetDialect = "json" | "framed" | "ack" | "relay" | "turns";

/** A server that somebody named. */
export interface Target {
  readonly dialect: TargetDialect;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** There if TLS will do as well: nothing was said of it, and this machine is usually talked to without. */
  readonly mayBeTls?: true;
  /** The channel that the URL names, with its `#`. */
  readonly channel?: string;
  /** The code of the invite link that the URL is. */
  readonly invite?: string;
  /** SHA-256 of the DER of the only certificate that the server may have, in lower-case hexadecimal digits. */
  readonly fingerprint?: string;
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
  http: { dialect: "json", port: 80 },
  https: { dialect: "json", port: 443 },
};

/** A channel may stand there as it is written everywhere else, with its `#`. */
const SHAPE =
  /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?(\[[0-9A-Fa-f:.]+\]|[^:/?#[\]@\s]+)(?::(\d+))?(?:\/(#*[^?#]*))?(?:\?[^#]*)?$/;

/** What may be at the end of each URL. */
const FINGERPRINT = /#sha256=([^#]*)$/i;

/**
 * Reads where to go: `host`, `host:port`, `[::1]:5050`, `parley://host:port/channel`, `ack://host:port`; `+tls` behind a
 * scheme is TLS from the first byte, and so is `https`. Without a scheme it is TLS, except on this machine. Nothing at all
 * is this machine. `https://host/invite/CODE`, also without its scheme, is an invite link; `#sha256=HEX` at the end says which certificate the
 * server has. The options of a listener's URL are passed over, so that one may be given as it was printed.
 */
export function parseTarget(text = "localhost"): ParsedTarget {
  const [named, fingerprint] = splitFingerprint(text.trim());
  if (fingerprint === null) return { problem: `"${text}": behind #sha256= stand 64 hexadecimal digits.` };
  const match = SHAPE.exec(named);
  if (!match) return { problem: `"${text}" is no address. Write it as localhost:5050 or ack://localhost:12345.` };
  const [, scheme, bracketed = "", portText, path = ""] = match;
  const name = (scheme ?? "parley").toLowerCase();
  const key = name.replace(/\+tls$/, "");
  const row = Object.hasOwn(SCHEMES, key) ? SCHEMES[key] : undefined;
  if (!row) return { problem: `"${text}": ${noScheme(key, bracketed, portText)}` };
  const port = portText === undefined ? row.port : Number(portText);
  if (port < 1 || port > 65_535) return { problem: `"${text}": a port is a number from 1 to 65535.` };
  const host = bracketed.replace(/^\[|\]$/g, "");
  const way = wayTo(host, scheme?.toLowerCase(), fingerprint);
  const isPage = /^https?$/.test(key) || (scheme === undefined && path.startsWith("invite/"));
  const place = isPage ? placeOfPage(path) : placeOf(path);
  if ("problem" in way) return { problem: `"${text}": ${way.problem}` };
  if ("problem" in place) return { problem: `"${text}": ${place.problem}` };
  return { dialect: row.dialect, host, port, ...way, ...place };
}

/** Whether TLS is spoken, by what was said of it. */
function wayTo(host: string, scheme: string | undefined, fingerprint: string | undefined): Way {
  const isSaid = scheme !== undefined || fingerprint !== undefined;
  const tls = scheme === undefined ? isSaid || !isThisMachine(host) : scheme === "https" || scheme.endsWith("+tls");
  if (fingerprint !== undefined && !tls) return { problem: "there are certificates only in TLS." };
  return { tls, ...(fingerprint !== undefined && { fingerprint }), ...(!isSaid && !tls && { mayBeTls: true }) };
}

/** A fingerprint as people write it, in lower case and without colons; nothing if it is none. */
export function readFingerprint(text: string): string | undefined {
  const digits = text
    .replace(/^sha256[:=]/i, "")
    .replaceAll(":", "")
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
}

/** The text without the fingerprint at its end, and that; `null` if it should be one and is not. */
function splitFingerprint(text: string): readonly [string, string | undefined | null] {
  const match = FINGERPRINT.exec(text);
  if (!match) return [text, undefined];
  return [text.slice(0, match.index), readFingerprint(match[1] ?? "") ?? null];
}

type Way = Pick<Target, "tls" | "mayBeTls" | "fingerprint"> | { readonly problem: string };
type Place = Pick<Target, "channel" | "invite"> | { readonly problem: string };

function placeOf(path: string): Place {
  if (path === "") return {};
  const channel = channelOf(path);
  return isChannelName(channel) ? { channel } : { problem: `"${channel}" cannot be a channel's name.` };
}

/** What the address of a page leads to: an invite link, or the server. */
function placeOfPage(path: string): Place {
  if (path === "" || path.startsWith("#")) return placeOf(path);
  const [, invite] = /^invite\/([A-Za-z0-9._~-]{1,128})\/?$/.exec(path) ?? [];
  if (invite !== undefined) return { invite };
  return { problem: "of a server's pages only an invite link, https://HOST/invite/CODE, leads anywhere from here." };
}

/** Whether a host is this machine, as far as its name or address tells. */
export function isThisMachine(host: string): boolean {
  return /^(localhost|::1|127(\.\d{1,3}){3})$/i.test(host);
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
