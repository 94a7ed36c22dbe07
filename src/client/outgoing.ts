import { LIMITS } from "../core/limits.ts";
import { fold } from "../core/names.ts";
import { utf8Length } from "../core/utf8.ts";
import type { JsonCommand } from "../wire/json/commands.ts";
import type { Ok, Refused } from "../wire/json/messages.ts";

/** What may be asked over a link; hello, bye and typing are the link's own. */
export type Asked = Exclude<JsonCommand, { readonly type: "hello" | "bye" | "typing" }>;

/** What became of a command. */
export type Reply = Ok | Refused;

/** A command that has not been answered. */
export interface Pending {
  readonly ref: string;
  readonly command: Asked;
  /** What goes over the wire. */
  readonly line: string;
  readonly done: (reply: Reply) => void;
}

/**
 * Commands on their way: first waiting, then sent and unanswered. After a break those that were sent wait again, before
 * the others and under the same refs, so that nothing is lost, said twice, or said in another order.
 */
export class Outgoing {
  #waiting: Pending[] = [];
  readonly #flying = new Map<string, Pending>();
  #bytes = 0;

  /** How many commands have no answer yet. */
  get size(): number {
    return this.#waiting.length + this.#flying.size;
  }

  /** Takes a command, unless too much waits already. */
  add(pending: Pending): boolean {
    const bytes = utf8Length(pending.line);
    if (this.size >= LIMITS.linkQueue || this.#bytes + bytes > LIMITS.linkQueueBytes) return false;
    this.#bytes += bytes;
    this.#waiting.push(pending);
    return true;
  }

  /** What may be sent now. It counts as sent. */
  take(): readonly Pending[] {
    const taken = this.#waiting.splice(0, LIMITS.linkInFlight - this.#flying.size);
    for (const pending of taken) this.#flying.set(pending.ref, pending);
    return taken;
  }

  /** The command sent under this ref, which is answered now. */
  settle(ref: string): Pending | undefined {
    const pending = this.#flying.get(ref);
    if (!pending) return undefined;
    this.#flying.delete(ref);
    this.#bytes -= utf8Length(pending.line);
    return pending;
  }

  /** The connection broke: what was sent has to be sent again. */
  rewind(): void {
    this.#waiting = [...this.#flying.values(), ...this.#waiting];
    this.#flying.clear();
  }

  /** A channel or nick has another name: what waits for it goes there. */
  rename(from: string, to: string): void {
    this.#waiting = this.#waiting.map((pending) => {
      const command = renamed(pending.command, from, to);
      if (command === pending.command) return pending;
      const line = JSON.stringify({ ...command, ref: pending.ref });
      this.#bytes += utf8Length(line) - utf8Length(pending.line);
      return { ...pending, command, line };
    });
  }

  /** Takes out what waits and is meant; it is given up. */
  withdraw(isMeant: (command: Asked) => boolean): readonly Pending[] {
    const withdrawn = this.#waiting.filter(({ command }) => isMeant(command));
    this.#waiting = this.#waiting.filter(({ command }) => !isMeant(command));
    for (const { line } of withdrawn) this.#bytes -= utf8Length(line);
    return withdrawn;
  }

  /** Whether the server is asked to let us into a channel. */
  isJoining(channel: string): boolean {
    return [...this.#flying.values()].some(({ command }) => command.type === "join" && isAbout(command, channel));
  }

  /** Everything that has no answer, which is given up. */
  giveUp(): readonly Pending[] {
    this.rewind();
    this.#bytes = 0;
    return this.#waiting.splice(0);
  }
}

/** Whether a command goes to a channel, or to those of a standing in it, or to a nick. */
export function isAbout(command: Asked, name: string): boolean {
  return renamed(command, name, "") !== command;
}

/** The letters before a channel's name by which only those of a standing are spoken to. */
const STANDING = /^[~&@%+]+(?=#)/;

/** The same command, for a channel or nick that has another name by now; the very same if it is for another. */
function renamed(command: Asked, from: string, to: string): Asked {
  if ("channel" in command && command.channel !== undefined && fold(command.channel) === fold(from)) {
    return { ...command, channel: to };
  }
  if (!("to" in command)) return command;
  const [standing = ""] = STANDING.exec(command.to) ?? [];
  return fold(command.to.slice(standing.length)) === fold(from) ? { ...command, to: standing + to } : command;
}
