const WORDS = [
  ["apple", "bridge", "candle", "desert", "engine", "forest", "garden", "harbour", "island", "jacket", "kettle"],
  ["lantern", "meadow", "needle", "orchard", "pepper", "quarry", "river", "saddle", "timber", "umbrella", "valley"],
  ["window", "yarn", "zebra", "amber", "butter", "copper", "dragon", "ember", "feather", "glacier", "hammer"],
].flat();

/** Something to say: a few words without a meaning. */
export function randomWords(chance: () => number, most = 5): string {
  const count = 1 + Math.floor(chance() * most);
  return Array.from({ length: count }, () => WORDS[Math.floor(chance() * WORDS.length)] ?? "word").join(" ");
}
