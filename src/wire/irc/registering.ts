import type { Registering } from "../conversation.ts";
import { registeringOf as registeringUninvited } from "../registrations.ts";
import type { Client } from "./client.ts";

/**
 * Whether a client may make an account, and when. Where nobody gets in without one, it has to be before they do; who has
 * said the code of an invite link may so everywhere.
 */
export function registeringOf({ server, registration }: Pick<Client, "server" | "registration">): Registering {
  if (registration.invite !== undefined || server.access === "invite") return "before-connect";
  return registeringUninvited(server);
}
