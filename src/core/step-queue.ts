import type { Refusal } from "./answers.ts";
import type { Command } from "./commands.ts";
import type { Session } from "./session.ts";
import type { Answer, SessionHost } from "./session-host.ts";
import { type ActStep, isPassable, type Step } from "./step.ts";

/**
 * What a session has asked and is not done, in order. An act that seems impossible while earlier ones are on their way
 * waits for them and is then looked at again.
 */
export class StepQueue {
  readonly #session: Session;
  readonly #hub: SessionHost;
  readonly #drained: () => void;
  /** On their way through the log, and fences between them, in order. */
  #flying: Step[] = [];
  /** Behind a command that waits for those. */
  #held: Step[] = [];
  #asked = 0;

  /** @param drained called whenever nothing is held back any more */
  constructor(session: Session, hub: SessionHost, drained: () => void) {
    this.#session = session;
    this.#hub = hub;
    this.#drained = drained;
  }

  /** How much has been asked in all. */
  get asked(): number {
    return this.#asked;
  }

  /** How much is not done. */
  get size(): number {
    return this.#flying.length + this.#held.length;
  }

  /** Whether an act of that type is on its way through the log. */
  isFlying(type: ActStep["act"]["type"]): boolean {
    return this.#flying.some((step) => step.act?.type === type);
  }

  /** Something that is asked is as much work as so many commands more. */
  charge(commands: number): void {
    this.#asked += commands;
  }

  /** Does a step in its turn: at once if that is now. */
  add(step: Step): void {
    this.#asked++;
    if (this.#held.length > 0 || !this.#take(step)) this.#held.push(step);
  }

  /** What a pending step waited for is known: it is done as another one, or refused. */
  resolve(pending: ActStep, known: ActStep["act"] | { readonly refusal: Refusal }): void {
    const index = this.#held.indexOf(pending);
    if (index < 0) return;
    const { act, done } = pending;
    this.#held[index] =
      "refusal" in known
        ? { fence: () => this.#answer({ act, done }, { refusal: known.refusal, seq: 0 }) }
        : { act: known, done };
    this.#hub.guard(this.#session, () => this.#goOn());
  }

  /** Does an act on which others wait by `hold`; they go on when it is answered. */
  addHeld(act: Command, done: (answer: Answer) => void, goOn: () => void): void {
    const refusal = this.#check(act);
    const isAlone = this.#held.length === 0 && !this.#flying.some((step) => step.act);
    const answered = (answer: Answer): void => {
      done(answer);
      goOn();
    };
    if (isAlone && refusal) answered({ refusal, seq: 0 });
    else if (this.#held.length > 0 || refusal || this.#append(act)) {
      // It has to wait for what is on its way, so nobody can wait for it.
      goOn();
      this.add({ act, done });
    } else {
      this.#asked++;
      this.#flying.push({ act, done: answered });
    }
  }

  /** As `Session.hold`. */
  hold(): () => void {
    const wait: Step = { isWait: true, fence: () => {} };
    this.#flying.unshift(wait);
    return () => this.#let(wait);
  }

  /** The session is over: acts go on, and nobody is left who waits. */
  end(): void {
    this.#flying = this.#flying.filter((step) => step.act);
    this.#held = this.#held.filter((step) => step.act);
    this.#goOn();
  }

  /** The earliest act on its way has been applied, or refused. */
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
    this.#hub.guard(this.#session, () => this.#passFences());
  }

  /** What waited for this goes on. */
  #let(wait: Step): void {
    const index = this.#flying.indexOf(wait);
    if (index < 0) return;
    this.#flying.splice(index, 1);
    this.#hub.guard(this.#session, () => this.#passFences());
  }

  /** Looks again at what is held back. A step is taken out before its turn, since it may ask, end or throw. */
  #goOn(): void {
    for (let next = this.#held.shift(); next; next = this.#held.shift()) {
      if (this.#take(next)) continue;
      this.#held.unshift(next);
      return;
    }
    this.#drained();
  }

  #answer(step: Step, answer: Answer): void {
    if (step.act && !this.#session.isEnded) step.done(answer);
  }

  #check(act: ActStep["act"]): Refusal | undefined {
    return this.#hub.check(this.#session.id, act);
  }

  #append(act: ActStep["act"]): Refusal | undefined {
    return this.#hub.append(this.#session, act);
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
    if (step.lookUp) {
      if (!waits) step.lookUp();
      return false;
    }
    const refusal = this.#check(step.act) ?? this.#append(step.act);
    if (refusal && waits) return false;
    if (refusal) this.#answer(step, { refusal, seq: 0 });
    else this.#flying.push(step);
    return true;
  }
}
