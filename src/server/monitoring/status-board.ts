import process from "node:process";
import { type Refusal, refuse } from "../../core/answers.ts";
import type { SessionId } from "../../core/commands.ts";
import type { Hub } from "../../core/hub.ts";
import { LIMITS } from "../../core/limits.ts";
import { isOwn, mayWatch } from "../../core/rules/wire.ts";
import type { Session } from "../../core/session.ts";
import type { State } from "../../core/state.ts";
import type { ClusterFigures, Figures, SessionFacts } from "../../wire/json/status-facts.ts";
import type { SessionsPage, SessionsQuestion, Status, Watcher } from "../../wire/status.ts";
import type { Connection } from "../connection.ts";
import { LoopDelay } from "./loop-delay.ts";
import type { Meter } from "./meter.ts";
import { WireView } from "./wire-view.ts";

/** What a status board looks at. */
export interface StatusBoardParts {
  readonly hub: Pick<Hub, "state" | "tally">;
  readonly meter: Meter;
  readonly connections: ReadonlyMap<SessionId, Connection>;
  /** How many sockets there are, and how many connections were turned away. */
  readonly sockets: () => number;
  readonly refused: () => number;
  /** As `Status.watchesGuests`. */
  readonly watchesGuests: boolean;
  /** There if the server is a node of a cluster. */
  readonly cluster?: ClusterNode;
}

/** A node of a cluster, as it is whenever it is looked at. */
export interface ClusterNode {
  readonly name: string;
  /** Whether what is asked here reaches the log that all nodes have in common. */
  readonly isReached: boolean;
  /** Entries of that log that are yet to be read here, if that is known. */
  readonly behind: number | undefined;
}

const US_PER_S = 1_000_000;

/** Tells how a server does, and what goes over its connections. */
export class StatusBoard implements Status {
  readonly #parts: StatusBoardParts;
  readonly #wires: WireView;
  readonly #started = Date.now();
  readonly #delay = new LoopDelay();
  readonly #followers = new Set<(figures: Figures) => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: StatusBoardParts) {
    this.#parts = parts;
    const { connections, watchesGuests } = parts;
    this.#wires = new WireView({ connections, watchesGuests, now: Date.now });
  }

  get watchesGuests(): boolean {
    return this.#parts.watchesGuests;
  }

  /** @param delay knows how late the event loop was since the same one asked last */
  figures(delay: LoopDelay = this.#delay): Figures {
    return figuresOf(this.#parts, this.#started, delay);
  }

  follow(tell: (figures: Figures) => void): (() => void) | Refusal {
    if (this.#followers.size >= LIMITS.statusFollowers) return refuse("server-full");
    // Two may be told by the same function.
    const follower = (figures: Figures): void => tell(figures);
    this.#followers.add(follower);
    this.#timer ??= setInterval(() => this.#tellAll(), LIMITS.statusMs).unref();
    return () => {
      this.#followers.delete(follower);
      if (this.#followers.size === 0) this.#stop();
    };
  }

  sessions({ after, limit, own }: SessionsQuestion, asker: Session | undefined): SessionsPage {
    const { connections } = this.#parts;
    const isBehind = after === undefined ? () => true : behind(after);
    const sessions: SessionFacts[] = [];
    for (const connection of connections.values()) {
      if (!isBehind(connection.sessionId) || (own && !this.#isOwn(connection.sessionId, asker))) continue;
      if (sessions.length >= limit) return { sessions, more: true };
      sessions.push(this.#factsOf(connection, asker));
    }
    return { sessions, more: false };
  }

  watch(session: SessionId, watcher: Watcher): (() => void) | Refusal {
    return this.#wires.watch(session, watcher);
  }

  /** Tells nobody anything any more. */
  close(): void {
    this.#followers.clear();
    this.#stop();
    this.#delay.stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tellAll(): void {
    const figures = this.figures();
    for (const tell of [...this.#followers]) tell(figures);
  }

  #isOwn(session: SessionId, asker: Session | undefined): boolean {
    return asker?.user !== undefined && isOwn(asker.state, asker.user, session);
  }

  #factsOf(connection: Connection, asker: Session | undefined): SessionFacts {
    const { state } = this.#parts.hub;
    const { sessionId: session, peer, dialect, since, secure, bytesIn, bytesOut, via, isMessages } = connection;
    const user = state.users.get(state.sessions.get(session)?.user ?? 0);
    const guests = this.#parts.watchesGuests;
    const mayNot = asker?.user && user ? mayWatch(state, asker.user, { session, guests }) : refuse("not-open");
    return {
      session,
      ...(user && { nick: user.nick }),
      ...(user?.account !== undefined && { account: user.account }),
      dialect,
      address: peer,
      since,
      secure,
      bytesIn,
      bytesOut,
      via,
      ...(isMessages && { websocket: true as const }),
      ...(!mayNot && { watchable: true as const }),
    };
  }
}

/** Whether a session has come later than that one: their names count up. */
function behind(after: SessionId): (session: SessionId) => boolean {
  const number = (id: SessionId): number => Number(id.slice(id.lastIndexOf(".") + 1));
  const from = number(after);
  return (session) => number(session) > from;
}

/** How a server does now. */
function figuresOf(
  { hub, meter, sockets, refused, cluster }: StatusBoardParts,
  started: number,
  delay: LoopDelay,
): Figures {
  const { state, tally } = hub;
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return {
    at: Date.now(),
    started,
    connections: Object.fromEntries(meter.connections),
    sockets: sockets(),
    sessions: state.sessions.size,
    users: state.users.size,
    channels: state.channels.size,
    messages: tally.messages,
    deliveries: tally.deliveries,
    commits: {
      count: meter.commits.count,
      failed: meter.failedCommits,
      ms: meter.commits.sum,
      lastMs: meter.lastCommitMs,
    },
    bytesIn: meter.bytesIn,
    bytesOut: meter.bytesOut,
    refused: refused(),
    memory: { rss, heap: heapUsed },
    cpu: (user + system) / US_PER_S,
    loop: delay.take(),
    ...(cluster && { cluster: clusterFigures(state, cluster) }),
  };
}

function clusterFigures({ nodes }: State, { name, isReached, behind }: ClusterNode): ClusterFigures {
  return { name, reached: isReached, nodes: [...nodes.keys()].sort(), ...(behind !== undefined && { behind }) };
}
