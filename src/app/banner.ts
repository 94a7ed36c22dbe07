import { join } from "node:path";
import { isLoopback } from "../server/addresses.ts";
import { placeOf, waysIn } from "../server/ways-in.ts";
import { type OpenListener, shownHost, webUrlOf } from "./open-listener.ts";

/** What else there is to show. */
export interface Besides {
  /** What the server is called from outside. */
  readonly url?: string;
  /** What those may do where everybody comes in who have no account. */
  readonly guests?: "talk" | "read";
  /** Whether operators may watch the connections of guests without their leave. */
  readonly watchesGuests?: boolean;
  readonly tls?: { readonly fingerprint: string; readonly isSelfSigned: boolean };
}

/** What a person sees who starts a server: every way in, and where the history is. */
export function banner(
  version: string,
  listeners: readonly OpenListener[],
  data: string,
  besides: Besides = {},
): string {
  const [main, ...others] = listeners;
  if (!main) return "";
  const isAuto = main.scheme === "auto";
  const base = besides.url ?? webUrlOf(main);
  const place = placeOf(base);
  const { terminal, irc, netcat } = waysIn(place);
  const rows: [string, string][] = [
    ["browser", base],
    ["terminal", terminal],
    ["IRC", `${irc}${place.isTls ? " in irssi" : ""}`],
    ["netcat", `${netcat}, then Enter`],
    ["scripts", "see docs/dialects.md"],
  ];
  const listening: [string, string][] = (isAuto ? others : listeners).map((other) => [
    other.scheme,
    `${other.scheme}${other.tls === "need" ? "+tls" : ""}://${shownHost(other.host)}:${other.port}${other.channel === main.channel ? "" : ` in ${other.channel}`}`,
  ]);
  const rest: [string, string][] = [
    ["history", join(data, "parley.db").replace(/^(?![./])/, "./")],
    ...accessRows(listeners, besides),
    ...(besides.tls ? [certificateRow(besides.tls)] : []),
    ...(besides.watchesGuests ? [WATCHED] : []),
  ];
  return [
    "",
    `  parley ${version}${isAuto ? ": one port for everything" : ""}`,
    ...(isAuto ? ["", ...table(rows)] : []),
    ...(listening.length > 0 ? ["", ...table(listening)] : []),
    "",
    ...table(rest),
    "",
    "",
  ].join("\n");
}

/** Who gets in: in one row if that is the same everywhere, else in one for each listener. */
function accessRows(listeners: readonly OpenListener[], besides: Besides): [string, string][] {
  const whos = listeners.map((listener) => whoComes(listener, besides));
  const [first = ""] = whos;
  if (whos.some((who) => who !== first)) {
    return whos.map((who, at) => [at === 0 ? "access" : "", `${listeners[at]?.port}: ${who}`]);
  }
  const isAlone = first.startsWith(HERE);
  return [["access", `${first}${isAlone ? "; --host 0.0.0.0 shares it, with TLS and invites" : ""}`]];
}

/** Who gets in by a listener, and what others on the way learn. */
function whoComes({ scheme, host, tls, access }: OpenListener, { url, guests }: Besides): string {
  // What is in front of the one port brings others to it.
  const outside = url !== undefined && scheme === "auto" && isLoopback(host) ? placeOf(url) : undefined;
  const readers = access === "open" && guests === "read" ? "; without an account they only read" : "";
  if (isLoopback(host) && (!outside || isLoopback(outside.host))) {
    return `${HERE}${access === "open" ? readers : ", with an account"}`;
  }
  const isPlain = outside ? !outside.isTls : tls !== "need";
  const who =
    access === "open" ? `everybody who can reach ${outside && url ? url : "this machine"}` : WITH_ACCOUNT[access];
  return `${who}${readers}${isPlain ? PLAIN : ""}`;
}

const WATCHED: [string, string] = ["wire view", "operators may watch the connections of guests, who are told"];

const HERE = "this machine only";

const PLAIN = "; without TLS others on the way can read everything, passwords too";

const WITH_ACCOUNT = {
  invite: "people with an account; npx parley invite makes links by which they get one",
  accounts: "people with an account; npx parley account add makes one",
} as const;

function certificateRow({ fingerprint, isSelfSigned }: NonNullable<Besides["tls"]>): [string, string] {
  return ["TLS", `${isSelfSigned ? "self-signed" : "your certificate"}, SHA-256 ${fingerprint}`];
}

function table(rows: readonly [string, string][]): string[] {
  return rows.map(([name, text]) => `  ${name.padEnd(10)} ${text}`);
}
