import type { Emission } from "../events.ts";
import { type State, type User, whoIs } from "../state.ts";
import { reveal } from "./quiet.ts";
import { aside, type Place } from "./rule.ts";

/** Being an operator of the server: by the password of one in the configuration, or by an account with a role. */

/**
 * From now on the user is an operator of the server.
 *
 * @param name by which the configuration knows them, or the account with the role
 */
export function takeUp(state: State, user: User, name: string, place: Place): readonly Emission[] {
  user.operator = name;
  if (user.modes.includes("o")) return [];
  user.modes = [...user.modes, "o"].sort().join("");
  // From now on they may act anywhere, so they are shown everywhere.
  const channels = [...user.channels.keys()].flatMap((folded) => state.channels.get(folded) ?? []);
  const shown = channels.flatMap((channel) => reveal(state, channel, user, place));
  return [told(state, user, true, place), ...shown];
}

/** The user is an operator of the server no more, if they were. */
export function layDown(state: State, user: User, place: Place): readonly Emission[] {
  if (user.operator === undefined) return [];
  delete user.operator;
  user.modes = user.modes.replace("o", "");
  return [told(state, user, false, place)];
}

function told(state: State, user: User, set: boolean, place: Place): Emission {
  const event = { type: "usermode", ...aside(state, place, whoIs(user)), changes: [{ set, mode: "o" }] } as const;
  return { event, audience: { channels: [], users: [user.id] }, passing: true };
}
