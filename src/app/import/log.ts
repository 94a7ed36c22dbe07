import type { ModeChange } from "../../core/commands.ts";
import type { Who } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { CHANNEL_MODES } from "../../core/modes.ts";
import { cut } from "../../core/utf8.ts";
import { isName } from "./checks.ts";
import { changeOf } from "./export-event.ts";
import { IMPORTED, type Item, type Told } from "./item.ts";
import { linesOf } from "./lines.ts";
import { type LogEvent, type LogLine, readLogLine } from "./log-line.ts";
import type { Nicks } from "./nicks.ts";
import type { Report } from "./report.ts";
import type { Zone } from "./zone.ts";

/** A log of one channel. */
export interface Log {
  readonly name: string;
  readonly channel: string;
  /** The day of its first line, if it is known, as if clocks there showed UTC. */
  readonly day?: number;
}

/** What logs are read with. */
export interface LogWorld {
  readonly zone: Zone;
  readonly nicks: Nicks;
  readonly report: Report;
}

const DAY = 86_400_000;

/** Reads a log of irssi, WeeChat, ZNC, energymech or eggdrop, whichever its lines are of. */
export async function* readLog(
  bytes: AsyncIterable<Uint8Array>,
  log: Log,
  world: LogWorld,
): AsyncGenerator<readonly Item[], void, undefined> {
  const { report } = world;
  const where = (number: number): string => `line ${number} of ${log.name}`;
  const reader = new LogReader(log, world);
  const tooLong = (number: number): void => report.leaveOut("too long a line", where(number));
  for await (const lines of linesOf(bytes, LIMITS.lineBytes, tooLong)) {
    const items: Item[] = [];
    for (const { number, text } of lines) {
      const read = reader.read(text);
      if (typeof read === "object") items.push(read);
      else if (read !== undefined) report.leaveOut(read, where(number), text);
    }
    yield items;
  }
}

/** Knows what day it is. */
class LogReader {
  readonly #channel: string;
  readonly #zone: Zone;
  readonly #nicks: Nicks;
  #day: number | undefined;
  /** The time of day of the last event. */
  #time = 0;
  #at = 0;

  constructor({ channel, day }: Log, { zone, nicks }: LogWorld) {
    this.#channel = channel;
    this.#zone = zone;
    this.#nicks = nicks;
    this.#day = day;
  }

  /** What a line tells; or why it is left out. */
  read(text: string): Item | string | undefined {
    const line = readLogLine(text);
    if (!line) return "not understood";
    if (line.type === "note") return "notes of the program that wrote the log";
    if (line.type === "event") return this.#item(line);
    if (line.day !== undefined) this.#setDay(line.day);
    return undefined;
  }

  #setDay(day: number): void {
    this.#day = day;
    this.#time = 0;
  }

  #item({ day, time, event }: Extract<LogLine, { type: "event" }>): Item | string {
    if (day !== undefined) this.#setDay(day);
    if (this.#day === undefined) return "without a day, in the file or its name";
    // Past midnight, in a log that says nothing of days.
    else if (day === undefined && time < this.#time - DAY / 2) this.#setDay(this.#day + DAY);
    this.#time = time;
    const told = this.#told(event);
    if (typeof told === "string") return told;
    this.#at = this.#zone.timeOf(this.#day + time, this.#at);
    return this.#at > 0 ? { at: this.#at, channel: this.#channel, told } : "before 1970";
  }

  #told(event: LogEvent): Told | string {
    const channel = this.#channel;
    const from = this.#who(event.nick);
    switch (event.type) {
      case "message": {
        const text = cut(event.text.replace(/[\0\r]/g, ""), LIMITS.textBytes);
        if (text === "") return "without a text";
        return { type: "message", from, to: channel, form: event.form, text };
      }
      case "join":
        return { type: "join", from, channel, realname: "" };
      case "part":
        return { type: "part", from, channel, ...(event.reason !== "" && { reason: reasonOf(event.reason) }) };
      case "quit":
        return { type: "quit", from, reason: reasonOf(event.reason) };
      case "nick":
        return { type: "nick", from, nick: this.#nick(event.to) };
      case "kick": {
        const reason = reasonOf(event.reason);
        return { type: "kick", from, channel, nick: this.#nick(event.whom), ...(reason !== "" && { reason }) };
      }
      case "topic":
        return { type: "topic", from, channel, topic: cut(event.text.replace(/[\0\r]/g, ""), LIMITS.topicBytes) };
      case "mode": {
        const changes = changesOf(event.modes);
        return changes ? { type: "mode", from, channel, changes } : "modes that Parley does not have";
      }
    }
  }

  #who(nick: string): Who {
    return { nick: this.#nick(nick), user: IMPORTED, host: IMPORTED };
  }

  #nick(name: string): string {
    return isName(name) ? name : this.#nicks.nickOf(name, name);
  }
}

function reasonOf(text: string): string {
  return cut(text.replace(/[\0\r]/g, ""), LIMITS.reasonBytes);
}

/** Changes of modes as in `+o-v alice bob`; nothing if there is one that Parley does not have. */
function changesOf(modes: string): ModeChange[] | undefined {
  const [letters = "", ...parameters] = modes.trim().split(/ +/);
  const changes: ModeChange[] = [];
  let set = true;
  for (const letter of letters) {
    if (letter === "+" || letter === "-") {
      set = letter === "+";
      continue;
    }
    const isWhole = !takesParameter(letter, set) || parameters.length > 0;
    const parameter = takesParameter(letter, set) ? parameters.shift() : undefined;
    // A key stays between those who have it.
    const shown = letter === "k" ? "*" : parameter;
    const change = changeOf({ set, mode: letter, ...(shown !== undefined && { parameter: shown }) });
    if (!change || !isWhole || changes.length >= LIMITS.modesPerCommand) return undefined;
    changes.push(change);
  }
  return changes.length > 0 ? changes : undefined;
}

function takesParameter(letter: string, set: boolean): boolean {
  const kind = CHANNEL_MODES[letter]?.kind;
  return kind !== undefined && kind !== "flag" && (kind !== "value" || set);
}
