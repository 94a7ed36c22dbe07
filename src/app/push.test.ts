import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyState } from "../core/state.ts";
import { ConfigError } from "./config-error.ts";
import { openPushes } from "./push.ts";

let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "parley-push-"));
});

afterEach(() => rmSync(data, { recursive: true }));

function open(push = { contact: "mailto:admin@example.org" }): string {
  const hub = { state: emptyState(), run: () => {} };
  const pushes = openPushes({ push, data, rateLimits: true }, hub, { warned: () => {}, bug: () => {} });
  pushes?.close();
  return pushes?.key ?? "";
}

describe("the key by which push services know the server", () => {
  it("is made once and kept, for its owner's eyes only", () => {
    const key = open();
    expect(Buffer.from(key, "base64url")).toHaveLength(65);
    expect(open({ contact: "https://example.org" })).toBe(key);
    expect(readdirSync(data)).toEqual(["push.key"]);
    const file = join(data, "push.key");
    expect(readFileSync(file)).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("is said to be damaged if it is", () => {
    writeFileSync(join(data, "push.key"), "");
    expect(() => open()).toThrow(ConfigError);
    writeFileSync(join(data, "push.key"), Buffer.alloc(32, 255));
    expect(() => open()).toThrow(/push\.key in .* is damaged/);
  });

  it("is none where the server does not push", () => {
    const config = { data, rateLimits: true };
    const hub = { state: emptyState(), run: () => {} };
    expect(openPushes(config, hub, { warned: () => {}, bug: () => {} })).toBeUndefined();
    expect(readdirSync(data)).toEqual([]);
  });
});
