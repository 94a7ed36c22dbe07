import { describe, expect, it } from "vitest";
import { isEverybody, nameOf, targetOf, targetOfBan, targetWords } from "./ban-target.ts";

describe("whom a ban is about", () => {
  it.each([
    ["eve", { account: "eve" }],
    [" eve ", { account: "eve" }],
    ["192.0.2.7", { range: "192.0.2.7" }],
    ["10.0.0.0/8", { range: "10.0.0.0/8" }],
    ["2001:db8::/32", { range: "2001:db8::/32" }],
    ["::ffff:192.0.2.7", { range: "::ffff:192.0.2.7" }],
    ["*!*@*.example", { mask: "*!*@*.example" }],
    ["spam*", { mask: "spam*" }],
    ["face", { account: "face" }],
  ])("%j is %j", (text, target) => {
    expect(targetOf(text)).toEqual(target);
  });

  it.each(["0.0.0.0/0", "::/0", "*", "*!*@*", "?*"])("%j is everybody", (text) => {
    expect(isEverybody(targetOf(text))).toBe(true);
  });

  it.each(["10.0.0.0/8", "eve", "*!*@*.example", "192.0.2.7"])("%j is not everybody", (text) => {
    expect(isEverybody(targetOf(text))).toBe(false);
  });

  it("is said in words while it is written", () => {
    expect(targetWords(targetOf("10.0.0.0/8"))).toMatch(/^A range/);
    expect(targetWords(targetOf("10.0.0.1"))).toMatch(/^An address/);
    expect(targetWords(targetOf("eve"))).toMatch(/^An account/);
    expect(targetWords(targetOf("eve!*"))).toMatch(/^A mask/);
  });

  it("is taken back by what is listed", () => {
    for (const target of [{ account: "eve" }, { range: "10.0.0.0/8" }, { mask: "*!*@h" }]) {
      expect(targetOfBan({ at: 1, by: "ada", ...target })).toEqual(target);
      expect(nameOf(targetOfBan({ at: 1, ...target }))).toBe(Object.values(target)[0]);
    }
  });
});
