import type { AdminCommand, Register } from "./account-commands.ts";
import { type GoodbyeCode, goodbye, type Refusal, refuse } from "./answers.ts";
import { apply, check, type Outcome } from "./apply.ts";
import type { Act, Close, Command, Draft, Entry, Lost, Open, SessionId, Start, Typing } from "./commands.ts";
import { type Audience, type Emission, type Event, type MessageEvent, SERVER, type TypingEvent } from "./events.ts";
import type { Files } from "./files.ts";
import { Hearing } from "./hearing.ts";
import { keptOf } from "./keeping.ts";
import { fold } from "./names.ts";
import type { Clock, Follower, History, Journal, Kind, Log, Reader } from "./ports.ts";
import { mayAct } from "./rules/guests.ts";
import type { Effect } from "./rules/rule.ts";
import { checkTyping, reach } from "./rules/talk.ts";
import { Session } from "./session.ts";
import type { SessionHost } from "./session-host.ts";
import { channelByName, type State, type User, whoIs } from "./state.ts";
import { hears } from "./view.ts";
import { Watching } from "./watching.ts";

/** What a hub has counted since it was made, for those who watch the server. */
export interface Tally {
  /** Messages that took their places in the log. */
  messages: number;
  /** Events that were told to sessions: one for each that was told. Who did something is told by an answer, and not counted. */
  deliveries: number;
}

/** Goodbyes that say more to who is told than to those who see them leave. */
const OWN_WORDS: ReadonlySet<GoodbyeCode> = new Set(["shutdown", "node-lost"]);

/** What a hub is made of. */
export interface HubParts {
  /** This node's id, unique over all nodes and runs. */
  readonly node: string;
  /** The state of the log so far; the hub owns it from now on. */
  readonly state: State;
  readonly log: Log;
  readonly history: History;
  readonly files: Files;
  /** Whether whoever has a file's link may fetch it; so if not said. */
  readonly openLinks?: boolean;
  readonly clock: Clock;
  readonly journal: Journal;
  /** Called with each message that was said on this node, once those here are told who are to see it. */
  readonly said?: (event: MessageEvent, audience: Audience) => void;
  /** Called with each passing event of this node, for those on other nodes who are to know. */
  readonly passed?: (event: TypingEvent, audience: Audience) => void;
  /** Called when there is a new ban of the server, which may be about addresses. */
  readonly bansChanged?: () => void;
}

/**
 * One node's middle: takes what sessions ask to the log, follows the log, and tells everybody here who is to know.
 * Nothing in it waits: between a check and what follows from it there is no other turn.
 */
export class Hub implements Follower, SessionHost {
  readonly state: State;
  readonly history: History;
  readonly files: Files;
  readonly openLinks: boolean;
  readonly tally: Tally = { messages: 0, deliveries: 0 };
  readonly #node: string;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #said: (event: MessageEvent, audience: Audience) => void;
  readonly #passed: (event: TypingEvent, audience: Audience) => void;
  readonly #bansChanged: () => void;
  readonly #sessions = new Map<SessionId, Session>();
  readonly #hearing = new Hearing();
  readonly #watching = new Watching();
  readonly #nodeWaits = new Map<Draft, (outcome: Outcome) => void>();
  /** The draft that was given to the log last, while it is on its way, and what waits for a draft. */
  #lastDraft: Draft | undefined;
  readonly #fences = new Map<Draft, (() => void)[]>();
  /** Closes that could not be made durable; nobody is left to ask again, so the hub does. */
  readonly #unclosed: Draft[] = [];
  #isWritable = true;
  #counter = 0;

  constructor(parts: HubParts) {
    this.state = parts.state;
    this.history = parts.history;
    this.files = parts.files;
    this.openLinks = parts.openLinks ?? true;
    this.#node = parts.node;
    this.#log = parts.log;
    this.#clock = parts.clock;
    this.#journal = parts.journal;
    this.#said = parts.said ?? (() => {});
    this.#passed = parts.passed ?? (() => {});
    this.#bansChanged = parts.bansChanged ?? (() => {});
  }

  get isWritable(): boolean {
    return this.#isWritable;
  }

