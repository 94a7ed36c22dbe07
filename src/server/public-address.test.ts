import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPublicAddress } from "./public-address.ts";

const PRIVATE_4 = [
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.255",
  "100.64.0.1",
  "100.127.255.255",
  "127.0.0.1",
  "127.1.2.3",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.1",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
];

const PUBLIC_4 = ["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1"];
const MORE_PUBLIC_4 = ["8.8.8.8", "169.253.1.1", "192.0.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.255"];

/** The last 32 bits of an IPv6 address that holds an IPv4 one. */
function asGroups(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split(".").map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

describe("an address is of the internet at large", () => {
  it.each([...PUBLIC_4, ...MORE_PUBLIC_4])("if it is %s, also mapped or translated to IPv6", (address) => {
    expect(isPublicAddress(address)).toBe(true);
    expect(isPublicAddress(`::ffff:${address}`)).toBe(true);
    expect(isPublicAddress(`64:ff9b::${asGroups(address)}`)).toBe(true);
  });

  it.each(["2606:4700:4700::1111", "2a00:1450::1", "2001:200::1", "2001:4860:4860::8888", "2003::1", "3ffe::1"])(
    "if it is %s",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each(PRIVATE_4)("but not if it is %s, in whatever clothes", (address) => {
    expect(isPublicAddress(address)).toBe(false);
    const groups = asGroups(address);
    for (const dressed of [
      `::ffff:${address}`,
      `0:0:0:0:0:FFFF:${groups}`,
      `::${groups}`,
      `::ffff:0:${groups}`,
      `64:ff9b::${groups}`,
      `64:ff9b::${address}`,
      `64:ff9b:1::${groups}`,
      `2002:${groups}::1`,
      `2001:0:${groups}::1`,
      `2001:0:1:2:3:4:${groups}`,
    ]) {
      expect([dressed, isPublicAddress(dressed)]).toEqual([dressed, false]);
    }
  });

  it.each([
    "::",
    "::1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:808:808::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "fe80::1%eth0",
    "",
    "localhost",
    "127.1",
    "0x7f.0.0.1",
    "2130706433",
    "1.1.1.1:443",
    "[::1]",
  ])("nor if it is %j", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it("and whatever is asked, it says yes or no", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (text) => void isPublicAddress(text)));
  });
});
