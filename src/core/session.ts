import { type Refusal, refuse } from "./answers.ts";
import type { Outcome } from "./apply.ts";
import type { Act, Close, Command, Open, SessionId, Typing } from "./commands.ts";
import { cut, LIMITS } from "./limits.ts";
import { fold } from "./names.ts";
import type { History, HistoryPage, HistoryQuery, Reader } from "./ports.ts";
import { channelByName, type State, type User } from "./state.ts";

/** What became of what a session asked, and its place in the log (0 if it has none). */
export type Answer = Outcome & { readonly seq: number };

/** What a session needs of its hub. */
export interface SessionHost {
  readonly state: State;
  readonly history: History;
  /** Whether an act would be carried out as things stand. */
  check(session: SessionId, act: Act): Refusal | undefined;
  /** Gives an act to the log; its outcome comes to the session by `settle`. A close is always taken. */
  append(session: Session, act: Command | Open | Close): Refusal | undefined;
  /** Lets others know that the session's user is writing. It is not logged, and who is not here now misses it. */
  pass(session: Session, act: Typing): Refusal | undefined;
  /** The connection is gone: from now on the session is told nothing. */
  unhear(session: Session): void;
  /** The session has left: nothing is settled with it any more. */
  forget(session: Session): void;
}

/** Something that a session does in its turn. */
type Step =
  | { readonly act: Command | Open; readonly done: (answer: Answer) => void }
  | { readonly act?: undefined; readonly fence: () => void };

/**
 * One connection's way to act, in the order in which it asks. Many sessions may speak for one user.
 *
 * What a session asks is on its way until its entry has been applied. A command that seems impossible while earlier ones
 * are on their way waits for them and is then looked at again: after `join`, `say` may be right.
 */
export class Session {
  readonly id: SessionId;
  readonly reader: Reader;
  readonly #hub: SessionHost;
  /** On their way through the log, and fences between them, in order. */
  #flying: Step[] = [];
  /** Behind a command that waits for those. */
  #held: Step[] = [];
  #asked = 0;
  /** Why the connection is over, if it is. */
  #ended: string | undefined;
  #hasLeft = false;

  /** Made by `Hub.connect`. */
  constructor(id: SessionId, hub: SessionHost, makeReader: (session: Session) => Reader) {
    this.id = id;
    this.#hub = hub;
    this.reader = makeReader(this);
  }

  /** The state as it stands; to read only. */
  get state(): State {
    return this.#hub.state;
  }

  /** The user that this session speaks for, once its `open` has come through the log. */
  get user(): User | undefined {
    const { state } = this.#hub;
    const session = state.sessions.get(this.id);
    return session && state.users.get(session.user);
  }

  /** Whether the connection is over. */
  get isEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Whether it is over and has asked for all that it will; nothing more is settled with it. */
  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  /** How much has been asked in all; a connection that asks too fast is read more slowly. */
  get asked(): number {
    return this.#asked;
  }

  /** Whether so much is on its way that the connection should not be read for now; `after` tells when it is over. */
  get isBehind(): boolean {
    return this.#flying.length + this.#held.length >= LIMITS.backlogPerSession;
  }

  /** Asks for a command to be carried out. `done` is called once: at once for a refusal, else when it is durable. */
  submit(act: Command | Open | Typing, done: (answer: Answer) => void): void {
    if (this.isEnded) return;
    if (act.type === "typing") {
      this.after(() => {
        const refusal = this.#hub.pass(this, act);
        done(refusal ? { refusal, seq: 0 } : { emissions: [], seq: 0 });
      });
      return;
    }
    this.#enqueue({ act, done });
  }

  /** Runs `fence` when all that was asked before is done; at once if nothing is on its way. */
  after(fence: () => void): void {
    if (this.isEnded) return;
    this.#enqueue({ fence });
  }

  /**
   * Reads the past of a channel that the user is in, as far back as its members may.
   * @throws Error (rejects) if it can't be read just now
   */
  async read(query: Omit<HistoryQuery, "since">): Promise<HistoryPage | { readonly refusal: Refusal }> {
    const channel = channelByName(this.state, query.channel);
    if (!channel) return { refusal: refuse("no-such-channel", query.channel) };
    if (!this.user?.channels.has(fold(channel.name))) return { refusal: refuse("not-in-channel", channel.name) };
    return this.#hub.history.read({ ...query, channel: channel.name, since: channel.since });
  }

  /** Whether `act` would be refused as things stand. */
  check(act: Command | Open): Refusal | undefined {
    return this.#hub.check(this.id, act);
  }

  /**
   * The connection is over. What was asked before stays asked, but nothing more is answered or told. Called any number
   * of times; the first reason is the one that others see.
   */
  end(reason: string): void {
    if (this.isEnded) return;
    this.#ended = cut(reason.replace(/[\0\r\n]+/g, " "), LIMITS.reasonBytes);
    this.#hub.unhear(this);
    this.#flying = this.#flying.filter((step) => step.act);
    this.#held = this.#held.filter((step) => step.act);
    this.#goOn();
  }

  /** The hub's part: the earliest act on its way has been applied, or refused. */
  settle(answer: Answer): void {
    const step = this.#flying.shift();
    if (step) this.#answer(step, answer);
    for (let next = this.#flying[0]; next && !next.act; next = this.#flying[0]) {
      this.#flying.shift();
      next.fence();
    }
    this.#goOn();
  }

  /** Looks again at what is held back. A step is taken out before its turn, since it may ask, end or throw. */
  #goOn(): void {
    for (let next = this.#held.shift(); next; next = this.#held.shift()) {
      if (this.#take(next)) continue;
      this.#held.unshift(next);
      return;
    }
    this.#leave();
  }

  /** If the connection is over, takes leave of the hub, and of the log if it knows of this session. */
  #leave(): void {
    if (this.#ended === undefined || this.#hasLeft) return;
    this.#hasLeft = true;
    const isKnown = this.user !== undefined || this.#flying.some((step) => step.act?.type === "open");
    this.#hub.forget(this);
    // `append` always takes a close: there is at most one for each session.
    if (isKnown) this.#hub.append(this, { type: "close", reason: this.#ended });
  }

  #answer(step: Step, answer: Answer): void {
    if (step.act && !this.isEnded) step.done(answer);
  }

  #enqueue(step: Step): void {
    this.#asked++;
    if (this.#held.length > 0 || !this.#take(step)) this.#held.push(step);
  }

  /** Does a step's part that can be done now; false if it has to wait for what is on its way. */
  #take(step: Step): boolean {
    const waits = this.#flying.length > 0;
    if (!step.act) {
      if (waits) this.#flying.push(step);
      else step.fence();
      return true;
    }
    const refusal = this.#hub.check(this.id, step.act) ?? this.#hub.append(this, step.act);
    if (refusal && waits) return false;
    if (refusal) this.#answer(step, { refusal, seq: 0 });
    else this.#flying.push(step);
    return true;
  }
}
