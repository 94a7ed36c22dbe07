import type { IncomingMessage } from "node:http";
import { isLoopback } from "./addresses.ts";
import type { Origin } from "./origins.ts";

/**
 * Whether a browser asks on behalf of a page that another site served. Programs send no Origin, and may come. A name that
 * somebody else's DNS leads to this machine is another site too, and so is what came unencrypted from the same one.
 *
 * @param url what the server is called from outside, if that was said: its own pages may be from there
 */
export function isForeign(
  { headers, socket }: IncomingMessage,
  { encrypted, proxied }: Pick<Origin, "encrypted" | "proxied">,
  url?: string,
): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return false;
  if (url !== undefined && origin === new URL(url).origin) return false;
  if (!URL.canParse(origin)) return true;
  const page = new URL(origin);
  if (!(page.protocol === "https:" || (page.protocol === "http:" && !encrypted))) return true;
  const called = `${page.protocol}//${host}`;
  if (!URL.canParse(called) || new URL(called).host !== page.host) return true;
  // Through a proxy nobody comes by a name that it does not know.
  return !proxied && isLoopback(socket.localAddress ?? "") && !isLoopback(page.hostname);
}
