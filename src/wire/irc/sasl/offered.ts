import type { Client } from "../client.ts";
import { MECHANISMS, type MechanismName } from "./mechanism.ts";

/** What a mechanism needs that not every client or server has. */
const NEEDS: { readonly [M in MechanismName]?: (client: Pick<Client, "line" | "server">) => boolean } = {
  EXTERNAL: ({ line }) => line.certificate !== undefined,
  OAUTHBEARER: ({ server }) => server.bearer !== undefined,
  IRCV3BEARER: ({ server }) => server.bearer !== undefined,
};

/** The mechanisms by which a client may sign in, as it stands. */
export function offeredMechanisms(client: Pick<Client, "line" | "server">): readonly MechanismName[] {
  return MECHANISMS.filter((name) => NEEDS[name]?.(client) ?? true);
}
