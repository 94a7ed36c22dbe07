import type { Address, Draft, Entry } from "../core/commands.ts";
import { Hub, type HubParts } from "../core/hub.ts";
import type { Log } from "../core/ports.ts";
import type { Session } from "../core/session.ts";
import { emptyState } from "../core/state.ts";
import { MemoryFiles } from "../core/testing-files.ts";
import { MemoryHistory } from "../core/testing-history.ts";
import type { Conversation, Dialect, DialectType, Line, Settings } from "./conversation.ts";
import { Registrations } from "./registrations.ts";
import { TestClock } from "./testing-clock.ts";
import { TestOutput } from "./testing-output.ts";
import { testPasswords } from "./testing-passwords.ts";
import { WrongPasswords } from "./wrong-passwords.ts";

/** A world for the tests of dialects: the real core over a log, a history and a clock that the test moves by hand. */

/** The time at which a world begins: in local time, so that what is shown of it is the same in every zone. */
const BEGIN = new Date(2025, 1, 8, 13, 54, 49, 439).getTime();

/** Turns of the microtask queue without anything new after which a world counts as quiet. */
const QUIET_TURNS = 32;

/** A client's end of a conversation. */
export interface Connection {
  /** What the server made of it. */
  readonly line: Line;
  readonly session: Session;
  /** The work of how many commands it was charged with besides those that it sent. */
  readonly spent: number;
  /** What was said on the server's console about it, in order. */
  readonly notes: readonly string[];
  /** Whether the server has hung up. */
  readonly closed: boolean;
  /** Has what is written to it stay with the server until the returned function is called. */
  stall(): () => void;
  /** Sends one piece, as one read of the server. */
  send(piece: string | Uint8Array): void;
  /** Says that nothing more will be sent, and still listens. */
  end(): void;
  /** Is gone without a word. */
  drop(): void;
  /** All that came since this was last called. */
  take(): string;
}

/** What makes a connection other than usual. */
export interface ConnectOptions {
  /** Without it: 127.0.0.1, and ports that count up from 50001. */
  readonly peer?: Address;
  /** Whether others may not see the address. */
  readonly cloaked?: boolean;
  /** Whether the server takes no files, so that there are no tickets. */
  readonly takesNoFiles?: boolean;
  /** Whether somebody on the way may listen in. */
  readonly insecure?: boolean;
  /** As `Line.certificate`. */
  readonly certificate?: string;
  /** As `Line.token`. */
  readonly token?: string;
}

export interface World {
  readonly hub: Hub;
  /** The files of the server; a test puts them there. */
  readonly files: MemoryFiles;
  readonly history: MemoryHistory;
  readonly clock: TestClock;
  /** A listener of a dialect, with what its URL would say, and with other settings than usual. */
  listen(
    type: DialectType,
    options?: Readonly<Record<string, string>>,
    channel?: string,
    others?: Partial<Settings>,
  ): Dialect;
  connect(dialect: Dialect, options?: ConnectOptions): Connection;
  /** Makes durable what was appended, and what follows from that, until the log is empty; then nothing waits but reads. */
  commit(): void;
  /** `commit`, with the reads that are on their way, until nothing happens any more. */
  settle(): Promise<void>;
}

/** A world whose server has just started, with `#lobby`. @throws Error from `commit` and `settle` if a bug was caught */
export function createWorld(more: Pick<HubParts, "said"> = {}): World {
  const clock = new TestClock(BEGIN);
  const history = new MemoryHistory();
  const files = new MemoryFiles();
  const log = new MemoryLog(() => clock.now());
  const bugs: unknown[] = [];
  const hub = new Hub({
    ...more,
    node: "test",
    state: emptyState(),
    log,
    history,
    files,
    clock: () => clock.now(),
    journal: { bug: (cause) => bugs.push(cause), message: () => {} },
  });
  const connections: TestConnection[] = [];
  let port = 50_000;

  const step = (): boolean => {
    const left = connections.filter((connection) => connection.leave()).length > 0;
    const committed = log.commit(hub);
    if (bugs.length > 0) throw new Error("a session met a bug", { cause: bugs.shift() });
    return committed || left;
  };
  const commit = (): void => {
    while (step());
  };

  hub.start({ type: "start", name: "test", epoch: "test", channels: ["#lobby"] }, () => {});
  commit();
  return {
    hub,
    files,
    history,
    clock,
    listen: (type, options = {}, channel = "#lobby", others = {}) =>
      type.listen({
        ...settingsOf(type, options, channel),
        wrong: new WrongPasswords(others.rateLimits ?? true),
        registrations: new Registrations(others.rateLimits ?? true),
        ...others,
      }),
    connect(dialect, options = {}) {
      const peer = options.peer ?? { host: "127.0.0.1", port: ++port };
      const connection = new TestConnection(hub, clock, dialect, peer, options);
      connections.push(connection);
      return connection;
    },
    commit,
    async settle() {
      for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
        if (step() || connections.some((connection) => connection.isStreaming)) quiet = 0;
        await Promise.resolve();
      }
    },
  };
}

