import { expect, it } from "vitest";
import { completeBanMask, isEverybody, parseBanRange, parseBanTarget } from "./ban-target.ts";

it.each([
  ["10.1.2.3", { kind: "range", name: "10.1.2.3/32" }],
  ["10.1.2.3/8", { kind: "range", name: "10.0.0.0/8" }],
  ["2001:DB8::1", { kind: "range", name: "2001:db8::/64" }],
  ["2001:db8::1/128", { kind: "range", name: "2001:db8::1/128" }],
  ["::ffff:10.1.2.3", { kind: "range", name: "10.1.2.3/32" }],
  ["*!*@*.example", { kind: "mask", name: "*!*@*.example" }],
  ["*.example", { kind: "mask", name: "*!*@*.example" }],
  ["10.1.*", { kind: "mask", name: "*!*@10.1.*" }],
  ["2001:db8:*", { kind: "mask", name: "*!*@2001:db8:*" }],
  ["eve@*.example", { kind: "mask", name: "*!eve@*.example" }],
  ["eve.x!*", { kind: "mask", name: "eve.x!*@*" }],
  ["spam*", { kind: "mask", name: "spam*!*@*" }],
  ["*", { kind: "mask", name: "*!*@*" }],
  ["alice", { kind: "account", name: "alice" }],
  ["10.0.0", { kind: "account", name: "10.0.0" }],
  ["300.1.1.1", { kind: "account", name: "300.1.1.1" }],
])("%s is about %j", (text, target) => {
  expect(parseBanTarget(text)).toEqual(target);
});

it.each(["10.1.2", "10.0.0.0/33", "2001:db8::/129", "alice", ""])("%j is no range", (text) => {
  expect(parseBanRange(text)).toBeUndefined();
});

it.each(["*!*@*.example", "a!b@c", "*!*@*"])("%s is complete, and stays as it is", (mask) => {
  expect(completeBanMask(mask)).toBe(mask);
});

it.each([
  ["*", true],
  ["*!*@*", true],
  ["**!*@?*", true],
  ["0.0.0.0/0", true],
  ["10.1.2.3/0", true],
  ["::/0", true],
  ["*!*@?", false],
  ["*.example", false],
  ["a*", false],
  ["0.0.0.0/1", false],
  ["everybody", false],
])("whether everybody is meant by %s: %s", (text, is) => {
  expect(isEverybody(parseBanTarget(text))).toBe(is);
});

it("takes time by the length of a text, whatever is in it", () => {
  const many = 1_000_000;
  expect(completeBanMask(`${".".repeat(many)}@`).length).toBeGreaterThan(many);
  expect(isEverybody({ kind: "mask", name: "*".repeat(many) })).toBe(true);
  expect(isEverybody({ kind: "mask", name: `${"*".repeat(many)}!a@b` })).toBe(false);
});
