import type { IncomingMessage } from "node:http";

/**
 * Whether a browser asks on behalf of a page that another site served. Programs send no Origin, and may come. A name that
 * somebody else's DNS leads to this machine is another site too.
 *
 * @param isLocal whether the request came to an address that only this machine has
 */
export function isForeign(request: IncomingMessage, isLocal: boolean): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  const { host: site, hostname } = new URL(origin);
  return site !== host || (isLocal && !isLoopback(hostname));
}

/** Whether a host is this machine, as far as its name or address tells. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || /^(\[?::1\]?|(::ffff:)?127(\.\d{1,3}){3})$/.test(host);
}
