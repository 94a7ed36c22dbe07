import type { Refusal } from "./answers.ts";
import type { Outcome } from "./apply.ts";
import type { Command, Open, SessionId, Typing } from "./commands.ts";
import type { Hub } from "./hub.ts";
import { LIMITS } from "./limits.ts";
import type { HistoryPage, HistoryQuery, Reader } from "./ports.ts";
import type { State, User } from "./state.ts";

/** What became of what a session asked, and its place in the log (0 if it has none). */
export type Answer = Outcome & { readonly seq: number };

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
  readonly #hub: Hub;
  /** On their way through the log, and fences between them, in order. */
  readonly #flying: Step[] = [];
  /** Behind a command that waits for those. */
  readonly #held: Step[] = [];
  #opened = false;
  #ended = false;

  /** Made by `Hub.connect`. */
  constructor(id: SessionId, hub: Hub, makeReader: (session: Session) => Reader) {
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

  /** Whether so much is on its way that the connection should not be read for now; `after` tells when it is over. */
  get isBehind(): boolean {
    return this.#flying.length + this.#held.length >= LIMITS.backlogPerSession;
  }

  /** Asks for a command to be carried out. `done` is called once: at once for a refusal, else when it is durable. */
  submit(act: Command | Open | Typing, done: (answer: Answer) => void): void {
    if (this.#ended) return;
    if (act.type === "typing") {
      this.after(() => {
        const refusal = this.#hub.pass(this, act);
        done(refusal ? { refusal, seq: 0 } : { emissions: [], seq: 0 });
      });
      return;
    }
    if (act.type === "open") this.#opened = true;
    this.#enqueue({ act, done });
  }

  /** Runs `fence` when all that was asked before is done; at once if nothing is on its way. */
  after(fence: () => void): void {
    if (this.#ended) return;
    this.#enqueue({ fence });
  }

  /** Reads a channel's past once all that was asked before is done. Whether the asker may is for the caller to check. */
  read(query: HistoryQuery): Promise<HistoryPage> {
    return this.#hub.history.read(query);
  }

  /** Whether `act` would be refused as things stand. */
  check(act: Command | Open): Refusal | undefined {
    return this.#hub.check(this.id, act);
  }

  /** The connection is over. What was asked before stays asked. Called any number of times. */
  end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#hub.forget(this);
    // `append` always takes a close: there is at most one for each session.
    if (this.#opened) this.#hub.append(this, { type: "close", reason });
  }

  /** The hub's part: the earliest act on its way has been applied, or refused. */
  settle(answer: Answer): void {
    const step = this.#flying.shift();
    if (step?.act) step.done(answer);
    while (this.#flying[0] && !this.#flying[0].act) this.#runFence(this.#flying.shift());
    while (this.#flying.length === 0 && this.#held[0] && this.#take(this.#held[0])) this.#held.shift();
  }

  #enqueue(step: Step): void {
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
    if (refusal) step.done({ refusal, seq: 0 });
    else this.#flying.push(step);
    return true;
  }

  #runFence(step: Step | undefined): void {
    if (step && !step.act) step.fence();
  }
}
