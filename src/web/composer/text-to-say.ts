import { LIMITS } from "../../core/limits.ts";
import { fits } from "../../core/utf8.ts";
import type { Attachment } from "./attachments.ts";

/** What is to be said, or why not now. */
export type ToSay =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "nothing" }
  /** Files are still on their way. */
  | { readonly type: "wait" }
  | { readonly type: "problem"; readonly text: string };

/**
 * What was typed as a message, with the links of the files behind it. Two slashes at its beginning are one.
 */
export function textToSay(typed: string, files: readonly Pick<Attachment, "state">[]): ToSay {
  const text = (typed.startsWith("//") ? typed.slice(1) : typed).trimEnd();
  if (text.trim() === "" && files.length === 0) return { type: "nothing" };
  const states = files.map(({ state }) => state);
  if (states.some(({ type }) => type === "failed")) {
    return { type: "problem", text: "A file could not be uploaded. Try it again, or take it away." };
  }
  const links = states.flatMap((state) => (state.type === "done" ? state.link : []));
  if (links.length < files.length) return { type: "wait" };
  // A line of its own may have a meaning, such as where code ends.
  const said = text.includes("\n") ? `${text}\n${links.join(" ")}` : `${text} ${links.join(" ")}`;
  const whole = text.trim() === "" ? links.join(" ") : links.length === 0 ? text : said;
  if (!fits(whole, LIMITS.textBytes))
    return { type: "problem", text: "That is longer than 64 KiB. A file can be longer." };
  return { type: "text", text: whole };
}
