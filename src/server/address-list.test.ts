import { expect, it } from "vitest";
import { type AddressRange, parseRange } from "../wire/address-range.ts";
import { AddressList } from "./address-list.ts";

function range(text: string): AddressRange {
  const parsed = parseRange(text);
  if (!parsed) throw new Error(`${text} is no range`);
  return parsed;
}

it("has the addresses of its ranges, however they are written, and no others", () => {
  const list = new AddressList([range("192.0.2.7"), range("198.51.100.0/24")]);
  list.add(range("2001:db8::/32"));
  const inside = ["192.0.2.7", "::ffff:192.0.2.7", "::FFFF:c000:207", "198.51.100.255", "2001:DB8:0:0::1"];
  const outside = ["192.0.2.8", "198.51.101.0", "2001:db9::1", "::1", "", "nonsense", "2001:db8::1%eth0"];
  expect(inside.filter((address) => !list.has(address))).toEqual([]);
  expect(outside.filter((address) => list.has(address))).toEqual([]);
});

it("has no IPv4 address in a range of all of IPv6, nor the other way round", () => {
  expect(new AddressList([range("::/0")]).has("::ffff:192.0.2.7")).toBe(false);
  expect(new AddressList([range("0.0.0.0/0")]).has("2001:db8::1")).toBe(false);
});

it("has nothing as long as nothing was added", () => {
  expect(new AddressList().has("192.0.2.7")).toBe(false);
});
