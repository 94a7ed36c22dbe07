import { isLoopback } from "../server/addresses.ts";
import type { Registering } from "../wire/conversation.ts";
import { canSignIn, type SettledListener } from "./access-config.ts";
import { ConfigError } from "./config-error.ts";

/**
 * Says when people may make accounts without an invite link: as `--registration` does, or else once they are in, where
 * only this machine can come, and elsewhere never.
 *
 * @param said one of the option's choices
 * @param isReached whether others come by a proxy on this machine
 * @throws ConfigError if it was said that they may, and nobody ever could
 */
export function settleRegistration(
  said: string | undefined,
  listeners: readonly SettledListener[],
  isReached: boolean,
): Registering {
  if (said === undefined) {
    return !isReached && listeners.every(({ host }) => isLoopback(host)) ? "after-connect" : "none";
  }
  if (said !== "before-connect" && said !== "after-connect") return "none";
  const ways = listeners.filter(canSignIn);
  if (ways.every(({ access }) => access === "invite")) {
    throw new ConfigError(
      `--registration ${said} has no meaning with --access invite, where accounts are made with invite links only. ` +
        "To let everybody make one: --access accounts --registration before-connect.",
    );
  }
  if (said === "after-connect" && ways.every(({ access }) => access !== "open")) {
    throw new ConfigError(
      "--registration after-connect is for those who are in, and nobody gets in here without an account. " +
        "To let everybody make one: --access accounts --registration before-connect.",
    );
  }
  return said;
}
