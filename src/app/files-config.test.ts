import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";

describe("What the configuration says of files", () => {
  it("is without being told that all types are taken, of a size, for whoever has the link", () => {
    const { files, url } = readConfig({}, {});
    expect(files).toEqual({ size: 256_000_000, quota: 2_000_000_000, types: [], links: "all" });
    expect(url).toBeUndefined();
  });

  it("is read from flags and the environment", () => {
    const flags = { fileSize: "1.5 GB", fileTypes: ["Image/*", "text/plain"], fileLinks: "members" };
    const { files, url } = readConfig(flags, {
      PARLEY_FILE_QUOTA: "64KiB",
      PARLEY_URL: "https://Chat.Example:443/parley/",
    });
    expect(files).toEqual({ size: 1_500_000_000, quota: 65_536, types: ["image/*", "text/plain"], links: "members" });
    expect(url).toBe("https://chat.example/parley");
    expect(readConfig({}, { PARLEY_FILE_TYPES: "image/* audio/*" }).files.types).toEqual(["image/*", "audio/*"]);
    const commas = ["image/*,Text/Plain", "audio/*,"];
    expect(readConfig({ fileTypes: commas }, {}).files.types).toEqual(["image/*", "text/plain", "audio/*"]);
    const both = readConfig({}, { PARLEY_FILE_TYPES: "image/*, audio/*" });
    expect(both.files.types).toEqual(["image/*", "audio/*"]);
    expect(readConfig({ url: "http://192.0.2.1:5050" }, {}).url).toBe("http://192.0.2.1:5050");
  });

  it("may be that none are taken, or as many as anybody likes", () => {
    expect(readConfig({ fileSize: "none", fileQuota: "None" }, {}).files).toMatchObject({
      size: 0,
      quota: Number.POSITIVE_INFINITY,
    });
  });

  it.each([
    [{ fileSize: "large" }, /--file-size: "large" is not a size/],
    [{ fileSize: "0" }, /is not a size/],
    [{ fileSize: "" }, /takes a text/],
    [{ fileQuota: "-1" }, /--file-quota: "-1" is not a size/],
    [{ fileTypes: ["image"] }, /"image" is not a media type/],
    [{ fileTypes: ["*/png"] }, /is not a media type/],
    [{ fileTypes: ["image/*,png"] }, /"png" is not a media type/],
    [{ fileTypes: [","] }, /"," is not a media type/],
    [{ fileTypes: [`a/${"b".repeat(100)}`] }, /is not a media type/],
    [{ fileLinks: "friends" }, /one of: all, members/],
    [{ url: "chat.example" }, /--url takes/],
    [{ url: "ftp://chat.example" }, /--url takes/],
    [{ url: "https://chat.example/?x" }, /--url takes/],
    [{ url: "https://ada:sesame@chat.example" }, /^(?!.*sesame).*--url takes/],
  ])("is refused with a sentence when it can't be right: %j", (flags, sentence) => {
    expect(() => readConfig(flags, {})).toThrow(sentence);
    expect(() => readConfig(flags, {})).toThrow(ConfigError);
  });
});
