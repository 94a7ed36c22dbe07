import { approach } from "../connect/approach.ts";
import type { ClientOptions } from "../connect/client-options.ts";
import { unreachable } from "../connect/tcp.ts";
import { pause } from "../connect/timers.ts";
import { EXIT } from "../exit.ts";
import { complain, type Io } from "../io.ts";
import { randomWords } from "../random-words.ts";
import { addressOf, type Target } from "../target.ts";
import type { Trust } from "../trust/trust.ts";
import { visitByClassroom, visitByRelay } from "./visit-classroom.ts";
import { visitByIrc } from "./visit-irc.ts";
import { visitByJson, visitByWebSocket } from "./visit-native.ts";
import type { Visitor } from "./visitor.ts";

/** What `parley demo` takes. */
export interface DemoOptions extends Pick<ClientOptions, "configFolder" | "authorities"> {
  /** The automatic port; this machine's if it is not said. */
  readonly url?: string;
  /** Stop after so many messages; without it, when interrupted. */
  readonly messages?: number;
  /** The port of an `ack` listener, if there is one: its visitor takes the place of the `framed` one. */
  readonly ackPort?: number;
  /** The port of a `turns` listener, if there is one: its visitor takes the place of the `relay` one. */
  readonly turnsPort?: number;
  /** The longest time between two messages, in milliseconds. */
  readonly delayMs?: number;
}

const DELAY_MS = 1_200;

/**
 * Sends five visitors who talk random words, each in another dialect, until it is stopped; then they say goodbye.
 *
 * @returns an exit status
 */
export async function runDemo(options: DemoOptions, io: Io): Promise<number> {
  const server = approach(options.url, options);
  if ("problem" in server || server.target.dialect !== "json") {
    complain(io, "problem" in server ? server.problem : "demo needs the automatic port, such as localhost:5050.");
    return EXIT.usage;
  }
  const { target } = server;
  const visitors = invite(
    target,
    server.trust((text) => complain(io, text)),
    options,
  );
  const reasons = await Promise.all(visitors.map(({ stay }) => stay.arrived));
  const why = reasons.find((reason) => reason !== undefined);
  if (why !== undefined) {
    const present = reasons.filter((reason) => reason === undefined).length;
    const distrust = visitors.map(({ stay }) => stay.distrust).find((text) => text !== undefined);
    complain(io, distrust ?? (present === 0 ? unreachable(target, why) : `not everybody got in: ${why}.`));
  } else {
    const names = visitors.map(({ name }) => name).join(", ");
    io.stdout.write(`${visitors.length} visitors talk at ${addressOf(target)}: ${names}. Ctrl-C ends it.\n`);
    await chatter(visitors, options, io);
  }
  for (const visitor of visitors) visitor.leave();
  await Promise.all(visitors.map(({ stay }) => stay.gone));
  return why === undefined ? EXIT.ok : EXIT.unavailable;
}

function invite(target: Target, trust: Trust, { ackPort, turnsPort }: DemoOptions): readonly Visitor[] {
  const at = (port: number): Target => ({ ...target, port });
  return [
    visitByJson(target, trust, "Jason"),
    visitByIrc(target, trust, "Iris"),
    ackPort === undefined ? visitByClassroom(target, trust, "framed") : visitByClassroom(at(ackPort), trust, "ack"),
    turnsPort === undefined ? visitByRelay(target, trust, "Rhea") : visitByClassroom(at(turnsPort), trust, "turns"),
    visitByWebSocket(target, trust, "Wendy"),
  ];
}

async function chatter(visitors: readonly Visitor[], options: DemoOptions, io: Io): Promise<void> {
  const { messages = Number.POSITIVE_INFINITY, delayMs = DELAY_MS } = options;
  const left = Promise.all(visitors.map(({ stay }) => stay.gone));
  let areHere = true;
  left.then(
    () => {
      areHere = false;
    },
    () => undefined,
  );
  for (let said = 0; said < messages && areHere && !io.signal.aborted; ) {
    await pause(Math.random() * delayMs, io.signal);
    if (io.signal.aborted) return;
    const ready = visitors.filter(({ isReady }) => isReady);
    const speaker = ready[Math.floor(Math.random() * ready.length)];
    if (!speaker) continue;
    const text = randomWords(Math.random);
    speaker.say(text);
    said++;
    io.stdout.write(`${speaker.dialect.padEnd(9)} ${speaker.name}: ${text}\n`);
  }
}
