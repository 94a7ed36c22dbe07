import { expect, it } from "vitest";
import { parseBanRange, parseBanTarget } from "./ban-target.ts";

it.each([
  ["10.1.2.3", { kind: "range", name: "10.1.2.3/32" }],
  ["10.1.2.3/8", { kind: "range", name: "10.0.0.0/8" }],
  ["2001:DB8::1", { kind: "range", name: "2001:db8::/64" }],
  ["2001:db8::1/128", { kind: "range", name: "2001:db8::1/128" }],
  ["::ffff:10.1.2.3", { kind: "range", name: "10.1.2.3/32" }],
  ["*!*@*.example", { kind: "mask", name: "*!*@*.example" }],
  ["spam*", { kind: "mask", name: "spam*" }],
  ["alice", { kind: "account", name: "alice" }],
])("%s is about %j", (text, target) => {
  expect(parseBanTarget(text)).toEqual(target);
});

it.each(["10.1.2", "10.0.0.0/33", "2001:db8::/129", "alice", ""])("%j is no range", (text) => {
  expect(parseBanRange(text)).toBeUndefined();
});
