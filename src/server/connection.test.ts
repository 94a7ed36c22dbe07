import { expect, it, vi } from "vitest";
import { Hub } from "../core/hub.ts";
import { LIMITS } from "../core/limits.ts";
import { RATES } from "../core/rates.ts";
import { emptyState } from "../core/state.ts";
import { MemoryFiles } from "../core/testing-files.ts";
import { MemoryHistory } from "../core/testing-history.ts";
import type { Settings } from "../wire/conversation.ts";
import { json } from "../wire/json/json.ts";
import { Registrations } from "../wire/registrations.ts";
import { testPasswords } from "../wire/testing-passwords.ts";
import { WrongPasswords } from "../wire/wrong-passwords.ts";
import { type Channel, Connection, type Counted, type Seen, type Surroundings } from "./connection.ts";
import { Meter } from "./monitoring/meter.ts";
import { Flusher } from "./outbox.ts";
import { Paces } from "./pace.ts";
import { Tickets } from "./tickets.ts";

const SETTINGS: Settings = {
  server: "test",
  network: "Test",
  description: "A server for tests",
  motd: undefined,
  uploads: undefined,
  operators: new Map(),
  webirc: [],
  passwords: testPasswords(),
  wrong: new WrongPasswords(true),
  registrations: new Registrations(true),
  registration: "none",
  access: "open",
  rateLimits: true,
  version: "0",
  started: 0,
  channel: "#lobby",
  options: {},
};

/** A connection over nothing, whose pauses are counted. */
function connect(
  rateLimits: boolean,
  tickets?: Tickets,
  place?: Counted["place"],
): {
  readonly connection: Connection;
  readonly isPaused: () => boolean;
  /** Says how much of what it was given is not with the system yet. */
  readonly wait: (bytes: number) => void;
  readonly flusher: Flusher;
} {
  const hub = new Hub({
    node: "n",
    state: emptyState(),
    log: { append: () => undefined },
    history: new MemoryHistory(),
    files: new MemoryFiles(),
    clock: () => 0,
    journal: { bug: () => undefined, message: () => undefined },
  });
  const surroundings: Surroundings = {
    hub,
    ...(tickets && { tickets }),
    flusher: new Flusher(),
    meter: new Meter(),
    note: () => undefined,
    bug: (cause) => {
      throw cause;
    },
  };
  let isPaused = false;
  let waiting = 0;
  const channel: Channel = {
    get waiting() {
      return waiting;
    },
    send: () => undefined,
    sendBytes: (_bytes, sent) => sent(),
    end: () => undefined,
    destroy: () => undefined,
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
    },
  };
  const seen: Seen = {
    peer: { host: "127.0.0.1", port: 1 },
    host: "127.0.0.1",
    secure: true,
    from: (peer) => ({ ...seen, peer }),
  };
  const pace = new Paces(() => performance.now()).begin("127.0.0.1", "the listener");
  return {
    connection: new Connection(surroundings, channel, json.listen(SETTINGS), seen, {
      ...(rateLimits && { pace }),
      place,
    }),
    isPaused: () => isPaused,
    wait: (bytes) => {
      waiting = bytes;
    },
    flusher: surroundings.flusher,
  };
}

const pings = (count: number): Buffer => Buffer.from('{"type":"ping"}\n'.repeat(count));

it("reads on only after a while when more commands came than are a client's share", () => {
  vi.useFakeTimers();
  const { connection, isPaused } = connect(true);
  connection.feed(pings(RATES.commandsPerConnection.burst));
  expect(isPaused()).toBe(false);
  connection.feed(pings(RATES.commandsPerConnection.perSecond));
  expect(isPaused()).toBe(true);
  vi.advanceTimersByTime(1_100);
  expect(isPaused()).toBe(false);
  vi.useRealTimers();
});

it("counts bytes as well as commands", () => {
  const { connection, isPaused } = connect(true);
  for (let sent = 0; sent <= RATES.bytesPerConnection.burst; sent += 65_536) connection.feed(Buffer.alloc(65_536, "x"));
  expect(isPaused()).toBe(true);
});

it.each([
  ["joins", RATES.joinsPerConnection, '{"type":"join","channel":"#a"}\n'],
  ["nick changes", RATES.nicksPerConnection, '{"type":"nick","nick":"a"}\n'],
])("counts %s by themselves", (_what, { burst, perSecond }, command) => {
  vi.useFakeTimers();
  const { connection, isPaused } = connect(true);
  connection.feed(Buffer.from(command.repeat(burst)));
  expect(isPaused()).toBe(false);
  connection.feed(Buffer.from(command.repeat(perSecond)));
  expect(isPaused()).toBe(true);
  vi.advanceTimersByTime(990);
  expect(isPaused()).toBe(true);
  vi.advanceTimersByTime(20);
  expect(isPaused()).toBe(false);
  vi.useRealTimers();
});

