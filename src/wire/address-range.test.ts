import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatRange, isInRange, parseAddress, parseRange } from "./address-range.ts";

const canonical = (text: string): string | undefined => {
  const range = parseRange(text);
  return range && formatRange(range);
};

const contains = (range: string, address: string): boolean => {
  const [parsed, number] = [parseRange(range), parseAddress(address)];
  if (!parsed || !number) throw new Error(`${range} or ${address} can't be read`);
  return isInRange(parsed, number);
};

const address = fc.oneof(fc.ipV4(), fc.ipV6());

describe("A range of addresses", () => {
  it.each([
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["10.1.2.3", "10.1.2.3/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["255.255.255.255/31", "255.255.255.254/31"],
    ["2001:DB8:0:0:1::1/64", "2001:db8::/64"],
    ["2001:db8::1", "2001:db8::1/128"],
    ["::/0", "::/0"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3/128"],
    ["1:0:0:2:3:0:0:4", "1::2:3:0:0:4/128"],
    ["1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7/128"],
    ["::ffff:10.1.2.3", "10.1.2.3/32"],
    ["::ffff:a01:203/104", "10.0.0.0/8"],
    ["64:ff9b::10.1.2.3", "64:ff9b::a01:203/128"],
  ])("is written in one form: %s", (said, form) => {
    expect(canonical(said)).toBe(form);
  });

  it.each([
    "",
    "10",
    "10.1.2",
    "10.1.2.256",
    "10.1.2.03",
    "10.1.2.3/33",
    "10.1.2.3/",
    "10.1.2.3/-1",
    "10.1.2.3/8/8",
    "0x0a.1.2.3",
    "::1/129",
    "::ffff:10.1.2.3/95",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7:8::",
    "10.1.2.3::1",
    "1.2.3.4:5::",
    "::12345",
    "fe80::1%eth0",
    ":1:2:3:4:5:6:7",
    ":::",
    "alice",
    "cafe",
    " 10.1.2.3",
  ])("is not %j", (said) => {
    expect(canonical(said)).toBeUndefined();
  });

  it("is the same, however its form is read again", () => {
    fc.assert(
      fc.property(address, fc.nat({ max: 128 }), (text, bits) => {
        const form = canonical(`${text}/${bits}`);
        if (form !== undefined) expect(canonical(form)).toBe(form);
      }),
    );
  });

  it("takes every address that Node takes for one, and in the form that the URL standard has", () => {
    fc.assert(
      fc.property(address, (text) => {
        const form = canonical(text)?.replace(/\/\d+$/, "");
        const isFour = isIP(text) === 4 || /^::ffff:/i.test(new URL(`http://[${text}]`).hostname.slice(1));
        if (isFour) expect(form).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
        else expect(`[${form}]`).toBe(new URL(`http://[${text}]`).hostname);
      }),
    );
  });

  it("holds the address that it was made of, and those with the same bits in front only", () => {
    fc.assert(
      fc.property(address, address, fc.nat({ max: 128 }), (one, other, said) => {
        const number = parseAddress(one);
        const second = parseAddress(other);
        if (!number || !second) throw new Error("not read");
        const all = number.version === 4 ? 32 : 128;
        const bits = said % (all + 1);
        const range = parseRange(
          `${formatRange({ version: number.version, first: number.value, bits: all }).split("/")[0]}/${bits}`,
        );
        if (!range) throw new Error("not read");
        expect(isInRange(range, number)).toBe(true);
        const text = (value: bigint): string => value.toString(2).padStart(all, "0").slice(0, bits);
        const isSame = second.version === number.version && text(second.value) === text(number.value);
        expect(isInRange(range, second)).toBe(isSame);
      }),
    );
  });

  it("holds no address of the other version", () => {
    expect(contains("0.0.0.0/0", "::1")).toBe(false);
    expect(contains("::/0", "10.1.2.3")).toBe(false);
    expect(contains("10.0.0.0/8", "::ffff:10.9.9.9")).toBe(true);
    expect(contains("10.0.0.0/8", "11.0.0.0")).toBe(false);
  });

  it("is never thrown at", () => {
    fc.assert(fc.property(fc.string(), (text) => void canonical(text)));
    const likely = fc.string({ unit: fc.constantFrom(..."0123456789abcdef:./%"), maxLength: 50 });
    fc.assert(fc.property(likely, (text) => void canonical(text)));
  });
});
