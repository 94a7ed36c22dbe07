import { join } from "node:path";
import type { SettledListener } from "./access-config.ts";
import { isLoopback } from "./listeners.ts";
import { isWildcard, ownAddress } from "./own-address.ts";

/** A listener that is open, with the port that it got. */
export interface OpenListener extends SettledListener {
  readonly port: number;
}

/** What else there is to show. */
export interface Besides {
  /** What the server is called from outside. */
  readonly url?: string;
  readonly tls?: { readonly fingerprint: string; readonly isSelfSigned: boolean };
}

/** What a person sees who starts a server: every way in, and where the history is. */
export function banner(
  version: string,
  listeners: readonly OpenListener[],
  data: string,
  { url, tls }: Besides = {},
): string {
  const [main, ...others] = listeners;
  if (!main) return "";
  const host = shownHost(main.host);
  const { port } = main;
  const isAuto = main.scheme === "auto";
  const isTls = main.tls !== "off";
  const rows: [string, string][] = [
    ["browser", url ?? `${isTls ? "https" : "http"}://${host}:${port}`],
    ["terminal", `npx parley join ${isTls && isLoopback(main.host) ? "parley+tls://" : ""}${host}:${port}`],
    ["IRC", isTls ? `/connect -tls ${host} ${port} in irssi` : `irssi -c ${host} -p ${port}`],
    ["netcat", `${isTls ? `openssl s_client -quiet -connect ${host}:${port}` : `nc ${host} ${port}`}, then Enter`],
    ["scripts", "see docs/dialects.md"],
  ];
  const listening: [string, string][] = (isAuto ? others : listeners).map((other) => [
    other.scheme,
    `${other.scheme}${other.tls === "need" ? "+tls" : ""}://${shownHost(other.host)}:${other.port}${other.channel === main.channel ? "" : ` in ${other.channel}`}`,
  ]);
  const rest: [string, string][] = [
    ["history", join(data, "parley.db").replace(/^(?![./])/, "./")],
    ["access", accessOf(listeners)],
    ...(tls ? [certificateRow(tls)] : []),
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

/** Who gets in, as far as the widest of the listeners goes. */
function accessOf(listeners: readonly OpenListener[]): string {
  const shared = listeners.filter((listener) => !isLoopback(listener.host));
  if (shared.length === 0) {
    const isOpen = listeners.every(({ access }) => access === "open");
    return `this machine only${isOpen ? "" : ", with an account"}; --host 0.0.0.0 shares it, with TLS and invites`;
  }
  const who = (["open", "invite", "accounts"] as const).find((each) => shared.some(({ access }) => access === each));
  const isPlain = shared.some((listener) => listener.tls !== "need");
  return `${WHO[who ?? "open"]}${isPlain ? ", unencrypted" : ""}`;
}

const WHO = {
  open: "everybody who can reach this machine",
  invite: "people with an account; parley invite makes links by which they get one",
  accounts: "people with an account; parley account add makes one",
} as const;

function certificateRow({ fingerprint, isSelfSigned }: NonNullable<Besides["tls"]>): [string, string] {
  return ["TLS", `${isSelfSigned ? "self-signed" : "your certificate"}, SHA-256 ${fingerprint}`];
}

/** A listener's host as people type it. */
export function shownHost(host: string): string {
  if (host === "127.0.0.1" || host === "localhost") return "localhost";
  const reached = isWildcard(host) ? ownAddress() : host;
  return reached.includes(":") ? `[${reached}]` : reached;
}

function table(rows: readonly [string, string][]): string[] {
  return rows.map(([name, text]) => `  ${name.padEnd(10)} ${text}`);
}
