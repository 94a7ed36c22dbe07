import type { Refusal } from "./answers.ts";
import type { Command } from "./commands.ts";
import { Fifo } from "./fifo.ts";
import type { Session } from "./session.ts";
import type { Answer, SessionHost } from "./session-host.ts";
import { type ActStep, isPassable, type Step } from "./step.ts";

/** How much a session has asked in all, and how much of that was of some kinds. */
export interface Asked {
  readonly commands: number;
  readonly joins: number;
  readonly nicks: number;
}

/**
 * What a session has asked and is not done, in order. An act that seems impossible while earlier ones are on their way
 * waits for them and is then looked at again.
 */
export class StepQueue {
  readonly #session: Session;
  readonly #hub: SessionHost;
  readonly #drained: () => void;
  /** On their way through the log, and fences between them, in order. */
  readonly #flying = new Fifo<Step>();
  /** Behind a command that waits for those. */
  readonly #held = new Fifo<Step>();
  readonly #asked = { commands: 0, joins: 0, nicks: 0 };

  /** @param drained called whenever nothing is held back any more */
  constructor(session: Session, hub: SessionHost, drained: () => void) {
    this.#session = session;
    this.#hub = hub;
    this.#drained = drained;
  }

  /** How much has been asked; it goes on counting. */
  get asked(): Asked {
    return this.#asked;
  }

  /** How much is not done. */
  get size(): number {
    return this.#flying.length + this.#held.length;
  }

  /** Whether an act of that type is on its way through the log. */
  isFlying(type: ActStep["act"]["type"]): boolean {
    return this.#flying.find((step) => step.act?.type === type) !== undefined;
  }

  /** Something that is asked is as much work as so many commands more. */
  charge(commands: number): void {
    this.#asked.commands += commands;
  }

  /** Does a step in its turn: at once if that is now. */
  add(step: Step): void {
    this.#count(step);
    if (this.#held.length > 0 || !this.#take(step)) this.#held.push(step);
  }

  /** What a pending step waited for is known: it is done as another one, or refused. */
  resolve(pending: ActStep, known: ActStep["act"] | { readonly refusal: Refusal }): void {
    const { act, done } = pending;
    const step: Step =
      "refusal" in known
        ? { fence: () => this.#answer({ act, done }, { refusal: known.refusal, seq: 0 }) }
        : { act: known, done };
    if (this.#held.replace(pending, step)) this.#hub.guard(this.#session, () => this.#goOn());
  }

  /** Does an act on which others wait by `hold`; they go on when it is answered. */
  addHeld(act: Command, done: (answer: Answer) => void, goOn: () => void): void {
    const refusal = this.#check(act);
    const isAlone = this.#held.length === 0 && !this.#flying.find((step) => step.act !== undefined);
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
      this.#asked.commands++;
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
    this.#flying.keep((step) => step.act !== undefined);
    this.#held.keep((step) => step.act !== undefined);
    this.#goOn();
  }

  /** The earliest act on its way has been applied, or refused. */
  settle(answer: Answer): void {
    const step = this.#flying.find(({ act }) => act !== undefined);
    if (step) {
      this.#flying.remove(step);
      this.#answer(step, answer);
    }
    this.passFences();
  }

  /**
   * Runs the fences that have come to the head; while nothing can be made durable, those too that wait for acts, which
   * are on their way for nobody knows how long. One for all sessions is passed when the log says so.
   */
  passFences(): void {
    for (let next = this.#passable; next; next = this.#passable) {
      this.#flying.remove(next);
      next.fence();
    }
    this.#goOn();
  }

  get #passable(): Exclude<Step, ActStep> | undefined {
    const next = this.#hub.isWritable ? this.#flying.first : this.#flying.find((step) => !step.act);
    return next && isPassable(next) ? next : undefined;
  }

  /** Whether what is asked now has to wait for what is on its way. */
  get #hasToWait(): boolean {
    return this.#hub.isWritable ? this.#flying.length > 0 : this.#flying.find((step) => !step.act) !== undefined;
  }

  /** The log is through with all that there was when the fence was set, so with all that stood before it here. */
  #passWide(step: Step): void {
    if (step.act || !this.#flying.replace(step, { fence: step.fence })) return;
    this.#hub.guard(this.#session, () => this.passFences());
  }

  /** What waited for this goes on. */
  #let(wait: Step): void {
    if (this.#flying.remove(wait)) this.#hub.guard(this.#session, () => this.passFences());
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

  #count({ act }: Step): void {
    this.#asked.commands++;
    if (act?.type === "join") this.#asked.joins++;
    else if (act?.type === "nick") this.#asked.nicks++;
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
    const waits = this.#hasToWait;
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
