/** The name of a channel, as somebody typed it with or without its `#`. */
export function channelNameOf(typed: string): string {
  const name = typed.trim();
  return name.startsWith("#") ? name : `#${name}`;
}
