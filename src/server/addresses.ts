import { formatAddress, parseAddress } from "../wire/address-range.ts";

/** An IP address in its one usual form, so that the same address is never taken for another; nothing if it is none. */
export function normalAddress(text: string): string | undefined {
  const address = parseAddress(text);
  return address && formatAddress(address);
}

/** Whether a host is this machine, as far as its name or address tells. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || /^(\[?::1\]?|(::ffff:)?127(\.\d{1,3}){3})$/.test(host);
}
