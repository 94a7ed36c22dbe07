import type { Tags } from "../../core/commands.ts";
import { LIMITS } from "../../core/limits.ts";
import { fold } from "../../core/names.ts";
import { utf8Length } from "../../core/utf8.ts";
import type { Message } from "./message.ts";

/** The type of a batch whose lines are one message, and the capability (IRCv3 multiline). */
export const MULTILINE = "draft/multiline";

/** The tag of a line that goes on where the one before it was cut. */
export const CONCAT = "draft/multiline-concat";

/** What is wrong with a batch: the code, what there is to know, and a sentence. */
export type Fault = readonly [code: string, context: readonly string[], text: string];

/** A message that came as a batch. */
export interface Multiline {
  readonly verb: "PRIVMSG" | "NOTICE";
  /** Its lines, with LF between them. */
  readonly text: string;
  /** Where the client cut a line in two: places in the text, counted in UTF-16 units. */
  readonly cuts: readonly number[];
}

/** Gathers the lines of one batch, which are bounded in number and in bytes. */
export class MultilineReader {
  readonly #target: string;
  #verb: "PRIVMSG" | "NOTICE" | undefined;
  readonly #lines: string[] = [];
  readonly #cuts: number[] = [];
  /** Of the text so far: UTF-16 units, and bytes. */
  #length = 0;
  #bytes = 0;

  /** @param target whom the batch is for; all its lines have to be for the same */
  constructor(target: string) {
    this.#target = target;
  }

  /** Takes a line, or says why the batch is no message. */
  add(message: Message): Fault | undefined {
    const verb = message.command.toUpperCase();
    const [target = "", text] = message.params;
    if (verb !== "PRIVMSG" && verb !== "NOTICE") return invalid("Only PRIVMSG and NOTICE may be in the batch");
    if (this.#verb !== undefined && verb !== this.#verb) return invalid("PRIVMSG and NOTICE may not be in one batch");
    if (text === undefined) return invalid("A line of the batch has no text");
    if (fold(target) !== fold(this.#target)) {
      return ["MULTILINE_INVALID_TARGET", [this.#target, target], "A line is for somebody else than the batch"];
    }
    const goesOn = message.tags[CONCAT] !== undefined && this.#lines.length > 0;
    if (goesOn && text === "") return invalid("A blank line can't go on with the line before it");
    this.#verb = verb;
    return this.#append(text, goesOn);
  }

  /** The whole message, or why it is none. */
  finish(): Multiline | Fault {
    const text = this.#lines.join("");
    if (this.#verb === undefined) return invalid("There is no line in the batch");
    if (/^\n*$/.test(text)) return invalid("All lines of the batch are blank");
    return { verb: this.#verb, text, cuts: this.#cuts };
  }

  #append(text: string, goesOn: boolean): Fault | undefined {
    const isFirst = this.#lines.length === 0;
    const added = goesOn || isFirst ? text : `\n${text}`;
    const bytes = this.#bytes + utf8Length(added);
    if (this.#lines.length >= LIMITS.ircMultilineLines) {
      return ["MULTILINE_MAX_LINES", [String(LIMITS.ircMultilineLines)], "The batch has too many lines"];
    }
    if (bytes > LIMITS.ircMultilineBytes) {
      return ["MULTILINE_MAX_BYTES", [String(LIMITS.ircMultilineBytes)], "The batch has too much text"];
    }
    if (goesOn) this.#cuts.push(this.#length);
    this.#lines.push(added);
    this.#length += added.length;
    this.#bytes = bytes;
    return undefined;
  }
}

/** A batch that is no message, for a reason that has no code of its own. */
export function invalid(text: string): Fault {
  return ["MULTILINE_INVALID", [], text];
}

/** Whether a reader's `finish` had to say no. */
export function isFault(result: Multiline | Fault): result is Fault {
  return Array.isArray(result);
}

/**
 * The tags of a message with the places at which its client cut it, so that all see the cuts where the client wanted
 * them. They are no client tag: clients can't send them, and see them only as cuts. Without room for them they are left
 * out, since they are only about looks.
 */
export function withCuts(tags: Tags | undefined, cuts: readonly number[]): Tags | undefined {
  if (cuts.length === 0) return tags;
  const all = { ...tags, [CONCAT]: cuts.join() };
  return utf8Length(JSON.stringify(all)) <= LIMITS.tagsBytes ? all : tags;
}

/** The places that `withCuts` noted. */
export function cutsOf(tags: Tags | undefined): readonly number[] {
  const noted = tags?.[CONCAT];
  return noted === undefined ? [] : noted.split(",", LIMITS.ircMultilineLines).map(Number);
}
