import { type Refusal, refuse } from "./answers.ts";
import type { Outcome } from "./apply.ts";
import type { Act, Close, Command, Open, Redact, SessionId, Typing } from "./commands.ts";
import { cut, LIMITS } from "./limits.ts";
import { fold, nickKey } from "./names.ts";
import type { History, HistoryPage, HistoryQuery, Kept, Reader } from "./ports.ts";
import { channelByName, type State, seqOfId, type User } from "./state.ts";

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
  /** Tells the session's reader what becomes of a nick; false if it watches as many as it may. */
  watch(session: Session, nick: string): boolean;
  unwatch(session: Session, nick: string): void;
  /** Calls back when all that this node has given to the log is through it; false if nothing is on its way. */
  afterAll(fence: () => void): boolean;
  /** The connection is gone: from now on the session is told nothing. */
  unhear(session: Session): void;
  /** Runs what belongs to one session, whose end it is if that throws. */
  guard(session: Session, run: () => void): void;
  /** The session has left: nothing is settled with it any more. */
  forget(session: Session): void;
}

/** Something that a session does in its turn. */
type Step =
  | { readonly act: Command | Open; readonly done: (answer: Answer) => void }
  | { readonly act?: undefined; readonly fence: () => void /** Of all sessions. */; readonly isWide?: boolean };

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
  /** Wants to be called once others know that it is over. */
  #known: (() => void) | undefined;

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
   * Runs `fence` when all that was asked before on this node is done, by whomever, and its outcome is told: whoever hears
   * of it then asks about a world in which it has happened.
   */
  afterAll(fence: () => void): void {
    if (!this.isEnded) this.#enqueue({ fence, isWide: true });
  }

  /**
   * Reads the past of a channel that the user is in, as far back as its members may.
   * @throws Error (rejects) if it can't be read just now
   */
  async read(query: Omit<HistoryQuery, "since">): Promise<HistoryPage | { readonly refusal: Refusal }> {
    const channel = channelByName(this.state, query.channel);
    if (!channel) return { refusal: refuse("no-such-channel", query.channel) };
    if (!this.user?.channels.has(fold(channel.name))) return { refusal: refuse("not-in-channel", channel.name) };
    const page = await this.#hub.history.read({ ...query, channel: channel.id, since: channel.since });
    // What was said before the channel was renamed was said in this channel.
    const messages = page.messages.map((event) => (event.to === channel.name ? event : { ...event, to: channel.name }));
    return { ...page, messages };
  }

  /**
   * Takes back a message: looks up who said it, and asks for it to be carried out.
   * @throws Error (rejects) if the history can't be read just now
   */
  async redact(act: Omit<Redact, "author">, done: (answer: Answer) => void): Promise<void> {
    const seq = seqOfId(this.state, act.msgid);
    const kept = seq === undefined ? undefined : await this.#hub.history.find(seq);
    const author = kept && this.#isIn(act.to, kept) ? kept.author : undefined;
    this.submit({ ...act, ...(author !== undefined && { author }) }, done);
  }

  /** Whether a message was said where the session says it was. */
  #isIn(to: string, { event, channel, author }: Kept): boolean {
    if (event.type !== "message") return false;
    if (to.startsWith("#")) {
      const where = channelByName(this.state, to);
      return where !== undefined && where.id === channel && event.seq >= where.since;
    }
    return channel === undefined && author === this.user?.id && nickKey(event.to) === nickKey(to);
  }

  /** Watches for a nick from now on; false if the session watches as many as it may. Its reader is told of it. */
  watch(nick: string): boolean {
    return this.isEnded || this.#hub.watch(this, nick);
  }

  unwatch(nick: string): void {
    this.#hub.unwatch(this, nick);
  }

  /** Whether `act` would be refused as things stand. */
  check(act: Command | Open): Refusal | undefined {
    return this.#hub.check(this.id, act);
  }

  /**
   * The connection is over. What was asked before stays asked, but nothing more is answered or told. Called any number
   * of times; the first reason is the one that others see.
   *
   * @param known called once others know of it, if that is of interest
   */
  end(reason: string, known?: () => void): void {
    if (this.isEnded) return;
    this.#known = known;
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
    this.#passFences();
  }

  /** Runs the fences that have come to the head. One for all sessions is passed when the log says so. */
  #passFences(): void {
    for (let next = this.#flying[0]; next && !next.act && !next.isWide; next = this.#flying[0]) {
      this.#flying.shift();
      next.fence();
    }
    this.#goOn();
  }

  /** The log is through with all that there was when the fence was set, so with all that stood before it here. */
  #passWide(step: Step): void {
    if (this.#flying[0] !== step || step.act) return;
    this.#flying.shift();
    this.#hub.guard(this, () => {
      step.fence();
      this.#passFences();
    });
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
    const known = this.#known;
    if (known && !this.#hub.afterAll(known)) known();
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
      const isSet = step.isWide ? this.#hub.afterAll(() => this.#passWide(step)) : waits;
      if (isSet) this.#flying.push(step);
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
