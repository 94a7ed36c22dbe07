import { type Logger, pino } from "pino";
import type { Address } from "../core/commands.ts";
import type { MessageEvent } from "../core/events.ts";
import type { ConsolePort } from "../server/console-port.ts";
import { harmless } from "../wire/lines.ts";

/** Where console lines go. */
export interface ConsoleStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
  on(event: "error", listener: () => void): unknown;
}

/** What the operator is told: lines for a person on a terminal, structured ones elsewhere. */
export interface Console extends ConsolePort {
  /** Facts of the start. */
  started(facts: Readonly<Record<string, unknown>>): void;
  message(event: MessageEvent, peer: Address | undefined): void;
  /** Something does not work, and no session ended by it. @param what a sentence for the operator */
  trouble(cause: unknown, what: string): void;
  /** Something that the operator may want to know, or has to do something about. @param text a sentence */
  told(text: string): void;
  warned(text: string): void;
  stopping(active: number): void;
  stopped(): void;
}

/** The console of a server. Messages are only shown if `logMessages`. */
export function openConsole(stream: ConsoleStream, logMessages: boolean): Console {
  const log = makeLogger(stream);
  const at = ({ host, port }: Address): string => `${host}:${port}`;
  return {
    // On a terminal the banner says it all.
    started: (facts) => (stream.isTTY ? undefined : log.info(facts, "listening")),
    connected: (peer, dialect, active) => log.info({ peer: at(peer), dialect, active }, "connected"),
    disconnected: (peer, active) => log.info({ peer: at(peer), active }, "disconnected"),
    turnedAway: (peer, why) => log.warn({ peer: at(peer) }, `turned away: ${why}`),
    note: (peer, dialect, text) => log.info({ peer: at(peer), dialect }, text),
    bug: (cause, what) => log.error({ err: cause, what }, "a bug: its session was ended"),
    trouble: (cause, what) => log.error({ err: cause }, what),
    message: (event, peer) => {
      if (!logMessages) return;
      const from = { peer: peer ? at(peer) : undefined, nick: event.from.nick, to: event.to };
      log.info({ ...from, text: harmless(event.text) }, "message");
    },
    told: (text) => log.info(text),
    warned: (text) => log.warn(text),
    stopping: (active) => log.info({ active }, "stopping: saying goodbye"),
    stopped: () => log.info("stopped"),
  };
}

function makeLogger(stream: ConsoleStream): Logger {
  // Whoever read the console may be gone; the server goes on without.
  stream.on("error", () => undefined);
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const write = (line: string): void => void stream.write(stream.isTTY ? sentence(JSON.parse(line)) : line);
  return pino(options, { write });
}

/** A line of the log for a person: when, what happened, to whom, and how many are here. */
function sentence(line: Readonly<Record<string, unknown>>): string {
  const { time, msg, peer, dialect, active, nick, to, text, what, err } = line;
  const parts = [
    new Date(String(time)).toTimeString().slice(0, 8),
    msg,
    peer,
    dialect,
    what,
    text !== undefined && `<${nick}> to ${to}: ${text}`,
    active !== undefined && `(${active} connected)`,
    typeof err === "object" && err && "stack" in err && `\n${err.stack}`,
  ];
  return `${parts.filter((part) => part !== undefined && part !== false).join(" ")}\n`;
}
