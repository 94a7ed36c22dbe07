import { once } from "node:events";
import { createServer } from "node:net";
import type { SettledListener } from "../access-config.ts";
import { isWildcard } from "../own-address.ts";
import { askHealth, type Health } from "./health.ts";
import { holderOf, type PortHolder } from "./port-holder.ts";

/** What is found where a server is to listen. */
export interface PortFacts {
  readonly listener: Pick<SettledListener, "scheme" | "host" | "port" | "tls" | "access">;
  /** `free`; `taken`; or the system's code of why nothing can listen there. */
  readonly is: string;
  /** There if a Parley answers there. */
  readonly health?: Health;
  /** The process that has the port, as far as the system tells. */
  readonly holder?: PortHolder;
}

/** Looks whether somebody could listen where a listener is to, and who does. The port is taken for a moment at most. */
export async function portFacts(listener: PortFacts["listener"]): Promise<PortFacts> {
  const { scheme, host, port } = listener;
  if (port === 0) return { listener, is: "free" };
  const is = await tryPort(host, port);
  if (is !== "taken") return { listener, is };
  const health = scheme === "auto" ? await askHealth(isWildcard(host) ? loopbackOf(host) : host, port) : undefined;
  const holder = holderOf(port);
  return { listener, is, ...(health && { health }), ...(holder && { holder }) };
}

async function tryPort(host: string, port: number): Promise<string> {
  const server = createServer((socket) => socket.destroy());
  try {
    const listening = once(server, "listening");
    server.listen({ host, port, exclusive: true });
    await listening;
    return "free";
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    return code === "EADDRINUSE" ? "taken" : code;
  } finally {
    server.close();
  }
}

function loopbackOf(host: string): string {
  return host === "::" ? "::1" : "127.0.0.1";
}
