import { type Refusal, refuse } from "../../core/answers.ts";
import type { SessionId } from "../../core/commands.ts";
import { LIMITS } from "../../core/limits.ts";
import { isOwn, mayWatch } from "../../core/rules/wire.ts";
import type { User } from "../../core/state.ts";
import type { Status } from "../status.ts";
import { encode } from "./answers.ts";
import type { StatusCommand } from "./status-schemas.ts";
import type { Talk } from "./talk.ts";

type Of<T extends StatusCommand["type"]> = Extract<StatusCommand, { type: T }>;

/** What one connection asks about the server itself, and what it follows. */
export class Lookout {
  readonly #talk: Talk;
  #stopFollowing: (() => void) | undefined;
  readonly #watched = new Map<SessionId, () => void>();

  constructor(talk: Talk) {
    this.#talk = talk;
  }

  /** Answers; all that was asked before is done. */
  ask(command: StatusCommand): void {
    const { session, settings, answers } = this.#talk;
    const { user } = session;
    const { status } = settings;
    if (!user) answers.refuse(command.ref, refuse("not-open"));
    else if (!status) answers.refuse(command.ref, refuse("unavailable"));
    else if (command.type === "status") this.#figures(command, user, status);
    else if (command.type === "sessions") this.#sessions(command, user, status);
    else this.#wire(command, user, status);
  }

  /** The connection is gone. */
  close(): void {
    this.#stopFollowing?.();
    this.#stopFollowing = undefined;
    for (const stop of this.#watched.values()) stop();
    this.#watched.clear();
  }

  #figures({ ref, follow }: Of<"status">, user: User, status: Status): void {
    const { answers } = this.#talk;
    if (user.operator === undefined) {
      answers.refuse(ref, refuse("not-server-operator"));
      return;
    }
    const refusal = follow === true ? this.#follow(status) : undefined;
    if (follow === false) this.#unfollow();
    if (refusal) answers.refuse(ref, refusal);
    else answers.ok(ref, { figures: status.figures() });
  }

  #follow(status: Status): Refusal | undefined {
    if (this.#stopFollowing) return undefined;
    const { session, line } = this.#talk;
    const stop = status.follow((figures) => {
      // Who was an operator need not be one any more.
      if (session.user?.operator === undefined) this.#unfollow();
      else line.write(encode({ type: "status", at: figures.at, figures }));
    });
    if (typeof stop !== "function") return stop;
    this.#stopFollowing = stop;
    return undefined;
  }

  #unfollow(): void {
    this.#stopFollowing?.();
    this.#stopFollowing = undefined;
  }

  #sessions(command: Of<"sessions">, user: User, status: Status): void {
    const { session, answers } = this.#talk;
    const { ref, own = false, after } = command;
    const limit = Math.min(command.limit ?? LIMITS.historyDefault, LIMITS.deskPage);
    const isLimited = own || user.operator === undefined;
    answers.ok(ref, status.sessions({ own: isLimited, limit, ...(after !== undefined && { after }) }, session));
  }

  #wire({ ref, session: id, watch = true }: Of<"wire">, user: User, status: Status): void {
    const { session, answers } = this.#talk;
    if (!watch) {
      this.#watched.get(id)?.();
      this.#watched.delete(id);
      answers.ok(ref);
      return;
    }
    const act = { type: "wire", session: id, ...(status.watchesGuests && { guests: true }) } as const;
    const refusal = mayWatch(session.state, user, act);
    if (refusal || isOwn(session.state, user, id) || this.#watched.has(id)) {
      this.#begin(ref, id, status, refusal);
      return;
    }
    session.submit(act, (answer) => this.#begin(ref, id, status, answer.refusal));
  }

  #begin(ref: string | undefined, id: SessionId, status: Status, refused: Refusal | undefined): void {
    const { answers } = this.#talk;
    const refusal = refused ?? this.#watch(id, status);
    if (refusal) answers.refuse(ref, refusal);
    else answers.ok(ref);
  }

  #watch(id: SessionId, status: Status): Refusal | undefined {
    if (this.#watched.has(id)) return undefined;
    const { session, line } = this.#talk;
    if (this.#watched.size >= LIMITS.wiresPerWatcher) return refuse("server-full", id);
    const stop = status.watch(id, {
      session,
      frame: (frame) => line.whisper(encode({ type: "wire", session: id, ...frame })),
      ended: (text) => {
        this.#watched.delete(id);
        line.whisper(encode({ type: "wire-end", at: line.now(), session: id, text }));
      },
    });
    if (typeof stop !== "function") return stop;
    this.#watched.set(id, stop);
    return undefined;
  }
}
