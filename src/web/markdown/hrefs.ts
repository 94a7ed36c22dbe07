const OPENED = new Set(["http:", "https:", "mailto:"]);

/** An address as it may be opened; nothing if it is none, or of another kind than web pages and mail. */
export function safeHref(address: string): string | undefined {
  try {
    const url = new URL(address);
    return OPENED.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** The host that a link leads to, if its words look like an address of another one. */
export function otherHost(href: string, words: string): string | undefined {
  const [named] = /^\s*(?:https?:\/\/)?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d+)?(?=[/:?#\s]|$)/iu.exec(words) ?? [];
  if (named === undefined) return undefined;
  const said = hostOf(named.trim().includes("://") ? named.trim() : `https://${named.trim()}`);
  const real = hostOf(href);
  return real === undefined || said === real ? undefined : real;
}

function hostOf(address: string): string | undefined {
  try {
    return new URL(address).host.replace(/^www\./, "") || undefined;
  } catch {
    return undefined;
  }
}
