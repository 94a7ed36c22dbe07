/** For how long an invite link is good of which nothing else is said, in milliseconds: long enough to be read, and not to be found. */
export const INVITE_MS: number = 7 * 86_400_000;

/** A page's address in which a code stands, maybe with the server's certificate behind it. */
const LINK = /^(?:https?:\/\/)?[^\s/?#]+\/(?:[^\s?#]*\/)?invite\/([\w.~-]{1,128})\/?(?:[?#]\S*)?$/i;

/** The code of an invite link, of which somebody says the code alone, or all of `https://HOST/invite/CODE#sha256=…`. */
export function inviteCodeOf(said: string): string {
  const [, code = said] = LINK.exec(said.trim()) ?? [];
  return code;
}