  /** How many sessions there are on this node, opened or not. */
  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** The session of that id, if it is on this node and has not left. */
  session(id: SessionId): Session | undefined {
    return this.#sessions.get(id);
  }

  /** Tells the log that this node is here; `done` when that is durable and what an earlier run left is cleared away. */
  start(act: Start, done: (outcome: Outcome) => void): void {
    this.run(act, done);
  }

  /** Does something as the server itself, for whoever runs it: at once refused, or `done` when it is durable. */
  run(act: Start | Lost | AdminCommand | Register, done: (outcome: Outcome) => void): void {
    const refused = this.check("", act);
    if (refused) {
      done({ refusal: refused });
      return;
    }
    const draft: Draft = { node: this.#node, session: "", act };
    this.#nodeWaits.set(draft, done);
    const refusal = this.#append(draft);
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
    return check(this.state, session, act, Math.max(this.#clock(), this.state.at));
  }

  append(session: Session, act: Command | Open | Register | Close): Refusal | undefined {
    return this.#append({ node: this.#node, session: session.id, act });
  }

  afterAll(fence: () => void): boolean {
    const last = this.#lastDraft;
    // Nobody knows when what is in doubt comes back; whoever asks only whether the server is there is answered.
    if (!last || !this.#isWritable) return false;
    const fences = this.#fences.get(last) ?? [];
    fences.push(fence);
    this.#fences.set(last, fences);
    return true;
  }

  pass(session: Session, act: Typing): Refusal | undefined {
    const user = session.user;
    if (!user) return refuse("not-open");
    const refusal = this.#checkTyping(session, user, act);
    if (refusal) return refusal;
    const { name, audience, channel } = reach(this.state, user, act.to);
    // Who has not spoken yet is not shown by what may come to nothing.
    if (channel?.quiet.has(user.id)) return undefined;
    const event = { type: "typing", at: this.#clock(), from: whoIs(user), to: name, state: act.state } as const;
    this.#tell(event, audience, session);
    this.#passed(event, audience);
    return undefined;
  }

  /** Tells those here what passed on another node. */
  hearPassing(event: TypingEvent, audience: Audience): void {
    this.#tell(event, audience, undefined);
  }

  /** Says whether what is asked here can be made durable at the moment. Everybody here is told when that changes. */
  setWritable(isWritable: boolean): void {
    if (isWritable === this.#isWritable) return;
    this.#isWritable = isWritable;
    const event = { type: "service", at: this.#clock(), from: SERVER, writable: isWritable } as const;
    this.#deliver(event, this.#hearing.everybody(), undefined);
    if (isWritable) return;
    const waiting = [...this.#fences.values()].flat();
    this.#fences.clear();
    for (const fence of waiting) fence();
    for (const session of this.#sessions.values()) this.guard(session, () => session.free());
  }

  #checkTyping({ id }: Session, user: User, act: Typing): Refusal | undefined {
    const session = this.state.sessions.get(id);
    const mayNot = session && mayAct(this.state, { session, user }, act.type, this.#clock());
    return mayNot ?? checkTyping(this.state, user, act);
  }

  watch(session: Session, nick: string): boolean {
    return this.#watching.add(session, nick);
  }

  unwatch(session: Session, nick: string): void {
    this.#watching.remove(session, nick);
  }

  unhear(session: Session): void {
    this.#watching.clear(session);
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
      const outcome = apply(this.state, entry);
      const author = this.#sessions.get(entry.session);
      if (!outcome.refusal) this.#carryOut(entry, outcome, author);
      const draft = drafts[i];
      if (author) this.guard(author, () => author.settle({ ...outcome, seq: entry.seq }));
      else if (draft) this.#settleOwn(draft, outcome);
      if (draft) this.#pass(draft);
    });
    for (const draft of this.#unclosed.splice(0)) this.#append(draft);
  }

  refused(draft: Draft, why: Refusal): void {
    const author = this.#sessions.get(draft.session);
    if (author) this.guard(author, () => author.settle({ refusal: why, seq: 0 }));
    else if (draft.act.type === "close") this.#unclosed.push(draft);
    else this.#settleOwn(draft, { refusal: why });
    this.#pass(draft);
  }

  isHeard({ act }: Draft): boolean {
    if (act.type !== "say" || act.files) return true;
    const channel = channelByName(this.state, act.to);
    return !channel || this.#hearing.hasAnyIn(fold(channel.name));
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

  #append(draft: Draft): Refusal | undefined {
    const refusal = this.#log.append(draft);
    if (!refusal) this.#lastDraft = draft;
    return refusal;
  }

  /** A draft has come back from the log: what waited for it goes on. */
  #pass(draft: Draft): void {
    if (draft === this.#lastDraft) this.#lastDraft = undefined;
    const fences = this.#fences.get(draft);
    this.#fences.delete(draft);
    for (const fence of fences ?? []) fence();
  }

  #settleOwn(draft: Draft, outcome: Outcome): void {
    const done = this.#nodeWaits.get(draft);
    this.#nodeWaits.delete(draft);
    done?.(outcome);
  }

  #carryOut(entry: Entry, outcome: Extract<Outcome, { refusal?: undefined }>, author: Session | undefined): void {
    if (entry.act.type === "open" && author?.user && !author.isEnded) this.#hearing.add(author, author.user);
    if (outcome.ended) this.#endAll(outcome.ended);
    if (entry.act.type === "ban-add") this.#bansChanged();
    if (entry.act.type === "redact" && entry.act.files) this.files.takenBack(entry.act.files, entry.at);
    for (const emission of outcome.emissions) this.#emit(entry, emission, author);
  }

  #emit(entry: Entry, emission: Emission, author: Session | undefined): void {
    const { event, audience } = emission;
    // Kept before it is told, so that who asks for the past on hearing of it finds it there.
    for (const kept of keptOf(this.state, entry, emission)) this.history.keep(kept);
    if (event.type === "message") {
      this.tally.messages++;
      this.#journal.message(event, entry.session);
    }
    const leaving = this.#hearing.before(event, this.state);
    this.#tell(event, audience, author);
    // What only shows somebody to others in a channel is no news of them.
    const watchers = audience.except === undefined ? this.#watching.of(event) : [];
    for (const session of watchers) this.#tellWatcher(session, emission);
    this.#hearing.after(event, leaving);
    if (event.type === "message" && entry.node === this.#node) this.#said(event, audience);
  }

  #tellWatcher(session: Session, { event, audience }: Emission): void {
    const { user } = session;
    const heard = user !== undefined && hears(this.state, audience, user);
    this.guard(session, () => session.reader.watched?.(event, heard));
  }

  /** Tells all sessions here that are meant but `author`, which learns of it by its answer. */
  #tell(event: Event, audience: Audience, author: Session | undefined): void {
    this.#deliver(event, this.#hearing.of(audience), author);
  }

  /** Renders once for each kind of reader, however many readers there are. */
  #deliver(event: Event, sessions: Iterable<Session>, author: Session | undefined): void {
    const rendered = new Map<Kind, string | undefined>();
    let lastKind: Kind | undefined;
    let text: string | undefined = "";
    let told = 0;
    for (const session of sessions) {
      if (session === author) continue;
      // Not by `guard`, which would take a closure for every reader.
      try {
        const { reader } = session;
        const { kind } = reader;
        if (kind !== lastKind) {
          text = rendered.has(kind) ? rendered.get(kind) : kind.render(event);
          rendered.set(kind, text);
          lastKind = kind;
        }
        if (text === "") continue;
        told++;
        if (text === undefined) reader.tell?.(event);
        else reader.deliver(text);
      } catch (cause) {
        this.#journal.bug(cause, session.id);
        this.#dismiss(session);
      }
    }
    this.tally.deliveries += told;
  }

  /** The log says that these sessions are over. What is left to do is to tell those who are connected here. */
  #endAll({ sessions, code, reason }: NonNullable<Effect["ended"]>): void {
    const here = sessions.flatMap((id) => this.#sessions.get(id) ?? []);
    if (here.length === 0) return;
    this.#hearing.removeEverywhere(new Set(here));
    for (const session of here) {
      // One that was over already still had to ask for something.
      if (session.isEnded) continue;
      this.guard(session, () => session.reader.goodbye(goodbye(code, OWN_WORDS.has(code) ? undefined : reason)));
      session.end(reason);
    }
  }
}
