import { isIPv4, isIPv6 } from "node:net";

/** An IP address in its one usual form, so that the same address is never taken for another; nothing if it is none. */
export function normalAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  if (!isIPv6(text) || text.includes("%")) return undefined;
  // As the URL standard writes it: in lower case, with the longest run of zeros left out.
  const address = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (!mapped) return address;
  const [high, low] = mapped.slice(1).map((group) => Number.parseInt(group, 16));
  return [high ?? 0, low ?? 0].flatMap((group) => [group >> 8, group & 0xff]).join(".");
}
