import type { Files, OwnedFile } from "./files.ts";
import { identityOfAccount } from "./identities.ts";
import { talkersOf } from "./keeping.ts";
import { identityOf, readableFrom, type State, type User } from "./state.ts";

/** Somebody who asks for files: a user, or whoever knows the password of an account, present or not. */
export interface Asker {
  /** Who that is for good, as `identityOf` has it. */
  readonly identity: string;
  /** Whose room it takes what they upload: the account's; of guests, that of all who come from one address. */
  readonly room: string;
  /** The users whom they are just now. */
  readonly users: readonly User[];
}

/**
 * A user as an asker.
 * @param origin what limits per address count by: a guest who comes back is another user and has no more room for it
 */
export function askerOf(user: User, origin: string): Asker {
  const identity = identityOf(user);
  return { identity, room: user.account === undefined ? `~${origin}` : identity, users: [user] };
}

/** Whoever may act for an account as an asker. @param key the key of its name (`nickKey`) */
export function accountAsker(state: State, key: string): Asker {
  const account = state.accounts.get(key);
  const identity = account ? identityOfAccount(account) : key;
  return {
    identity,
    room: identity,
    users: [...state.users.values()].filter((user) => identityOf(user) === identity),
  };
}

/** Whether somebody may fetch a file where its link alone is not enough: who uploaded it, and who may read what shared it. */
export function mayFetch(
  state: State,
  { identity, users }: Pick<Asker, "identity" | "users">,
  file: OwnedFile,
  places: Awaited<ReturnType<Files["placesOf"]>>,
): boolean {
  if (file.owner === identity) return true;
  const since = new Map<string, number>();
  for (const user of users) {
    for (const name of user.channels.keys()) {
      const channel = state.channels.get(name);
      if (channel) since.set(channel.id, Math.min(readableFrom(channel, user), since.get(channel.id) ?? Infinity));
    }
  }
  return places.some(({ place, seq }) => talkersOf(place).includes(identity) || seq >= (since.get(place) ?? Infinity));
}
