import { goodbye, type Refusal, refuse } from "./answers.ts";
import { apply, check, type Outcome } from "./apply.ts";
import type { Act, Close, Command, Draft, Entry, Open, SessionId, Start, Typing } from "./commands.ts";
import type { Audience, Event } from "./events.ts";
import { Hearing } from "./hearing.ts";
import type { Clock, Follower, History, Journal, Kind, Log, Reader } from "./ports.ts";
import { checkTyping, reach } from "./rules/talk.ts";
import { Session, type SessionHost } from "./session.ts";
import { type State, userByNick, whoIs } from "./state.ts";

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
export class Hub implements Follower, SessionHost {
  readonly state: State;
  readonly history: History;
  readonly #node: string;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #sessions = new Map<SessionId, Session>();
  readonly #hearing = new Hearing();
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

  check(session: SessionId, act: Act): Refusal | undefined {
    return check(this.state, session, act);
  }

  append(session: Session, act: Command | Open | Close): Refusal | undefined {
    return this.#log.append({ node: this.#node, session: session.id, act });
  }

  pass(session: Session, act: Typing): Refusal | undefined {
    const user = session.user;
    if (!user) return refuse("not-open");
    const refusal = checkTyping(this.state, user, act);
    if (refusal) return refusal;
    const { name, audience } = reach(this.state, user, act.to);
    this.#tell({ type: "typing", at: this.#clock(), from: whoIs(user), to: name, state: act.state }, audience, session);
    return undefined;
  }

  unhear(session: Session): void {
    if (session.user) this.#hearing.remove(session, session.user);
  }

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
    if (entry.act.type === "open" && author?.user && !author.isEnded) this.#hearing.add(author, author.user);
    for (const { event, audience } of outcome.emissions) {
      // Kept before it is told, so that who asks for the past on hearing of it finds it there.
      this.history.keep(event);
      if (event.type === "message") this.#journal.message(event, entry.session);
      if (event.type === "join") this.#hearing.joined(userByNick(this.state, event.from.nick), event.channel);
      this.#tell(event, audience, author);
      if (event.type === "part") this.#hearing.left(userByNick(this.state, event.from.nick), event.channel);
      if (event.type === "kick") this.#hearing.left(userByNick(this.state, event.nick), event.channel);
    }
  }

  /** Tells all sessions here that are meant but `author`, which learns of it by its answer. */
  #tell(event: Event, audience: Audience, author: Session | undefined): void {
    this.#deliver(event, this.#hearing.of(audience), author);
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

  #openSessions(): Session[] {
    return [...this.#sessions.values()].filter((session) => session.user);
  }

  /** Another node has started under this one's name, and so has ended what this one had: its client may come again. */
  #replaced(session: Session): void {
    this.#hearing.removeEverywhere(session);
    this.guard(session, () => session.reader.goodbye(goodbye("shutdown")));
    session.end("Server restarted");
  }
}
