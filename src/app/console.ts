import { type Logger, pino } from "pino";
import type { Address } from "../core/commands.ts";
import type { MessageEvent } from "../core/events.ts";
import type { ConsolePort } from "../server/server.ts";
import { harmless } from "../wire/lines.ts";

/** Where console lines go. */
export interface ConsoleStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What the operator is told: lines for a person on a terminal, structured ones elsewhere. */
export interface Console extends ConsolePort {
  /** Facts of the start. */
  started(facts: Readonly<Record<string, unknown>>): void;
  message(event: MessageEvent, peer: Address | undefined): void;
  stopping(active: number): void;
  stopped(): void;
}

/** The console of a server. Messages are only shown if `logMessages`. */
export async function openConsole(stream: ConsoleStream, logMessages: boolean): Promise<Console> {
  const log = await makeLogger(stream);
  const at = ({ host, port }: Address): string => `${host}:${port}`;
  return {
    // On a terminal the banner says it all.
    started: (facts) => (stream.isTTY ? undefined : log.info(facts, "listening")),
    connected: (peer, dialect, active) => log.info({ peer: at(peer), dialect, active }, "connected"),
    disconnected: (peer, active) => log.info({ peer: at(peer), active }, "disconnected"),
    turnedAway: (peer, why) => log.warn({ peer: at(peer) }, `turned away: ${why}`),
    note: (peer, dialect, text) => log.info({ peer: at(peer), dialect }, text),
    bug: (cause, what) => log.error({ err: cause, what }, "a bug: its session was ended"),
    message: (event, peer) => {
      if (!logMessages) return;
      const from = { peer: peer ? at(peer) : undefined, nick: event.from.nick, to: event.to };
      log.info({ ...from, text: harmless(event.text) }, "message");
    },
    stopping: (active) => log.info({ active }, "stopping: saying goodbye"),
    stopped: () => log.info("stopped"),
  };
}

async function makeLogger(stream: ConsoleStream): Promise<Logger> {
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (!stream.isTTY) return pino(options, { write: (text) => void stream.write(text) });
  // Loaded only for a terminal: it takes a tenth of the time to start.
  const { prettyFactory } = await import("pino-pretty");
  const format = prettyFactory({ colorize: true, translateTime: "SYS:HH:MM:ss", singleLine: true });
  return pino(options, { write: (line) => void stream.write(String(format(line))) });
}
