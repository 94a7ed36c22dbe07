import type { Errand } from "./errands.ts";
import type { Amend } from "./last-said.ts";
import type { Asked } from "./outgoing.ts";
import { words } from "./slash-words.ts";

/** Where a line is typed. */
export interface Place {
  /** The channel or nick that plain lines go to. */
  readonly to: string | undefined;
  /** Our own nick. */
  readonly nick: string;
}

/** What a typed line asks for. */
export type Typed =
  | { readonly type: "ask"; readonly command: Asked }
  /** All of them, one behind the other. */
  | { readonly type: "several"; readonly commands: readonly Asked[] }
  | Errand
  /** Plain lines go to this nick from now on, beginning with `text`; without a nick, to a channel again. */
  | { readonly type: "talk"; readonly to?: string; readonly text?: string }
  /** The place where it is typed is to go: a channel is left, and a talk put away. */
  | { readonly type: "close"; readonly of: string }
  /** A file of that path is to be uploaded, and its link said with the text. */
  | { readonly type: "upload"; readonly path: string; readonly to: string; readonly text: string }
  /** A file is to be saved: that of a link, or the newest of that name where the line is typed. */
  | { readonly type: "download"; readonly what: string; readonly to: string | undefined }
  | Amend
  | { readonly type: "quit"; readonly reason?: string }
  | { readonly type: "help"; readonly lines: readonly string[] }
  | { readonly type: "problem"; readonly text: string }
  | { readonly type: "nothing" };

/** One slash command. */
export interface SlashRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Its parameters, as help shows them. */
  readonly usage: string;
  readonly text: string;
  /** Reads what stands behind its name. Nothing, if that is not what `usage` says. */
  read(rest: string, place: Place): Typed | undefined;
}

export function ask(command: Asked): Typed {
  return { type: "ask", command };
}

/** The channel that is named first, or else the one where the line is typed; and the rest. */
export function channelAndRest(text: string, place: Place): readonly [string | undefined, string] {
  if (text.startsWith("#")) {
    const [channel = "", rest = ""] = words(text, 2);
    return [channel, rest];
  }
  return [place.to?.startsWith("#") ? place.to : undefined, text];
}
