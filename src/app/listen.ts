import type { ListenerSpec } from "../server/listener-spec.ts";
import type { Server } from "../server/server.ts";
import { ConfigError } from "./config-error.ts";
import type { ListenerUrl } from "./listeners.ts";

/**
 * Opens a listener.
 * @returns the port that it got
 * @throws ConfigError (rejects) with a sentence for the operator
 */
export async function listen(
  server: Pick<Server, "listen">,
  url: Pick<ListenerUrl, "scheme" | "host" | "port">,
  spec: ListenerSpec,
): Promise<number> {
  try {
    return await server.listen(spec);
  } catch (cause) {
    throw new ConfigError(cannotListen(url, cause), { cause });
  }
}

function cannotListen({ scheme, host, port }: Pick<ListenerUrl, "scheme" | "host" | "port">, cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} on ${host} is in use. Stop what uses it, or choose another ${elsewhere(scheme)}.`;
    case "EACCES":
      return `Port ${port} is not for everybody to use: ports below 1024 need privileges. Choose another with --port.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is not an address of this machine. Choose one with --host.`;
    default:
      return `Nothing can listen on ${host}:${port}: ${cause instanceof Error ? cause.message : String(cause)}.`;
  }
}

/** Where a port is chosen. */
function elsewhere(scheme: ListenerUrl["scheme"]): string {
  return scheme === "auto" ? "with --port" : `in the ${scheme}:// URL of --listen (--classic uses fixed ones)`;
}
