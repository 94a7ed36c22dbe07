import type { Audience } from "./events.ts";
import { fold } from "./names.ts";
import type { Session } from "./session.ts";
import type { User } from "./state.ts";

/** Which of a node's own sessions hear what: those of a user, and those of a channel's members. */
export class Hearing {
  /** By folded names. */
  readonly #inChannel = new Map<string, Set<Session>>();
  readonly #ofUser = new Map<number, Set<Session>>();

  /** From now on the session hears what its user does. */
  add(session: Session, user: User): void {
    setOf(this.#ofUser, user.id).add(session);
    for (const channel of user.channels) setOf(this.#inChannel, channel).add(session);
  }

  /** The session hears nothing any more. */
  remove(session: Session, user: User): void {
    removeFrom(this.#ofUser, user.id, session);
    for (const channel of user.channels) removeFrom(this.#inChannel, channel, session);
  }

  /** The same for a session whose user is gone, and with it what it heard. */
  removeEverywhere(session: Session): void {
    for (const user of this.#ofUser.keys()) removeFrom(this.#ofUser, user, session);
    for (const channel of this.#inChannel.keys()) removeFrom(this.#inChannel, channel, session);
  }

  /** The user came into a channel. */
  joined(user: User | undefined, channel: string): void {
    const sessions = user && this.#ofUser.get(user.id);
    if (!sessions) return;
    const heard = setOf(this.#inChannel, fold(channel));
    for (const session of sessions) heard.add(session);
  }

  /** The user is no longer in a channel. */
  left(user: User | undefined, channel: string): void {
    const sessions = user && this.#ofUser.get(user.id);
    for (const session of sessions ?? []) removeFrom(this.#inChannel, fold(channel), session);
  }

  /** The sessions here that an audience means, each once. */
  of({ channels, users }: Audience): Iterable<Session> {
    const [only] = channels;
    // The common case, and the one that has to be quick.
    if (only !== undefined && channels.length === 1 && users.length === 0) return this.#inChannel.get(only) ?? [];
    const all = new Set<Session>();
    for (const channel of channels) for (const session of this.#inChannel.get(channel) ?? []) all.add(session);
    for (const user of users) for (const session of this.#ofUser.get(user) ?? []) all.add(session);
    return all;
  }
}

function setOf<K>(map: Map<K, Set<Session>>, key: K): Set<Session> {
  let set = map.get(key);
  if (!set) {
    set = new Set();
    map.set(key, set);
  }
  return set;
}

function removeFrom<K>(map: Map<K, Set<Session>>, key: K, session: Session): void {
  const set = map.get(key);
  set?.delete(session);
  if (set?.size === 0) map.delete(key);
}
