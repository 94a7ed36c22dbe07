import { type Refusal, refuse } from "../../core/answers.ts";
import type { SessionId } from "../../core/commands.ts";
import { LIMITS } from "../../core/limits.ts";
import { mayWatch } from "../../core/rules/wire.ts";
import type { WireFrame } from "../../wire/json/status-facts.ts";
import type { Watcher } from "../../wire/status.ts";
import type { Connection } from "../connection.ts";
import { Tap } from "./tap.ts";

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
  /** When its time began, how much it was told in that, and how much it missed. */
  since: number;
  told: number;
  missed: number;
}

/** Lets sessions watch what goes over connections. What nobody watches has no tap. */
export class WireView {
  readonly #parts: WireViewParts;
  readonly #watched = new Map<SessionId, Set<Watching>>();
  #size = 0;

  constructor(parts: WireViewParts) {
    this.#parts = parts;
  }

  /** As `Status.watch`. */
  watch(session: SessionId, watcher: Watcher): (() => void) | Refusal {
    const connection = this.#parts.connections.get(session);
    if (!connection) return refuse("no-such-session", session);
    const refusal = this.#mayNot(session, watcher);
    if (refusal) return refusal;
    const all = this.#watched.get(session) ?? new Set<Watching>();
    if (all.size >= LIMITS.watchersPerWire || this.#size >= LIMITS.wires) return refuse("server-full", session);
    const watching = { watcher, since: this.#parts.now(), told: 0, missed: 0 };
    all.add(watching);
    this.#size++;
    if (all.size === 1) {
      this.#watched.set(session, all);
      this.#tap(connection);
    }
    return () => this.#stop(session, watching);
  }

  #mayNot(session: SessionId, { session: { user, state } }: Watcher): Refusal | undefined {
    return user ? mayWatch(state, user, { session, guests: this.#parts.watchesGuests }) : refuse("not-open");
  }

  #tap(connection: Watchable): void {
    const { sessionId } = connection;
    connection.tap(
      (about) => new Tap({ ...about, now: this.#parts.now, tell: (frame) => this.#tell(sessionId, frame) }),
      () => this.#over(sessionId),
    );
  }

  #tell(session: SessionId, frame: WireFrame): void {
    for (const watching of [...(this.#watched.get(session) ?? [])]) {
      const { watcher } = watching;
      const refusal = this.#mayNot(session, watcher);
      if (!refusal) this.#tellOne(watching, frame);
      else {
        this.#stop(session, watching);
        watcher.ended(refusal.text);
      }
    }
  }

  #tellOne(watching: Watching, frame: WireFrame): void {
    const { watcher } = watching;
    if (frame.at - watching.since >= LIMITS.wireFramesMs || frame.at < watching.since) {
      watching.since = frame.at;
      watching.told = 0;
    }
    const waiting = this.#parts.connections.get(watcher.session.id)?.waiting ?? 0;
    if (watching.told >= LIMITS.wireFrames || waiting > LIMITS.wireWaitingBytes) {
      watching.missed++;
      return;
    }
    watching.told++;
    const { missed } = watching;
    watching.missed = 0;
    watcher.frame(missed > 0 ? { ...frame, missed } : frame);
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
    this.#size--;
    if (all.size > 0) return;
    this.#watched.delete(session);
    this.#parts.connections.get(session)?.untap();
  }
}
