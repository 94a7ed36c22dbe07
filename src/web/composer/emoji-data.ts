import { gemoji } from "gemoji";
import type { Emoji } from "./emoji.ts";

/** Every emoji, in the order of Unicode. It is large: to be imported only when it is needed. */
export const EMOJI: readonly Emoji[] = gemoji.map(({ emoji, names, tags, category }) => {
  const [name = ""] = names;
  return { emoji, name, words: [...names, ...tags].map((word) => word.toLowerCase()), category };
});
