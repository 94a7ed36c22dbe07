import { isChannelName } from "../core/names.ts";
import { isLoopback } from "../server/addresses.ts";
import type { TlsMode } from "../server/entrance.ts";
import { ack } from "../wire/ack/ack.ts";
import type { Access, DialectType, OptionRow } from "../wire/conversation.ts";
import { framed } from "../wire/framed/framed.ts";
import { irc } from "../wire/irc/irc.ts";
import { json } from "../wire/json/json.ts";
import { relay } from "../wire/relay/relay.ts";
import { turns } from "../wire/turns/turns.ts";
import { ConfigError } from "./config-error.ts";

/** Every dialect, by the scheme of its listener URLs. `auto` looks at the first bytes. */
export const DIALECTS: Readonly<Record<DialectName, DialectType>> = {
  json: json,
  irc: irc,
  framed: framed,
  ack: ack,
  relay: relay,
  turns: turns,
};

/** The name of a dialect. */
export type DialectName = "json" | "irc" | "framed" | "ack" | "relay" | "turns";

/** An option of every listener; without it, addresses are cloaked from each other where others can come. */
const CLOAK: OptionRow = { text: "whether users see addresses in disguise only", pattern: /^(on|off)$/, default: "" };

/** Likewise; without it, it is as `--access` says, or by whether others can come. */
const ACCESS: OptionRow = { text: "who gets in", pattern: /^(open|invite|accounts)$/, default: "" };

/** Likewise; without it, it is as `--tls` and `--no-tls` say, or by whether others can come. */
const TLS: OptionRow = { text: "whether TLS is taken", pattern: /^(need|offer|off)$/, default: "" };

/** Likewise; without it, as many as the server takes in all. */
const CONNECTIONS: OptionRow = { text: "connections that are taken", pattern: /^[1-9]\d{0,5}$/, default: "" };

/** The dialects whose clients choose channels themselves: such a listener needs none of its own. */
const CHOOSING: ReadonlySet<Scheme> = new Set<Scheme>(["json", "irc"]);

/** The options of all listeners. */
const COMMON: Readonly<Record<string, OptionRow>> = {
  cloak: CLOAK,
  access: ACCESS,
  tls: TLS,
  connections: CONNECTIONS,
};

/** The dialects in which the server speaks first, or may. */
export const SERVER_FIRST: ReadonlySet<Scheme> = new Set<Scheme>(["ack", "relay", "turns"]);

/** What a listener URL begins with. */
export type Scheme = DialectName | "auto";

/** Where the channel is that people are in who did not choose one. */
const DEFAULT_CHANNEL = "#lobby";

/** One address to listen on, as somebody asked for it. */
export interface ListenerUrl {
  readonly scheme: Scheme;
  readonly host: string;
  readonly port: number;
  readonly channel: string;
  /** Whether that channel is the server's own, and so always there. */
  readonly keepsChannel: boolean;
  readonly options: Readonly<Record<string, string>>;
  readonly cloak: boolean;
  /** Who gets in, if the URL says so. */
  readonly access?: Access;
  /** Whether it takes TLS, if the URL says so. */
  readonly tls?: TlsMode;
  /** How many connections it takes, if the URL says so. */
  readonly connections?: number;
}

/** The classroom's listeners besides the automatic one. */
export const CLASSIC = ["turns://HOST:2000", "relay://HOST:3823", "ack://HOST:12345"] as const;

/**
 * Reads a listener URL, such as `ack://127.0.0.1:12345/lobby?limit=3`.
 *
 * @param isReached whether others come by a proxy on this machine, whatever address is listened on
 * @throws ConfigError with a sentence that says what is wrong with it
 */
export function parseListener(said: string, isReached = false): ListenerUrl {
  // Options may hold a password, which is not said again.
  const text = said.replace(/\?.*$/s, "?…");
  const match = /^([a-z0-9+]+):\/\/(\[[0-9a-fA-F:.]+\]|[^:/?#\s[\]]+):(\d{1,5})(?:\/([^?#\s]*))?(?:\?([^#\s]*))?$/.exec(
    said,
  );
  if (!match) throw new ConfigError(`"${text}" is not a listener. Write one as ack://127.0.0.1:12345/lobby?limit=3.`);
  const [, scheme = "", bracketed = "", portText = "", path = "", query = ""] = match;
  if (!isScheme(scheme)) throw new ConfigError(unknownScheme(text, scheme));
  const port = Number(portText);
  if (port > 65_535) throw new ConfigError(`"${text}": a port is at most 65535.`);
  const channel = path === "" ? DEFAULT_CHANNEL : `#${decode(path, text)}`;
  if (!isChannelName(channel)) throw new ConfigError(`"${text}": "${channel}" cannot be a channel's name.`);
  const host = bracketed.replace(/^\[|\]$/g, "");
  const { cloak, access, tls, connections, ...options } = readOptions(text, scheme, query);
  return {
    scheme,
    host,
    port,
    channel,
    keepsChannel: path !== "" || !CHOOSING.has(scheme),
    options,
    cloak: cloak === undefined ? isReached || !isLoopback(host) : cloak === "on",
    ...(access !== undefined && { access: accessOf(access) }),
    ...(connections !== undefined && { connections: Number(connections) }),
    ...(tls !== undefined && { tls: tls === "off" || tls === "offer" ? tls : "need" }),
  };
}

/** Who gets in, as an option says it. */
export function accessOf(text: string): Access {
  return text === "open" || text === "accounts" ? text : "invite";
}

/** Whether a listener URL has an option that is a password. */
export function hasSecret(url: string): boolean {
  const [, scheme = "", query = ""] = /^([a-z0-9+]+):[^?]*\?(.*)$/s.exec(url) ?? [];
  const rows = isScheme(scheme) && scheme !== "auto" ? DIALECTS[scheme].options : {};
  return [...new URLSearchParams(query).keys()].some((name) => rows[name]?.secret === true);
}

function readOptions(text: string, scheme: Scheme, query: string): Readonly<Record<string, string>> {
  const rows = scheme === "auto" ? { ...relay.options, ...framed.options } : DIALECTS[scheme].options;
  const options: Record<string, string> = {};
  for (const [name, row] of Object.entries(rows)) options[name] = row.default;
  for (const [name, value] of new URLSearchParams(query)) {
    const row = COMMON[name] ?? rows[name];
    if (!row) {
      const known = [...Object.keys(rows), ...Object.keys(COMMON)].join(", ");
      throw new ConfigError(`"${text}": ${scheme} has no option "${name}". It has: ${known}.`);
    }
    if (!row.pattern.test(value)) {
      const what = row.secret ? "what is given" : `"${value}"`;
      throw new ConfigError(`"${text}": ${what} is not something that ${name} can be.`);
    }
    options[name] = value;
  }
  return options;
}

function isScheme(scheme: string): scheme is Scheme {
  return scheme === "auto" || Object.hasOwn(DIALECTS, scheme);
}

function unknownScheme(text: string, scheme: string): string {
  if (scheme.endsWith("+tls"))
    return `"${text}": a listener that takes TLS is ${scheme.slice(0, -"+tls".length)}://…?tls=need.`;
  return `"${text}": there is no dialect "${scheme}". There are: auto, ${Object.keys(DIALECTS).join(", ")}.`;
}

function decode(path: string, text: string): string {
  try {
    return decodeURIComponent(path).replace(/^#/, "");
  } catch {
    throw new ConfigError(`"${text}": the channel has a % that stands for nothing.`);
  }
}
