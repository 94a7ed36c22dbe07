import type { Shown } from "./client.ts";
import { harmless } from "./lines.ts";
import { spoken } from "./spoken.ts";

/** A text of the server as it is shown, or nothing if there is nothing in it. */
export function showText(text: string): readonly Shown[] {
  const lines = spoken(text);
  return lines === "" ? [] : [{ type: "text", text: harmless(lines, true) }];
}
