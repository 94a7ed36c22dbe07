import { isLoopback } from "../server/addresses.ts";
import type { Access } from "../wire/conversation.ts";
import { ConfigError } from "./config-error.ts";
import { accessOf, type ListenerUrl } from "./listeners.ts";
import type { WithTls } from "./tls-config.ts";

/** A listener of which it is clear whether it takes TLS, and who gets in. */
export type SettledListener = WithTls & { readonly access: Access };

/** The dialects whose clients have no way to say who they are. */
const NAMELESS: ReadonlySet<ListenerUrl["scheme"]> = new Set(["framed", "ack", "turns"] as const);

/**
 * Says of each listener who gets in: as its URL says, or else as `--access` does, or else everybody where only this machine
 * can come, and elsewhere those with an account or an invite link.
 *
 * @param isReached whether others come by a proxy on this machine
 * @throws ConfigError if nobody could ever get in by one of them
 */
export function settleAccess(
  said: string | undefined,
  listeners: readonly WithTls[],
  isReached: boolean,
): readonly SettledListener[] {
  return listeners.map((listener) => {
    const isPrivate = isLoopback(listener.host) && !(isReached && canSignIn(listener));
    const usual = isPrivate ? "open" : "invite";
    const access = listener.access ?? (said === undefined ? usual : accessOf(said));
    if (access !== "open" && !canSignIn(listener)) {
      const { scheme, port } = listener;
      throw new ConfigError(
        `${scheme}:// has no way to say who somebody is, and the listener on port ${port} lets in only those with an account. ` +
          "On a network that you trust, let everybody in: with --access open, or with access=open among the options of " +
          `that listener's URL, as in ${scheme}://ADDRESS:${port}?access=open.`,
      );
    }
    return { ...listener, access };
  });
}

/** Whether those who come by a listener can say who they are. */
export function canSignIn({ scheme }: Pick<ListenerUrl, "scheme">): boolean {
  return !NAMELESS.has(scheme);
}
