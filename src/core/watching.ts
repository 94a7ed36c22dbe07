import type { LastingEvent } from "./events.ts";
import { LIMITS } from "./limits.ts";
import { isNick, nickKey } from "./names.ts";
import type { Session } from "./session.ts";

/** Which of a node's own sessions watch for which nicks, whether anybody has them or not (IRC's MONITOR). */
export class Watching {
  /** By the keys of nicks. */
  readonly #watchers = new Map<string, Set<Session>>();
  readonly #watched = new Map<Session, Set<string>>();

  /**
   * From now on the session is told what becomes of the nick; false if it watches as many as it may. What is no nick is
   * never anybody's, so there is nothing to watch for.
   */
  add(session: Session, nick: string): boolean {
    if (!isNick(nick)) return true;
    const nicks = this.#watched.get(session) ?? new Set();
    const key = nickKey(nick);
    if (nicks.has(key)) return true;
    if (nicks.size >= LIMITS.watchesPerSession) return false;
    nicks.add(key);
    this.#watched.set(session, nicks);
    const watchers = this.#watchers.get(key) ?? new Set();
    watchers.add(session);
    this.#watchers.set(key, watchers);
    return true;
  }

  remove(session: Session, nick: string): void {
    if (!isNick(nick)) return;
    const key = nickKey(nick);
    this.#watched.get(session)?.delete(key);
    const watchers = this.#watchers.get(key);
    watchers?.delete(session);
    if (watchers?.size === 0) this.#watchers.delete(key);
  }

  /** The session watches nobody any more. */
  clear(session: Session): void {
    for (const nick of this.#watched.get(session) ?? []) this.remove(session, nick);
    this.#watched.delete(session);
  }

  /** Who watches for the one whom an event is about, by the nick before it and the nick after it. */
  of(event: LastingEvent): ReadonlySet<Session> {
    if (this.#watchers.size === 0 || !ABOUT_PEOPLE.has(event.type)) return NOBODY;
    // Somebody else may have set it; a channel's is nobody's.
    const before = this.#watchersOf(event.type === "metadata" ? event.to : event.from.nick);
    const after = event.type === "nick" ? this.#watchersOf(event.nick) : NOBODY;
    return after.size === 0 ? before : new Set([...before, ...after]);
  }

  #watchersOf(nick: string): ReadonlySet<Session> {
    return this.#watchers.get(nickKey(nick)) ?? NOBODY;
  }
}

const NOBODY: ReadonlySet<Session> = new Set();

/** Events that watchers are told of. */
const ABOUT_PEOPLE: ReadonlySet<LastingEvent["type"]> = new Set([
  "arrive",
  "quit",
  "nick",
  "away",
  "setname",
  "account",
  "chghost",
  "metadata",
]);
