import { gemoji } from "gemoji";
import type { Emoji } from "./emoji.ts";

/** Every emoji, in the order of Unicode. It is large: to be imported only when it is needed. */
export const EMOJI: readonly Emoji[] = gemoji.map(({ emoji, names, tags, category }) => ({
  emoji,
  names: names.map((name) => name.toLowerCase()),
  tags: tags.map((tag) => tag.toLowerCase()),
  category,
}));
