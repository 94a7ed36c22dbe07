import type { User } from "../core/state.ts";
import type { Settings } from "./conversation.ts";

const TEXT = "Operators of this server may watch what goes over the connections of guests. You are told when one does.";

/** What a guest is told when they come, where their connections may be watched without their leave. */
export function watchedText(settings: Pick<Settings, "status">, user: User | undefined): string | undefined {
  return settings.status?.watchesGuests && user?.account === undefined ? TEXT : undefined;
}
