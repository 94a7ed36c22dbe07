import { describe, expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { readRetention } from "./retention.ts";

const DAY = 86_400_000;

describe("readRetention", () => {
  it("keeps everything without being told, and with none", () => {
    const all = { network: {}, channels: new Map() };
    expect(readRetention([])).toEqual(all);
    expect(readRetention(["none", "files=none"])).toEqual(all);
  });

  it("reads ages and sizes, in one item or in two", () => {
    expect(readRetention(["12h"]).network).toEqual({ ageMs: DAY / 2 });
    expect(readRetention(["90d"]).network).toEqual({ ageMs: 90 * DAY });
    expect(readRetention(["8W"]).network).toEqual({ ageMs: 56 * DAY });
    expect(readRetention(["2y"]).network).toEqual({ ageMs: 730 * DAY });
    expect(readRetention(["2GB"]).network).toEqual({ bytes: 2_000_000_000 });
    const both = { ageMs: 90 * DAY, bytes: 512 * 1_048_576 };
    expect(readRetention(["90d,512MiB"]).network).toEqual(both);
    expect(readRetention(["512 MiB, 90d"]).network).toEqual(both);
    expect(readRetention(["90d", "512MiB"]).network).toEqual(both);
  });

  it("reads what is for single channels, however their names are written, and for files", () => {
    const { network, channels, filesMs } = readRetention(["#Help=7d,10MB", "#a=b=1h", "#News=none", "files=30d", "1y"]);
    expect(network).toEqual({ ageMs: 365 * DAY });
    expect([...channels]).toEqual([
      ["#help", { ageMs: 7 * DAY, bytes: 10_000_000 }],
      ["#a=b", { ageMs: DAY / 24 }],
      ["#news", {}],
    ]);
    expect(filesMs).toBe(30 * DAY);
  });

  it.each([
    ["", /"" is not understood/],
    ["soon", /"soon" is not understood. It is an age/],
    ["90", /"90" is not understood/],
    ["0d", /not understood/],
    ["0MB", /not understood/],
    ["1.5d", /not understood/],
    ["6m", /not understood/],
    ["2g", /not understood/],
    ["5s", /not understood/],
    ["-5d", /not understood/],
    ["999999999y", /not understood/],
    ["90d,", /not understood/],
    ["90d,8w", /not understood/],
    ["90d,none", /not understood/],
    ["999kB", /1 MB at least/],
    ["help=7d", /"help" is neither the name of a channel/],
    ["#a b=7d", /"#a b" is neither/],
    ["=7d", /"" is neither/],
    ["#help=", /not understood/],
    ["files=2GB", /for a time/],
  ])("refuses %j", (item, sentence) => {
    expect(() => readRetention([item])).toThrow(ConfigError);
    expect(() => readRetention([item])).toThrow(sentence);
  });

  it.each([
    [["90d", "8w"]],
    [["90d", "none"]],
    [["none", "90d"]],
    [["none", "none"]],
    [["#help=7d", "#HELP=8d"]],
    [["90d,2GB", "2GB"]],
  ])("refuses %j, which says two things of one", (items) => {
    expect(() => readRetention(items)).toThrow(/was said before/);
  });
});

describe("the option retention", () => {
  it("comes from flags, the environment or the file", () => {
    const expected = readRetention(["90d", "#help=7d"]);
    expect(readConfig({ retention: ["90d", "#help=7d"] }, {}).retention).toEqual(expected);
    expect(readConfig({}, { PARLEY_RETENTION: "90d #help=7d" }).retention).toEqual(expected);
    expect(readConfig({}, {}).retention).toEqual(readRetention([]));
  });
});
