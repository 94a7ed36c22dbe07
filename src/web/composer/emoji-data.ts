import { gemoji } from "gemoji";

/** An emoji and what it is called. */
export interface Emoji {
  readonly emoji: string;
  /** As it is written between colons; the first is shown. In lower case, as its tags. */
  readonly names: readonly string[];
  /** What else it is found by. */
  readonly tags: readonly string[];
  readonly category: string;
}

/** Every emoji, in the order of Unicode. It is large: to be imported only when it is needed. */
export const EMOJI: readonly Emoji[] = gemoji.map(({ emoji, names, tags, category }) => ({
  emoji,
  names: names.map((name) => name.toLowerCase()),
  tags: tags.map((tag) => tag.toLowerCase()),
  category,
}));
