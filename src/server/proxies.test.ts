import { expect, it } from "vitest";
import { Proxies } from "./proxies.ts";

it("trusts the addresses and ranges that it was given, and nobody else", () => {
  const proxies = new Proxies();
  expect(["192.0.2.7", "198.51.100.0/24", "2001:db8::/32", "::1"].map((text) => proxies.add(text))).toEqual(
    new Array(4).fill(true),
  );
  const trusted = ["192.0.2.7", "::ffff:192.0.2.7", "198.51.100.255", "2001:db8:ffff::1", "::1", "0:0:0:0:0:0:0:1"];
  const others = ["192.0.2.8", "198.51.101.0", "2001:db9::1", "127.0.0.1", "", "nonsense", "::2"];
  expect(trusted.filter((address) => !proxies.trusts(address))).toEqual([]);
  expect(others.filter((address) => proxies.trusts(address))).toEqual([]);
});

it("takes nothing that is no address", () => {
  const wrong = ["", "proxy.test", "192.0.2.0/33", "2001:db8::/129", "192.0.2.0/", "192.0.2.0/-1", "192.0.2/24", "/8"];
  expect(wrong.filter((text) => new Proxies().add(text))).toEqual([]);
  expect(new Proxies().trusts("127.0.0.1")).toBe(false);
});