it("is held back for longer by what comes nevertheless, and no longer than that", () => {
  vi.useFakeTimers();
  const { connection, isPaused } = connect(true);
  connection.feed(pings(RATES.commandsPerConnection.burst + RATES.commandsPerConnection.perSecond));
  connection.feed(pings(RATES.commandsPerConnection.perSecond));
  vi.advanceTimersByTime(1_990);
  expect(isPaused()).toBe(true);
  vi.advanceTimersByTime(20);
  expect(isPaused()).toBe(false);
  vi.useRealTimers();
});

it("counts for whom a gateway says that it speaks, who may have too many connections", () => {
  const moved: string[] = [];
  const place = {
    settled: () => undefined,
    comesFrom: (address: string) => {
      moved.push(address);
      return address !== "192.0.2.2";
    },
  };
  const { connection } = connect(true, undefined, place);
  expect(connection.comesFrom({ host: "192.0.2.2", port: 2 }, true)).toBe(false);
  expect(connection.comesFrom({ host: "nowhere", port: 2 }, true)).toBe(false);
  expect(connection.peer.host).toBe("127.0.0.1");
  expect(connection.comesFrom({ host: "2001:DB8::1", port: 3 }, true)).toBe(true);
  expect(connection.peer).toEqual({ host: "2001:db8::1", port: 3 });
  expect(moved).toEqual(["192.0.2.2", "2001:db8::1"]);
});

it("is read on once it is over, however much came with the last words, so that its own last words get out", () => {
  vi.useFakeTimers();
  const { connection, isPaused } = connect(true);
  connection.feed(Buffer.from(`${pings(RATES.commandsPerConnection.burst + 1)}{"type":"bye"}\n`));
  expect(isPaused()).toBe(false);
  vi.useRealTimers();
});

it("counts nothing with --no-rate-limits", () => {
  const { connection, isPaused } = connect(false);
  connection.feed(pings(RATES.commandsPerConnection.burst * 2));
  expect(isPaused()).toBe(false);
});

it("is not held back for longer when the system's clock is put back", () => {
  vi.useFakeTimers();
  const { connection, isPaused } = connect(true);
  vi.setSystemTime(Date.now() - 3_600_000);
  connection.feed(pings(RATES.commandsPerConnection.burst + 1));
  vi.advanceTimersByTime(100);
  expect(isPaused()).toBe(false);
  vi.useRealTimers();
});

it("tells when most of what was written has gone out, from this turn too, and not once it is over", () => {
  vi.useFakeTimers();
  const { connection, wait, flusher } = connect(true);
  const drained = vi.fn();
  connection.drained(drained);
  expect(drained).toHaveBeenCalledTimes(1);
  connection.write("x".repeat(LIMITS.drainedBytes + 1));
  connection.drained(drained);
  expect(drained).toHaveBeenCalledTimes(1);
  wait(LIMITS.drainedBytes + 1);
  flusher.flush();
  vi.advanceTimersByTime(1_000);
  expect(drained).toHaveBeenCalledTimes(1);
  wait(LIMITS.drainedBytes);
  vi.advanceTimersByTime(LIMITS.drainedMs);
  expect(drained).toHaveBeenCalledTimes(2);
  wait(LIMITS.drainedBytes + 1);
  connection.drained(drained);
  connection.closed("gone");
  wait(0);
  vi.advanceTimersByTime(1_000);
  expect(drained).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});

it("sends a stream whole, tells so, and breaks it off when it hangs up", async () => {
  const { connection } = connect(true);
  let isOpen = false;
  async function* bytes(count: number): AsyncGenerator<Uint8Array, void, undefined> {
    isOpen = true;
    try {
      for (let i = 0; i < count; i++) {
        yield new Uint8Array(1_024);
        await new Promise((go) => setImmediate(go));
      }
    } finally {
      isOpen = false;
    }
  }
  expect(await new Promise((done) => connection.stream(bytes(3), done))).toBe(true);
  const done = vi.fn();
  const drained = vi.fn();
  connection.stream(bytes(Number.POSITIVE_INFINITY), done);
  connection.drained(drained);
  const isDrained = drained.mock.calls.length > 0;
  connection.hangUp();
  expect([isOpen, isDrained]).toEqual([true, false]);
  while (isOpen) await new Promise((go) => setImmediate(go));
  expect(done).not.toHaveBeenCalled();
});

it("has tickets for its session as long as it lasts, if the server takes files", () => {
  const tickets = new Tickets(() => 0);
  const { connection } = connect(true, tickets);
  const ticket = connection.ticket() ?? "";
  expect(tickets.sessionOf(ticket)).toBe(connection.sessionId);
  connection.closed("gone");
  expect(tickets.sessionOf(ticket)).toBeUndefined();
  expect([connection.ticket(), tickets.size]).toEqual([undefined, 0]);
  expect(connect(true).connection.ticket()).toBeUndefined();
});
