import { type Refusal, refuse } from "../../core/answers.ts";
import type { Outcome } from "../../core/apply.ts";
import { MODERATION } from "../../core/keeping.ts";
import { LIMITS } from "../../core/limits.ts";
import type { History } from "../../core/ports.ts";
import type { State } from "../../core/state.ts";
import { LineSplitter } from "../lines.ts";
import type { Passwords } from "../passwords.ts";
import { Registrations } from "../registrations.ts";
import type { Asker, DeskAct, Plan, Rest } from "./asker.ts";
import { isDeskCommand } from "./commands.ts";
import { planFor } from "./desk.ts";
import type { DeskCommand } from "./desk-schemas.ts";
import { parseCommand } from "./parse-command.ts";

/** What a control conversation is made of. */
export interface ControlParts {
  readonly state: State;
  /** Where the moderation log is kept. */
  readonly history: Pick<History, "read">;
  /** As `Hub.run`: acts as the server itself. */
  run(act: DeskAct, done: (outcome: Outcome) => void): void;
  readonly passwords: Passwords;
  /** As `Line.digest`. */
  digest(secret: string): string;
  /** Milliseconds since 1970. */
  now(): number;
  write(text: string): void;
  /** As `Settings.linkFor`. */
  linkFor?(code: string): string | undefined;
  /** Takes note of a bug that was met outside of `feed` and `end`; no more is answered. */
  bug(cause: unknown): void;
}

/** A talk with whoever runs the server. */
export interface ControlConversation {
  /** Takes bytes as they came. They are only valid during the call. */
  feed(bytes: Uint8Array): void;
  /** The other end has said all it will say. @param answered called once, when all of it is answered */
  end(answered?: () => void): void;
}

/**
 * Whoever runs the server asks at its desk in JSON lines, as the server itself: no password is asked for, and the core
 * refuses only what can't be. Commands are done one after the other. It is for those who may read the server's data anyway.
 */
export function controlConversation(parts: ControlParts): ControlConversation {
  return new Control(parts);
}

class Control implements ControlConversation {
  readonly #parts: ControlParts;
  readonly #asker: Asker;
  readonly #waiting: string[] = [];
  readonly #lines = new LineSplitter(
    LIMITS.lineBytes,
    (line) => this.#take(line),
    (problem) => this.#refuse(undefined, problem === "too-long" ? refuse("too-long") : refuse("bad-command")),
  );
  #isBusy = false;
  #answered: (() => void) | undefined;

  constructor(parts: ControlParts) {
    this.#parts = parts;
    this.#asker = askerOf(parts);
  }

  feed(bytes: Uint8Array): void {
    this.#lines.feed(bytes);
  }

  end(answered: () => void = () => {}): void {
    this.#lines.flush();
    this.#answered = answered;
    this.#goOn();
  }

  #take(line: string): void {
    if (line.trim() === "") return;
    if (this.#waiting.length >= LIMITS.backlogPerSession) {
      this.#refuse(undefined, refuse("busy", undefined, "Too much waits already: wait for answers."));
      return;
    }
    this.#waiting.push(line);
    this.#goOn();
  }

  #goOn(): void {
    while (!this.#isBusy) {
      const line = this.#waiting.shift();
      if (line === undefined) {
        this.#answered?.();
        this.#answered = undefined;
        return;
      }
      this.#do(line);
    }
  }

  #do(line: string): void {
    const parsed = parseCommand(line);
    if ("problem" in parsed) this.#refuse(parsed.ref, refuse(parsed.problem, undefined, parsed.text));
    else if (isDeskCommand(parsed.command)) this.#carryOut(parsed.command);
    else this.#refuse(parsed.command.ref, refuse("unknown-command", undefined, ELSEWHERE));
  }

  #carryOut(command: DeskCommand): void {
    const { ref } = command;
    this.#isBusy = true;
    const done = (told: Rest | { readonly refusal: Refusal }): void => {
      if ("refusal" in told) this.#refuse(ref, told.refusal);
      else this.#write({ type: "ok", ...(ref !== undefined && { ref }), ...told });
      this.#isBusy = false;
    };
    const later = (plan: Plan): void => {
      if (plan.act === undefined) {
        done(plan.answer ?? plan);
        this.#goOn();
        return;
      }
      const { act, answer } = plan;
      this.#parts.run(act, (outcome) => {
        done(outcome.refusal ? { refusal: outcome.refusal } : answer);
        this.#goOn();
      });
    };
    const plan = planFor(command, this.#asker);
    if (plan instanceof Promise) plan.then(later).catch((cause: unknown) => this.#parts.bug(cause));
    else later(plan);
  }

  #refuse(ref: string | undefined, refusal: Refusal): void {
    this.#write({ type: "refused", ...(ref !== undefined && { ref }), ...refusal });
  }

  #write(message: object): void {
    this.#parts.write(`${JSON.stringify(message)}\n`);
  }
}

const ELSEWHERE = "That is for people who talk; here only the server itself is asked.";

function askerOf(parts: ControlParts): Asker {
  const { state, history, passwords } = parts;
  return {
    state,
    user: undefined,
    isServer: true,
    from: "127.0.0.1",
    passwords,
    registering: "none",
    registrations: new Registrations(false),
    digest: (secret) => parts.digest(secret),
    now: () => parts.now(),
    check: () => undefined,
    confirm: async () => undefined,
    moderation: (before, limit) =>
      history.read({
        place: MODERATION,
        events: true,
        limit,
        ...(before !== undefined && { before: { seq: before } }),
      }),
    linkFor: (code) => parts.linkFor?.(code),
  };
}
