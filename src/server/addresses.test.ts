import { expect, it } from "vitest";
import { isLoopback, normalAddress } from "./addresses.ts";

it.each([
  ["192.0.2.1", "192.0.2.1"],
  ["0::1", "::1"],
  ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::ffff:c000:201", "192.0.2.1"],
])("writes %s as %s", (text, normal) => {
  expect(normalAddress(text)).toBe(normal);
});

it.each(["", "....", "localhost", "192.0.2.256", "::1%eth0", "1:2:3", "127.1"])("takes %j for no address", (text) => {
  expect(normalAddress(text)).toBeUndefined();
});

it("knows the names and addresses of this machine, in brackets too", () => {
  expect(["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "::ffff:127.0.0.1"].every(isLoopback)).toBe(true);
  expect(["192.0.2.1", "localhost.test", "[::2]", "::ffff:10.0.0.1", "127.0.0.1.test"].some(isLoopback)).toBe(false);
});
