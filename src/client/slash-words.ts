import type { ModeChange } from "../core/commands.ts";
import { CHANNEL_MODES } from "../core/modes.ts";

/** How what stands behind a slash command is read. */

/** The first `count - 1` words, and the rest as it is. */
export function words(text: string, count: number): readonly string[] {
  const found: string[] = [];
  let rest = text.trim();
  while (found.length < count - 1 && rest !== "") {
    const space = rest.search(/\s/);
    found.push(space < 0 ? rest : rest.slice(0, space));
    rest = space < 0 ? "" : rest.slice(space).trim();
  }
  if (rest !== "") found.push(rest);
  return found;
}

/**
 * The first word, and the rest. The word may stand in quotes, or have a backslash in front of its spaces, as terminals
 * write the path of a file that is dropped on them.
 */
export function quotedWord(text: string): readonly [word: string, rest: string] {
  const trimmed = text.trim();
  const quoted = /^(["'])(.*?)(?:\1(?:\s|$)|$)/s.exec(trimmed);
  if (quoted) return [quoted[2] ?? "", trimmed.slice(quoted[0].length).trim()];
  const [bare = ""] = /^(?:\\.|\S)*/su.exec(trimmed) ?? [];
  return [bare.replace(/\\([^\p{L}\p{N}])/gu, "$1"), trimmed.slice(bare.length).trim()];
}

/** Reads `+ov-b alice bob *!*@there`. */
export function readModes(text: string, isChannel: boolean): readonly ModeChange[] | undefined {
  const [letters = "", ...parameters] = text.split(/\s+/).filter((word) => word !== "");
  if (!/^[+-]?[A-Za-z]/.test(letters)) return undefined;
  const changes: ModeChange[] = [];
  let set = true;
  for (const letter of letters) {
    if (letter === "+" || letter === "-") {
      set = letter === "+";
      continue;
    }
    const parameter = isChannel && takesParameter(letter, set) ? parameters.shift() : undefined;
    changes.push({ set, mode: letter, ...(parameter !== undefined && { parameter }) });
  }
  return changes;
}

function takesParameter(letter: string, set: boolean): boolean {
  const kind = Object.hasOwn(CHANNEL_MODES, letter) ? CHANNEL_MODES[letter]?.kind : undefined;
  return kind === "value" ? set : kind !== undefined && kind !== "flag";
}
