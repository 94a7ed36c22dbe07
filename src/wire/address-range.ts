/** An IP address as a number. */
export interface AddressNumber {
  readonly version: 4 | 6;
  readonly value: bigint;
}

/** All addresses that begin with the same bits: of `first` the first `bits`, behind which it has zeros. */
export interface AddressRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly bits: number;
}

/** How many bits an address of each version has. */
const BITS = { 4: 32, 6: 128 } as const;

/** What stands in front of an IPv4 address that is written as an IPv6 one (RFC 4291, 2.5.5.2). */
const MAPPED = 0xffffn;
const MAPPED_BITS = 96;

/**
 * Reads an IP address; nothing if it is none. One of IPv4 that is written as `::ffff:10.0.0.1` is that of IPv4. Zones
 * (`%eth0`) are of one machine only, and not taken.
 */
export function parseAddress(text: string): AddressNumber | undefined {
  if (!text.includes(":")) {
    const value = parseIPv4(text);
    return value === undefined ? undefined : { version: 4, value };
  }
  const value = parseIPv6(text);
  if (value === undefined) return undefined;
  return value >> 32n === MAPPED ? { version: 4, value: value & 0xffffffffn } : { version: 6, value };
}

/** Reads a range such as `10.0.0.0/8`, or an address, which is a range of one; nothing if it is neither. */
export function parseRange(text: string): AddressRange | undefined {
  const [, host = "", length] = /^([0-9A-Fa-f:.]{2,45})(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseAddress(host);
  if (!address) return undefined;
  const { version, value } = address;
  const isMapped = version === 4 && host.includes(":");
  const most = isMapped ? BITS[6] : BITS[version];
  const said = length === undefined ? most : Number(length);
  const bits = isMapped ? said - MAPPED_BITS : said;
  if (said > most || bits < 0) return undefined;
  const rest = BigInt(BITS[version] - bits);
  return { version, first: (value >> rest) << rest, bits };
}

/** An address in its one usual form (RFC 5952 for IPv6), so that the same address is never taken for another. */
export function formatAddress({ version, value }: AddressNumber): string {
  return version === 4 ? formatIPv4(value) : formatIPv6(value);
}

/** A range in its one usual form, so that the same range is never taken for another. */
export function formatRange({ version, first, bits }: AddressRange): string {
  return `${formatAddress({ version, value: first })}/${bits}`;
}

/** Whether an address lies in a range. */
export function isInRange({ version, first, bits }: AddressRange, address: AddressNumber): boolean {
  const rest = BigInt(BITS[version] - bits);
  return version === address.version && address.value >> rest === first >> rest;
}

function parseIPv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseIPv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = "", tail] = halves;
  const before = groupsOf(head, tail === undefined);
  const after = tail === undefined ? [] : groupsOf(tail, true);
  if (!before || !after) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => 0n), ...after];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** The groups of a half of an IPv6 address. @param isEnd whether it may end as an IPv4 address does */
function groupsOf(half: string, isEnd: boolean): readonly bigint[] | undefined {
  if (half === "") return [];
  const words = half.split(":");
  const last = words.at(-1) ?? "";
  const dotted = isEnd && last.includes(".") ? parseIPv4(last) : undefined;
  if (dotted !== undefined) words.pop();
  if (!words.every((word) => /^[0-9A-Fa-f]{1,4}$/.test(word))) return undefined;
  const groups = words.map((word) => BigInt(`0x${word}`));
  return dotted === undefined ? groups : [...groups, dotted >> 16n, dotted & 0xffffn];
}

function formatIPv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join(".");
}

/** In lower case, with the first of the longest runs of zeros left out. */
function formatIPv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn));
  const run = longestZeros(groups);
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(":");
  if (run.length < 2) return text(groups);
  return `${text(groups.slice(0, run.from))}::${text(groups.slice(run.from + run.length))}`;
}

function longestZeros(groups: readonly number[]): { readonly from: number; readonly length: number } {
  let best = { from: 0, length: 0 };
  let length = 0;
  groups.forEach((group, i) => {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { from: i - length + 1, length };
  });
  return best;
}
