import type { Audience, LastingEvent } from "./events.ts";
import { fold } from "./names.ts";
import type { Session } from "./session.ts";
import { type State, type User, userByNick } from "./state.ts";

/** Which of a node's own sessions hear what: those of a user, and those of a channel's members. */
export class Hearing {
  /** By folded names. */
  readonly #inChannel = new Map<string, Set<Session>>();
  readonly #ofUser = new Map<number, Set<Session>>();

  /** From now on the session hears what its user does. */
  add(session: Session, user: User): void {
    setOf(this.#ofUser, user.id).add(session);
    for (const channel of user.channels.keys()) setOf(this.#inChannel, channel).add(session);
  }

  /** The session hears nothing any more. */
  remove(session: Session, user: User): void {
    removeFrom(this.#ofUser, user.id, session);
    for (const channel of user.channels.keys()) removeFrom(this.#inChannel, channel, session);
  }

  /** The same for sessions whose users are gone, and with them what they heard. */
  removeEverywhere(sessions: ReadonlySet<Session>): void {
    removeAll(this.#ofUser, sessions);
    removeAll(this.#inChannel, sessions);
  }

  /**
   * Who is to hear of an event because of it: those who come into a channel, by its new name if it has one.
   * @returns who hears nothing more of its channel once they have heard of it, as they are before that: some may end by it
   */
  before(event: LastingEvent, state: State): readonly Session[] {
    if (event.type === "join") this.#joined(userByNick(state, event.from.nick), event.channel);
    else if (event.type === "rename") this.#renamed(event.channel, event.name);
    else if (event.type === "part") return this.#of(userByNick(state, event.from.nick));
    else if (event.type === "kick") return this.#of(userByNick(state, event.nick));
    return [];
  }

  /** Those who heard of an event hear nothing more of its channel. */
  after(event: LastingEvent, leaving: readonly Session[]): void {
    if (event.type !== "part" && event.type !== "kick") return;
    for (const session of leaving) removeFrom(this.#inChannel, fold(event.channel), session);
  }

  /** All sessions here that speak for somebody, each once. */
  *everybody(): Iterable<Session> {
    for (const sessions of this.#ofUser.values()) yield* sessions;
  }

  /** Whether any session here hears what is said in the channel of that folded name. */
  hasAnyIn(channel: string): boolean {
    return (this.#inChannel.get(channel)?.size ?? 0) > 0;
  }

  /** The sessions here that an audience means, each once. */
  of({ channels, users, except }: Audience): Iterable<Session> {
    const [only] = channels;
    const isOne = only !== undefined && channels.length === 1 && users.length === 0 && except === undefined;
    // The common case, and the one that has to be quick.
    if (isOne) return this.#inChannel.get(only) ?? [];
    const all = new Set<Session>();
    for (const channel of channels) for (const session of this.#inChannel.get(channel) ?? []) all.add(session);
    for (const user of users) for (const session of this.#ofUser.get(user) ?? []) all.add(session);
    const others = except === undefined ? undefined : this.#ofUser.get(except);
    for (const session of others ?? []) all.delete(session);
    return all;
  }

  #joined(user: User | undefined, channel: string): void {
    const sessions = user && this.#ofUser.get(user.id);
    if (!sessions) return;
    const heard = setOf(this.#inChannel, fold(channel));
    for (const session of sessions) heard.add(session);
  }

  #of(user: User | undefined): readonly Session[] {
    return user ? [...(this.#ofUser.get(user.id) ?? [])] : [];
  }

  #renamed(from: string, to: string): void {
    const heard = this.#inChannel.get(fold(from));
    if (!heard) return;
    this.#inChannel.delete(fold(from));
    this.#inChannel.set(fold(to), heard);
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

function removeAll<K>(map: Map<K, Set<Session>>, sessions: ReadonlySet<Session>): void {
  for (const [key, set] of map) for (const session of set) if (sessions.has(session)) removeFrom(map, key, session);
}
