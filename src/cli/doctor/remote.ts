import { parseTarget, type Target, type TargetDialect } from "../target.ts";

/** How a server that is looked at is to be spoken to. */
export type RemoteDialect = TargetDialect | "irc" | "ws";

/** A server somewhere. */
export interface Remote extends Pick<Target, "host" | "port" | "tls" | "mayBeTls" | "fingerprint"> {
  readonly dialect: RemoteDialect;
}

/** Schemes that one can look at and not join by, with what they mean otherwise and the port if none is named. */
const OTHERS: Readonly<
  Record<string, { readonly dialect: RemoteDialect; readonly scheme: string; readonly port: number }>
> = {
  ws: { dialect: "ws", scheme: "parley", port: 80 },
  wss: { dialect: "ws", scheme: "parley+tls", port: 443 },
  irc: { dialect: "irc", scheme: "parley", port: 6667 },
  ircs: { dialect: "irc", scheme: "parley+tls", port: 6697 },
  "irc+tls": { dialect: "irc", scheme: "parley+tls", port: 6697 },
};

/** Reads where to look: what `parley join` takes, and `ws`, `wss`, `irc`, `ircs`. */
export function parseRemote(text: string): Remote | { readonly problem: string } {
  const [, named = "", rest = ""] = /^([A-Za-z+]+):\/\/(.*)$/.exec(text.trim()) ?? [];
  const name = named.toLowerCase();
  const row = Object.hasOwn(OTHERS, name) ? OTHERS[name] : undefined;
  // What stands behind the address is nothing to whether it can be reached.
  const [address = ""] = rest.split(/[/?]/, 1);
  const hasPort = /:\d+$/.test(address.replace(/^\[[^\]]*\]/, ""));
  const target = parseTarget(row ? `${row.scheme}://${address}${hasPort ? "" : `:${row.port}`}` : text);
  if ("problem" in target) return target;
  const { host, port, tls, mayBeTls, fingerprint } = target;
  return {
    dialect: row?.dialect ?? target.dialect,
    host,
    port,
    tls,
    ...(mayBeTls && { mayBeTls }),
    ...(fingerprint !== undefined && { fingerprint }),
  };
}
