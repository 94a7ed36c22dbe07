import { describe, expect, it } from "vitest";
import { digest } from "../server/digest.ts";
import { ConfigError } from "./config-error.ts";
import { readGateways, readOperators } from "./secrets.ts";

describe("readOperators", () => {
  it("knows everybody by the digest of their password, which may hold colons", () => {
    const operators = readOperators(["ada:open:sesame", "grace:x"]);
    expect([...operators]).toEqual([
      ["ada", digest("open:sesame")],
      ["grace", digest("x")],
    ]);
    expect(JSON.stringify([...operators])).not.toContain("sesame");
  });

  it.each([
    [["ada"], /number 1 is not/],
    [["ada:x", "grace:"], /number 2 is not/],
    [[":sesame"], /number 1 is not/],
    [["ada:open sesame"], /number 1 is not/],
    [[`ada:${"x".repeat(201)}`], /number 1 is not/],
    [[`${"a".repeat(65)}:x`], /number 1 is not/],
    [["ada:sesame", "ada:y"], /two of the name "ada"/],
  ])("refuses %j without saying a password", (items, sentence) => {
    expect(() => readOperators(items)).toThrow(ConfigError);
    expect(() => readOperators(items)).toThrow(sentence);
    expect(() => readOperators(items)).toThrow(/^(?!.*sesame)/s);
  });
});

describe("readGateways", () => {
  it("reads passwords, which may hold an @, and addresses as they are known by", () => {
    expect(readGateways(["x@192.0.2.1", "y@z@2001:DB8:0:0::1", "x@::ffff:192.0.2.2"])).toEqual([
      { digest: digest("x"), address: "192.0.2.1" },
      { digest: digest("y@z"), address: "2001:db8::1" },
      { digest: digest("x"), address: "192.0.2.2" },
    ]);
  });

  it.each([
    ["sesame"],
    ["sesame@example.com"],
    ["@192.0.2.1"],
    ["open sesame@192.0.2.1"],
    ["sesame@192.0.2.256"],
    ["sesame@fe80::1%eth0"],
  ])("refuses %j without saying the password", (item) => {
    expect(() => readGateways(["x@192.0.2.1", item])).toThrow(ConfigError);
    expect(() => readGateways(["x@192.0.2.1", item])).toThrow(/number 2 is not(?!.*sesame)/);
  });
});