function settingsOf(
  type: DialectType,
  options: Readonly<Record<string, string>>,
  channel: string,
): Omit<Settings, "wrong" | "registrations"> {
  const defaults = Object.fromEntries(Object.entries(type.options).map(([name, row]) => [name, row.default]));
  return {
    server: "parley.test",
    network: "Parley",
    description: "A server for tests",
    motd: undefined,
    uploads: undefined,
    operators: new Map(),
    webirc: [],
    passwords: testPasswords(),
    registration: "after-connect",
    access: "open",
    rateLimits: true,
    version: "0.1.0",
    started: BEGIN,
    channel,
    options: { ...defaults, ...options },
  };
}

/** As `Line.digest` of a test's connections: as long as a real one, and another for each secret. */
export function testDigest(secret: string): string {
  let hash = 0x6c62272e07bb014262b821756295c58dn;
  // FNV-1a of 128 bits.
  for (const unit of new TextEncoder().encode(secret)) {
    hash = BigInt.asUintN(128, (hash ^ BigInt(unit)) * 0x1000000000000000000013bn);
  }
  return BigInt.asUintN(110, hash).toString(32).padStart(22, "0");
}

class TestConnection implements Connection {
  readonly line: Line;
  readonly session: Session;
  readonly notes: string[] = [];
  spent = 0;
  #conversation: Conversation | undefined;
  readonly #output = new TestOutput();
  #closed = false;
  #gone = false;

  constructor(hub: Hub, clock: TestClock, dialect: Dialect, peer: Address, options: ConnectOptions) {
    const { cloaked = false } = options;
    let origin = peer;
    let secure = !options.insecure;
    let { certificate } = options;
    this.line = {
      get peer() {
        return origin;
      },
      get host() {
        return cloaked ? "cloaked.test" : origin.host;
      },
      get address() {
        return cloaked ? undefined : origin;
      },
      get secure() {
        return secure;
      },
      get certificate() {
        return certificate;
      },
      token: options.token,
      comesFrom: (other, isSecure) => {
        if (!/^[0-9a-f]*[.:][0-9a-f.:]+$/i.test(other.host)) return false;
        origin = { ...other, host: other.host.replace(/^0::/, "::") };
        secure &&= isSecure;
        certificate = undefined;
        return true;
      },
      now: () => clock.now(),
      write: (text) => this.#output.write(text),
      whisper: (text) => this.#output.write(text),
      drained: (run) => this.#output.drained(run),
      stream: (source, done) => this.#output.stream(source, done),
      hangUp: () => this.#close(),
      timer: (ms, run) =>
        clock.timer(ms, () => {
          if (!this.#gone) run();
        }),
      digest: testDigest,
      ticket: () => (options.takesNoFiles ? undefined : `ticket of ${this.session.id}`),
      spend: (commands) => {
        this.spent += commands;
      },
      note: (text) => this.notes.push(text),
    };
    this.session = hub.connect((session) => {
      const conversation = dialect.open(session, this.line);
      this.#conversation = conversation;
      return conversation;
    });
  }

  get isStreaming(): boolean {
    return this.#output.isStreaming;
  }

  stall(): () => void {
    return this.#output.stall();
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(piece: string | Uint8Array): void {
    if (this.#closed) return;
    const bytes = typeof piece === "string" ? new TextEncoder().encode(piece) : piece.slice();
    this.#conversation?.feed(bytes);
    // They are only valid during the call: who keeps them is found out.
    bytes.fill(0xff);
  }

  end(): void {
    if (!this.#closed) this.#conversation?.end();
  }

  drop(): void {
    this.#close();
    this.leave();
  }

  take(): string {
    return this.#output.take();
  }

  #close(): void {
    this.#closed = true;
    this.#output.close();
  }

  /** What the server does once a connection is closed; whether there was anything to do. */
  leave(): boolean {
    if (!this.#closed || this.#gone) return false;
    this.#gone = true;
    this.#conversation?.closed?.();
    this.session.end("Connection closed");
    return true;
  }
}

class MemoryLog implements Log {
  readonly #clock: () => number;
  #drafts: Draft[] = [];
  #seq = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  append(draft: Draft): undefined {
    this.#drafts.push(draft);
  }

  /** Makes all that waits durable in one batch; whether anything waited. */
  commit(hub: Hub): boolean {
    const drafts = this.#drafts;
    if (drafts.length === 0) return false;
    this.#drafts = [];
    const at = this.#clock();
    const entries = drafts.map((draft): Entry => ({ ...draft, seq: ++this.#seq, at }));
    hub.follow(entries, drafts);
    return true;
  }
}
