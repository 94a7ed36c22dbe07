import { goodbye, type Refusal, refuse } from "./answers.ts";
import { apply, check, type Outcome } from "./apply.ts";
import type { Act, Close, Command, Draft, Entry, Open, SessionId, Start, Typing } from "./commands.ts";
import type { Audience, Event } from "./events.ts";
import { fold } from "./names.ts";
import type { Clock, Follower, History, Journal, Kind, Log, Reader } from "./ports.ts";
import { checkTyping, reach } from "./rules/talk.ts";
import { Session } from "./session.ts";
import { type State, whoIs } from "./state.ts";

/** What a hub is made of. */
export interface HubParts {
  /** This node's id, unique over all nodes and runs. */
  readonly node: string;
  /** The state of the log so far; the hub owns it from now on. */
  readonly state: State;
  readonly log: Log;
  readonly history: History;
  readonly clock: Clock;
  readonly journal: Journal;
}

/**
 * One node's middle: takes what sessions ask to the log, follows the log, and tells everybody here who is to know.
 * Nothing in it waits: between a check and what follows from it there is no other turn.
 */
export class Hub implements Follower {
  readonly state: State;
  readonly history: History;
  readonly #node: string;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #sessions = new Map<SessionId, Session>();
  /** The sessions here that hear a channel, by its folded name. */
  readonly #inChannel = new Map<string, Set<Session>>();
  /** The sessions here of a user. */
  readonly #ofUser = new Map<number, Set<Session>>();
  readonly #nodeWaits = new Map<Draft, (outcome: Outcome) => void>();
  /** Closes that could not be made durable; nobody is left to ask again, so the hub does. */
  readonly #unclosed: Draft[] = [];
  #counter = 0;

  constructor(parts: HubParts) {
    this.state = parts.state;
    this.history = parts.history;
    this.#node = parts.node;
    this.#log = parts.log;
    this.#clock = parts.clock;
    this.#journal = parts.journal;
  }

