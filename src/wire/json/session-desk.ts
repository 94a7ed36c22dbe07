import { MODERATION } from "../../core/keeping.ts";
import { accountByName } from "../../core/state.ts";
import { registeringOf } from "../registrations.ts";
import { confirm, provingOf } from "../sign-in.ts";
import type { Asker, DeskAct, Plan } from "./asker.ts";
import { planFor } from "./desk.ts";
import type { DeskCommand } from "./desk-schemas.ts";
import { inOwnTurn, type Talk } from "./talk.ts";

/** One connection at the desk. */
export class SessionDesk {
  readonly #talk: Talk;
  readonly #asker: Asker;
  /** Answers what may be the session's own end, if it was carried out. */
  #last: (() => void) | undefined;

  constructor(talk: Talk) {
    this.#talk = talk;
    this.#asker = askerOf(talk);
  }

  /** Asks when it is known what came of all before; what comes behind waits for it. */
  ask(command: DeskCommand): void {
    const { inOrder, line } = this.#talk;
    inOrder.after(() => {
      const plan = planFor(command, this.#asker);
      if (!(plan instanceof Promise)) {
        this.#carryOut(command, plan);
        return;
      }
      const release = inOrder.hold();
      inOwnTurn(line, plan, (settled) => this.#carryOutLater(command, settled, release));
    });
  }

  /** The session is over: if that is by what it asked itself, that is answered. */
  answerLast(): void {
    this.#last?.();
    this.#last = undefined;
  }

  #carryOutLater(command: DeskCommand, plan: Plan, release: () => void): void {
    const { answers, guesses } = this.#talk;
    const { refusal } = plan;
    if (refusal) guesses.refuse(refusal, () => answers.refuse(command.ref, refusal), release);
    else {
      this.#carryOut(command, plan);
      release();
    }
  }

  #carryOut({ ref }: DeskCommand, plan: Plan): void {
    const { session, answers } = this.#talk;
    if (plan.refusal) answers.refuse(ref, plan.refusal);
    else if (!plan.act) answers.ok(ref, plan.answer);
    else {
      const { act, answer } = plan;
      this.#last = () => {
        if (isGone(this.#asker, act)) answers.ok(ref, { seq: session.state.seq });
      };
      session.submit(act, (settled) => {
        this.#last = undefined;
        answers.settled(ref, settled, settled.refusal ? {} : answer);
      });
    }
  }
}

/** Whether what an act was to remove, with sessions that may be the asker's own, is not there any more. */
function isGone({ state }: Asker, act: DeskAct): boolean {
  if (act.type !== "unregister" && act.type !== "device-remove") return false;
  const account = accountByName(state, act.account);
  return act.type === "unregister" ? !account : !account?.devices.has(act.id);
}

function askerOf({ session, line, settings }: Talk): Asker {
  const { passwords, registrations } = settings;
  return {
    isServer: false,
    pushKey: settings.pushKey,
    passwords,
    registering: registeringOf(settings),
    registrations,
    digest: (secret) => line.digest(secret),
    now: () => line.now(),
    get state() {
      return session.state;
    },
    get user() {
      return session.user;
    },
    get from() {
      return line.peer.host;
    },
    get certificate() {
      return line.certificate;
    },
    check: (act) => session.check(act),
    confirm: (account, password) => confirm(provingOf(settings, session, line), account, password, line.peer.host),
    moderation: (before, limit) =>
      session.read({
        of: MODERATION,
        limit,
        events: true,
        ...(before !== undefined && { before: { seq: before } }),
      }),
    linkFor: (code) => settings.linkFor?.(code),
  };
}
