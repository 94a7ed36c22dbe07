import { standingOf } from "../core/modes.ts";
import { isChannelName } from "../core/names.ts";

/** For whom something was said, as those are told who were meant: nothing if it was for everybody in a channel. */
export function addressee(to: string): string {
  if (isChannelName(to)) return "";
  return standingOf(to) ? ` (to ${to})` : " (to you)";
}
