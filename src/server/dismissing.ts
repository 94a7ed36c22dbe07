import { goodbye } from "../core/answers.ts";
import type { Hub } from "../core/hub.ts";
import type { Connection } from "./connection.ts";
import type { RangeBans } from "./range-bans.ts";

/** Who is here when a range of addresses is banned. */
export interface Present {
  readonly hub: Pick<Hub, "session">;
  /** Conversations, by the names of their sessions. */
  readonly connections: ReadonlyMap<string, Pick<Connection, "peer" | "dismiss">>;
  /** All sockets on which there is no conversation, and for whom each counts. */
  readonly others: Iterable<readonly [socket: { destroy(): unknown }, address: string]>;
}

/**
 * Ends what there is from addresses that are banned. Operators of the server stay, so that nobody who keeps order shuts
 * themselves out; who has not said anything yet is told nothing.
 */
export function dismissBanned(bans: RangeBans, { hub, connections, others }: Present): void {
  for (const [id, connection] of [...connections]) {
    const { host } = connection.peer;
    if (!bans.has(host) || hub.session(id)?.user?.operator !== undefined) continue;
    const reason = bans.reasonFor(host) ?? "";
    connection.dismiss(goodbye("banned", reason === "" ? undefined : reason));
  }
  for (const [socket, address] of others) if (bans.has(address)) socket.destroy();
}
