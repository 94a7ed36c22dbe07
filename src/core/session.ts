import { type Refusal, refuse } from "./answers.ts";
import type { Command, Open, Redact, Register, SessionId, Typing } from "./commands.ts";
import { cut, LIMITS } from "./limits.ts";
import { type Past, type PastQuestion, readPast, wasSaidTo } from "./past.ts";
import type { Reader } from "./ports.ts";
import { type SearchPage, type SearchQuestion, search } from "./searching.ts";
import type { Answer, SessionHost } from "./session-host.ts";
import { type State, seqOfId, type User } from "./state.ts";
import { isPassable, type Step } from "./step.ts";
import { readTargets, type Target, type TargetsQuestion } from "./targets.ts";

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
  submit(act: Command | Open | Register | Typing, done: (answer: Answer) => void): void {
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
   * What is asked from now on, and what was asked behind the fence that calls this, waits until the returned function is
   * called, once. Commands go their way to the log; what waits is what is told of the world as it stands.
   */
  hold(): () => void {
    const wait: Step = { isWait: true, fence: () => {} };
    if (!this.isEnded) this.#flying.unshift(wait);
    return () => this.#let(wait);
  }

  /**
   * Reads the past of a channel that the user is in, as far back as its members may, or of a talk that is theirs.
   * @throws Error (rejects) if it can't be read just now
   */
  async read(question: PastQuestion): Promise<Past | { readonly refusal: Refusal }> {
    const { user } = this;
    return user ? readPast(this.#hub, user, question) : { refusal: refuse("not-open") };
  }

  /**
   * The user's channels and those whom they have talked with, by their latest messages.
   * @throws Error (rejects) if it can't be read just now
   */
  async targets(question: TargetsQuestion): Promise<readonly Target[]> {
    const { user } = this;
    return user ? readTargets(this.#hub, user, question) : [];
  }

  /**
   * Searches what the user may read.
   * @throws Error (rejects) if it can't be searched just now
   */
  async search(question: SearchQuestion): Promise<SearchPage | { readonly refusal: Refusal }> {
    const { user } = this;
    return user ? search(this.#hub, user, question) : { refusal: refuse("not-open") };
  }

  /**
   * Takes back a message: looks up who said it, and asks for it to be carried out. What is asked behind it waits.
   * @throws Error (rejects) if the history can't be read just now
   */
  async redact(act: Omit<Redact, "author">, done: (answer: Answer) => void): Promise<void> {
    const goOn = this.hold();
    try {
      const seq = seqOfId(this.state, act.msgid);
      const kept = seq === undefined ? undefined : await this.#hub.history.find(seq);
      const { user } = this;
      const author = user && kept && wasSaidTo(this.state, user, act.to, kept) ? kept.author : undefined;
      this.#submitHeld({ ...act, ...(author !== undefined && { author }) }, goOn, done);
    } catch (error) {
      goOn();
      throw error;
    }
  }

  /** Asks for what others have been waiting for; they go on when it is answered. */
  #submitHeld(act: Command, goOn: () => void, done: (answer: Answer) => void): void {
    if (this.isEnded) return;
    const refusal = this.check(act);
    const isAlone = this.#held.length === 0 && !this.#flying.some((step) => step.act);
    const answered = (answer: Answer): void => {
      done(answer);
      goOn();
    };
    if (isAlone && refusal) answered({ refusal, seq: 0 });
    else if (this.#held.length > 0 || refusal || this.#hub.append(this, act)) {
      // It has to wait for what is on its way, so nobody can wait for it.
      goOn();
      this.submit(act, done);
    } else {
      this.#asked++;
      this.#flying.push({ act, done: answered });
    }
  }

  /** Watches for a nick from now on; false if the session watches as many as it may. Its reader is told of it. */
  watch(nick: string): boolean {
    return this.isEnded || this.#hub.watch(this, nick);
  }

  unwatch(nick: string): void {
    this.#hub.unwatch(this, nick);
  }

  /** Whether `act` would be refused as things stand. */
  check(act: Command | Open | Register): Refusal | undefined {
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
    const index = this.#flying.findIndex(({ act }) => act);
    const step = this.#flying[index];
    if (step) {
      this.#flying.splice(index, 1);
      this.#answer(step, answer);
    }
    this.#passFences();
  }

  /** Runs the fences that have come to the head. One for all sessions is passed when the log says so. */
  #passFences(): void {
    for (let next = this.#flying[0]; next && isPassable(next); next = this.#flying[0]) {
      this.#flying.shift();
      next.fence();
    }
    this.#goOn();
  }

  /** The log is through with all that there was when the fence was set, so with all that stood before it here. */
  #passWide(step: Step): void {
    const index = this.#flying.indexOf(step);
    if (index < 0 || step.act) return;
    this.#flying[index] = { fence: step.fence };
    this.#hub.guard(this, () => this.#passFences());
  }

  /** What waited for this goes on. */
  #let(wait: Step): void {
    const index = this.#flying.indexOf(wait);
    if (index < 0) return;
    this.#flying.splice(index, 1);
    this.#hub.guard(this, () => this.#passFences());
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
      if (step.isWide && this.#hub.afterAll(() => this.#passWide(step))) this.#flying.push(step);
      else if (waits) this.#flying.push({ fence: step.fence });
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
