/** Names that Slack has for emoji that are often used to react; others keep their names. */
const EMOJI: ReadonlyMap<string, string> = new Map([
  ["+1", "👍"],
  ["thumbsup", "👍"],
  ["-1", "👎"],
  ["thumbsdown", "👎"],
  ["100", "💯"],
  ["clap", "👏"],
  ["cry", "😢"],
  ["eyes", "👀"],
  ["fire", "🔥"],
  ["grin", "😁"],
  ["grinning", "😀"],
  ["hand", "✋"],
  ["heart", "❤️"],
  ["heart_eyes", "😍"],
  ["heavy_check_mark", "✔️"],
  ["heavy_plus_sign", "➕"],
  ["joy", "😂"],
  ["laughing", "😆"],
  ["muscle", "💪"],
  ["ok_hand", "👌"],
  ["party_popper", "🎉"],
  ["tada", "🎉"],
  ["pray", "🙏"],
  ["question", "❓"],
  ["raised_hands", "🙌"],
  ["rocket", "🚀"],
  ["simple_smile", "🙂"],
  ["slightly_smiling_face", "🙂"],
  ["smile", "😄"],
  ["smiley", "😃"],
  ["sob", "😭"],
  ["sunglasses", "😎"],
  ["thinking_face", "🤔"],
  ["warning", "⚠️"],
  ["wave", "👋"],
  ["white_check_mark", "✅"],
  ["wink", "😉"],
  ["x", "❌"],
]);

/** A reaction of Slack as text: an emoji, or its name between colons. Skin tones are left out. */
export function emojiOf(name: string): string {
  const bare = name.replace(/::skin-tone-\d$/, "");
  return EMOJI.get(bare) ?? `:${bare}:`;
}
