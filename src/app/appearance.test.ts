import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { type Appearance, type RawAppearance, readAppearance } from "./appearance.ts";
import { ConfigError } from "./config-error.ts";

function read(said: Partial<RawAppearance>): Appearance {
  return readAppearance({ network: "Tea", description: "Tea for two", motd: undefined, icon: undefined, ...said });
}

function fileWith(text: string | Uint8Array): string {
  const path = join(mkdtempSync(join(tmpdir(), "parley-motd-")), "motd.txt");
  writeFileSync(path, text);
  return path;
}

describe("readAppearance", () => {
  it("reads the message of the day, however its lines end", () => {
    expect(read({ motd: fileWith("Welcome.\r\n\n  Grüße!\n") }).motd).toEqual(["Welcome.", "", "  Grüße!"]);
    expect(read({ motd: fileWith("") }).motd).toEqual([""]);
    expect(read({}).motd).toBeUndefined();
  });

  it("takes web addresses as icons", () => {
    expect(read({ icon: "https://example.com/tea.png" }).icon).toBe("https://example.com/tea.png");
    expect(read({})).not.toHaveProperty("icon");
  });

  it("takes a message of the day, a name and a description that are just as long as may be", () => {
    expect(read({ motd: fileWith("x\n".repeat(LIMITS.motdLines)) }).motd).toHaveLength(LIMITS.motdLines);
    expect(read({ network: "x".repeat(LIMITS.networkBytes) }).network).toHaveLength(LIMITS.networkBytes);
    const description = "x".repeat(LIMITS.descriptionBytes);
    expect(read({ description }).description).toBe(description);
  });

  it.each<[Partial<RawAppearance>, RegExp]>([
    [{ network: "two words" }, /network's name/],
    [{ network: "a=b" }, /network's name/],
    [{ network: "x".repeat(LIMITS.networkBytes + 1) }, /network's name/],
    [{ description: "two\nlines" }, /one line/],
    [{ description: "x".repeat(LIMITS.descriptionBytes + 1) }, /one line/],
    [{ motd: "/does/not/exist" }, /cannot be read/],
    [{ motd: tmpdir() }, /cannot be read/],
    [{ motd: fileWith(Uint8Array.of(0x61, 0xff)) }, /not text in UTF-8/],
    [{ motd: fileWith("x\n".repeat(LIMITS.motdLines + 1)) }, /too long/],
    [{ motd: fileWith("x".repeat(LIMITS.motdBytes + 1)) }, /too long/],
    [{ icon: "ftp://example.com/" }, /cannot be the icon/],
    [{ icon: "https://" }, /cannot be the icon/],
    [{ icon: "https://example.com/a b" }, /cannot be the icon/],
    [{ icon: `https://example.com/${"x".repeat(LIMITS.iconBytes)}` }, /cannot be the icon/],
  ])("refuses %j", (said, sentence) => {
    expect(() => read(said)).toThrow(ConfigError);
    expect(() => read(said)).toThrow(sentence);
  });
});
