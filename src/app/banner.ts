import { join } from "node:path";
import { isLoopback, type ListenerUrl } from "./listeners.ts";

/** A listener that is open, with the port that it got. */
export interface OpenListener extends ListenerUrl {
  readonly port: number;
}

/** What a person sees who starts a server: every way in, and where the history is. */
export function banner(version: string, listeners: readonly OpenListener[], data: string): string {
  const [main, ...others] = listeners;
  if (!main) return "";
  const host = shownHost(main.host);
  const { port } = main;
  const isAuto = main.scheme === "auto";
  const rows: [string, string][] = [
    ["browser", `http://${host}:${port}`],
    ["terminal", `npx parley join ${host}:${port}`],
    ["IRC", `irssi -c ${host} -p ${port}`],
    ["netcat", `nc ${host} ${port}, then Enter`],
    ["scripts", "see docs/dialects.md"],
  ];
  const listening: [string, string][] = (isAuto ? others : listeners).map((other) => [
    other.scheme,
    `${other.scheme}://${shownHost(other.host)}:${other.port}${other.channel === main.channel ? "" : ` in ${other.channel}`}`,
  ]);
  const access = listeners.every((listener) => isLoopback(listener.host))
    ? "this machine only"
    : "everybody who can reach this machine, unencrypted";
  const rest: [string, string][] = [
    ["history", join(data, "parley.db").replace(/^(?![./])/, "./")],
    ["access", access],
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

/** A listener's host as people type it. */
export function shownHost(host: string): string {
  if (host === "127.0.0.1" || host === "localhost") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function table(rows: readonly [string, string][]): string[] {
  return rows.map(([name, text]) => `  ${name.padEnd(10)} ${text}`);
}
