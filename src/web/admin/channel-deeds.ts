import type { Asked } from "../../client/outgoing.ts";
import { CHANNEL_MODES } from "../../core/modes.ts";

/** What can be done with a channel from the list of all. */
export type Deed = "register" | "give-up" | "clear-topic";

/** What the server is asked for. */
export function changeOf(deed: Deed, channel: string): Asked {
  if (deed === "clear-topic") return { type: "topic", channel, topic: "" };
  return { type: "mode", channel, changes: [{ set: deed === "register", mode: "r" }] };
}

/** What the letters of a channel's flags mean, as a sentence. */
export function flagWords(flags: string): string {
  const texts = [...flags].flatMap((letter) => CHANNEL_MODES[letter]?.text ?? []);
  return texts.length === 0 ? "The channel has no modes." : `The channel ${texts.join("; ")}.`;
}