  /** How many sessions there are on this node, opened or not. */
  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** Tells the log that this node is here; `done` when that is durable and what an earlier run left is cleared away. */
  start(act: Start, done: (outcome: Outcome) => void): void {
    const draft: Draft = { node: this.#node, session: "", act };
    this.#nodeWaits.set(draft, done);
    const refusal = this.#log.append(draft);
    if (refusal) this.refused(draft, refusal);
  }

  /** A new connection. It is nobody until its `open` has come through the log. */
  connect(makeReader: (session: Session) => Reader): Session {
    const id = `${this.#node}.${++this.#counter}`;
    const session = new Session(id, this, makeReader);
    // A dialect may have sent it away at once.
    if (!session.hasLeft) this.#sessions.set(id, session);
    return session;
  }

  /** Whether an act would be carried out as things stand. */
  check(session: SessionId, act: Act): Refusal | undefined {
    return check(this.state, session, act);
  }

  /** Gives an act to the log; its outcome comes to the session by `settle`. */
  append(session: Session, act: Command | Open | Close): Refusal | undefined {
    return this.#log.append({ node: this.#node, session: session.id, act });
  }

  /** Lets others know that the session's user is writing. It is not logged, and who is not here now misses it. */
  pass(session: Session, act: Typing): Refusal | undefined {
    const user = session.user;
    if (!user) return refuse("not-open");
    const refusal = checkTyping(this.state, user, act);
    if (refusal) return refusal;
    const { name, audience } = reach(this.state, user, act.to);
    this.#tell({ type: "typing", at: this.#clock(), from: whoIs(user), to: name, state: act.state }, audience, session);
    return undefined;
  }

  /** The connection is gone: from now on the session is told nothing. */
  unhear(session: Session): void {
    const user = session.user;
    if (!user) return;
    removeFrom(this.#ofUser, user.id, session);
    for (const channel of user.channels) removeFrom(this.#inChannel, channel, session);
  }

  /** The session has left: nothing is settled with it any more. */
  forget(session: Session): void {
    this.#sessions.delete(session.id);
  }

  /** Ends every conversation on this node, each after all that it asked has been answered. */
  goodbyeAll(code: "shutdown"): void {
    for (const session of this.#sessions.values()) {
      this.guard(session, () => session.after(() => session.reader.goodbye(goodbye(code))));
    }
  }

  follow(entries: readonly Entry[], drafts: readonly (Draft | undefined)[]): void {
    entries.forEach((entry, i) => {
      const open = entry.act.type === "start" ? this.#openSessions() : [];
      const outcome = apply(this.state, entry);
      const author = this.#sessions.get(entry.session);
      if (!outcome.refusal) this.#carryOut(entry, outcome, author);
      const draft = drafts[i];
      if (author) this.guard(author, () => author.settle({ ...outcome, seq: entry.seq }));
      else if (draft) this.#settleOwn(draft, outcome);
      for (const session of open) if (!session.user) this.#replaced(session);
    });
    for (const draft of this.#unclosed.splice(0)) this.#log.append(draft);
  }

  refused(draft: Draft, why: Refusal): void {
    const author = this.#sessions.get(draft.session);
    if (author) this.guard(author, () => author.settle({ refusal: why, seq: 0 }));
    else if (draft.act.type === "close") this.#unclosed.push(draft);
    else this.#settleOwn(draft, { refusal: why });
  }

  /** Runs what belongs to one session; if that throws, it is a bug: logged, and the end of that session alone. */
  guard(session: Session, run: () => void): void {
    try {
      run();
    } catch (cause) {
      this.#journal.bug(cause, session.id);
      this.#dismiss(session);
    }
  }

  /** Ends a session that met a bug, even if its reader has another one. */
  #dismiss(session: Session): void {
    try {
      session.reader.goodbye(goodbye("bug"));
    } catch (cause) {
      this.#journal.bug(cause, session.id);
    }
    session.end("A bug in the server");
  }

  #settleOwn(draft: Draft, outcome: Outcome): void {
    const done = this.#nodeWaits.get(draft);
    this.#nodeWaits.delete(draft);
    done?.(outcome);
  }

  #carryOut(entry: Entry, outcome: Extract<Outcome, { refusal?: undefined }>, author: Session | undefined): void {
    if (entry.act.type === "open" && author) this.#hear(author);
    for (const { event, audience } of outcome.emissions) {
      // Kept before it is told, so that who asks for the past on hearing of it finds it there.
      this.history.keep(event);
      if (event.type === "message") this.#journal.message(event, entry.session);
      if (event.type === "join") this.#joined(event.channel, event.from.nick);
      this.#tell(event, audience, author);
      if (event.type === "part") this.#left(event.channel, event.from.nick);
      if (event.type === "kick") this.#left(event.channel, event.nick);
    }
  }

  /** Tells all sessions here that are meant but `author`, which learns of it by its answer. */
  #tell(event: Event, audience: Audience, author: Session | undefined): void {
    const [only] = audience.channels;
    if (only !== undefined && audience.channels.length === 1 && audience.users.length === 0) {
      this.#deliver(event, this.#inChannel.get(only) ?? [], author);
      return;
    }
    const all = new Set<Session>();
    for (const channel of audience.channels) for (const one of this.#inChannel.get(channel) ?? []) all.add(one);
    for (const user of audience.users) for (const one of this.#ofUser.get(user) ?? []) all.add(one);
    this.#deliver(event, all, author);
  }

  /** Renders once for each kind of reader, however many readers there are. */
  #deliver(event: Event, sessions: Iterable<Session>, author: Session | undefined): void {
    const rendered = new Map<Kind, string>();
    let lastKind: Kind | undefined;
    let text = "";
    for (const session of sessions) {
      if (session === author) continue;
      // Not by `guard`, which would take a closure for every reader.
      try {
        const { reader } = session;
        const { kind } = reader;
        if (kind !== lastKind) {
          text = rendered.get(kind) ?? kind.render(event);
          rendered.set(kind, text);
          lastKind = kind;
        }
        if (text !== "") reader.deliver(text);
      } catch (cause) {
        this.#journal.bug(cause, session.id);
        this.#dismiss(session);
      }
    }
  }

  #hear(session: Session): void {
    const user = session.user;
    if (!user || session.isEnded) return;
    setOf(this.#ofUser, user.id).add(session);
    for (const channel of user.channels) setOf(this.#inChannel, channel).add(session);
  }

  #openSessions(): Session[] {
    return [...this.#sessions.values()].filter((session) => session.user);
  }

  /** Another node has started under this one's name, and so has ended what this one had: its client may come again. */
  #replaced(session: Session): void {
    for (const user of this.#ofUser.keys()) removeFrom(this.#ofUser, user, session);
    for (const channel of this.#inChannel.keys()) removeFrom(this.#inChannel, channel, session);
    this.guard(session, () => session.reader.goodbye(goodbye("shutdown")));
    session.end("Server restarted");
  }

  #joined(channel: string, nick: string): void {
    const sessions = this.#sessionsOf(nick);
    if (!sessions) return;
    const heard = setOf(this.#inChannel, fold(channel));
    for (const session of sessions) heard.add(session);
  }

  #left(channel: string, nick: string): void {
    for (const session of this.#sessionsOf(nick) ?? []) removeFrom(this.#inChannel, fold(channel), session);
  }

  #sessionsOf(nick: string): Set<Session> | undefined {
    return this.#ofUser.get(this.state.nicks.get(fold(nick)) ?? 0);
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
