import { type Refusal, refuse } from "../../core/answers.ts";
import type { SessionId } from "../../core/commands.ts";
import { LIMITS } from "../../core/limits.ts";
import { isConfided, isOwn, mayWatch } from "../../core/rules/wire.ts";
import { identityOf } from "../../core/state.ts";
import type { Watcher } from "../../wire/status.ts";
import type { Connection } from "../connection.ts";
import { type Piece, Tap } from "./tap.ts";

/** What is needed to let connections be watched. */
export interface WireViewParts {
  readonly connections: ReadonlyMap<SessionId, Watchable>;
  /** As `Status.watchesGuests`. */
  readonly watchesGuests: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type Watchable = Pick<Connection, "sessionId" | "waiting" | "tap" | "untap">;

/** One session that watches one connection. */
interface Watching {
  readonly watcher: Watcher;
  /** Whose it is, and whether they were an operator of the server when it began. */
  readonly identity: string;
  readonly isOperator: boolean;
  /** When its time began, how much it was told in that, and how much it missed. */
  since: number;
  told: number;
  missed: number;
}

/** Lets sessions watch what goes over connections. What nobody watches has no tap. */
export class WireView {
  readonly #parts: WireViewParts;
  readonly #watched = new Map<SessionId, Set<Watching>>();

  constructor(parts: WireViewParts) {
    this.#parts = parts;
  }

  /** As `Status.watch`. */
  watch(session: SessionId, watcher: Watcher): (() => void) | Refusal {
    const connection = this.#parts.connections.get(session);
    const { user } = watcher.session;
    if (!connection) return refuse("no-such-session", session);
    const refusal = this.#mayNot(session, watcher);
    if (refusal) return refusal;
    if (!user) return refuse("not-open");
    const watching = {
      watcher,
      identity: identityOf(user),
      isOperator: user.operator !== undefined,
      since: this.#parts.now(),
      told: 0,
      missed: 0,
    };
    const all = this.#watched.get(session) ?? new Set<Watching>();
    if (!this.#hasRoom(watching, all)) return refuse("server-full", session);
    all.add(watching);
    if (all.size === 1) {
      this.#watched.set(session, all);
      this.#tap(connection);
    }
    return () => this.#stop(session, watching);
  }

  /** Whether one more fits in: nobody takes more than a share, and some is kept for operators of the server. */
  #hasRoom({ identity, isOperator }: Watching, ofThis: ReadonlySet<Watching>): boolean {
    const all = [...this.#watched.values()].flatMap((one) => [...one]);
    const fits = (taken: readonly Watching[], most: number, kept: number): boolean =>
      taken.length < most && (isOperator || taken.filter((one) => !one.isOperator).length < most - kept);
    return (
      all.filter((one) => one.identity === identity).length < LIMITS.wiresPerUser &&
      fits([...ofThis], LIMITS.watchersPerWire, LIMITS.watchersPerWireKept) &&
      fits(all, LIMITS.wires, LIMITS.wiresKept)
    );
  }

  #mayNot(session: SessionId, { session: { user, state } }: Watcher): Refusal | undefined {
    return user ? mayWatch(state, user, { session, guests: this.#parts.watchesGuests }) : refuse("not-open");
  }

  #tap(connection: Watchable): void {
    const { sessionId } = connection;
    const { now, watchesGuests: guests } = this.#parts;
    const all = (): readonly Watching[] => [...(this.#watched.get(sessionId) ?? [])];
    connection.tap(
      (about) =>
        new Tap({
          ...about,
          now,
          isWanted: () => all().some((watching) => this.#takes(watching, now())),
          isConfided: (event) =>
            all().some(({ watcher }) => isConfided(watcher.session.state, event, { session: sessionId, guests })),
          tell: (piece) => this.#tell(sessionId, piece),
        }),
      () => this.#over(sessionId),
    );
  }

  #tell(session: SessionId, piece: Piece): void {
    for (const watching of [...(this.#watched.get(session) ?? [])]) {
      const { watcher } = watching;
      const refusal = this.#mayNot(session, watcher);
      if (!refusal) this.#tellOne(session, watching, piece);
      else {
        this.#stop(session, watching);
        watcher.ended(refusal.text);
      }
    }
  }

  #tellOne(session: SessionId, watching: Watching, { at, frame, discreet }: Piece): void {
    const { user, state } = watching.watcher.session;
    const shown = user && isOwn(state, user, session) ? frame : discreet;
    if (!shown || !this.#takes(watching, at)) {
      watching.missed++;
      return;
    }
    watching.told++;
    const { missed } = watching;
    watching.missed = 0;
    watching.watcher.frame(missed > 0 ? { ...shown, missed } : shown);
  }

  /** Whether somebody who watches is told of one more piece. */
  #takes(watching: Watching, at: number): boolean {
    if (at - watching.since >= LIMITS.wireFramesMs || at < watching.since) {
      watching.since = at;
      watching.told = 0;
    }
    const waiting = this.#parts.connections.get(watching.watcher.session.id)?.waiting ?? 0;
    return watching.told < LIMITS.wireFrames && waiting <= LIMITS.wireWaitingBytes;
  }

  /** The connection is gone. */
  #over(session: SessionId): void {
    for (const watching of [...(this.#watched.get(session) ?? [])]) {
      this.#stop(session, watching);
      watching.watcher.ended("That connection is closed.");
    }
  }

  #stop(session: SessionId, watching: Watching): void {
    const all = this.#watched.get(session);
    if (!all?.delete(watching)) return;
    if (all.size > 0) return;
    this.#watched.delete(session);
    this.#parts.connections.get(session)?.untap();
  }
}
