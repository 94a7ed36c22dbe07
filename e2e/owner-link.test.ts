import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startServer } from "./harness.ts";
import { accounts, does, says } from "./people.ts";
import { again, folder, lastingScene, scene } from "./scene.ts";

const PASSWORD = "sesame";

/** Passwords are worked on quickly here, by servers and by commands. */
vi.stubEnv("PARLEY_PASSWORD_ITERATIONS", "4096");

describe("the first start where not everybody may come", () => {
  const SHARED = ["--host", "0.0.0.0", "--no-tls"];

  function link(data: string): string {
    const path = join(data, "owner-link");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    return readFileSync(path, "utf8").trim();
  }

  const codeIn = (url: string): string => /\/invite\/([\w-]+)/.exec(url)?.[1] ?? "";

  it("makes a link for one owner, another one at each start, until there is one", async () => {
    const first = await lastingScene(...SHARED);
    const { data } = first;
    const old = link(data);
    expect(old).toMatch(/^http:\/\/(?!0\.0\.0\.0)[^/]+:\d+\/invite\/[\w-]{27}$/);
    expect(first.log()).toContain(join(data, "owner-link"));
    expect(first.log()).not.toContain(codeIn(old));
    await first.stop();
    const second = await again(first, ...SHARED);
    const { port } = second;
    const now = link(data);
    const register = (account: string, url: string): Promise<string | undefined> =>
      says(port, { type: "register", account, password: PASSWORD, invite: codeIn(url) });
    expect(await register("eve", old)).toMatch(/not good any more/);
    expect(await register("ada", now)).toBeUndefined();
    expect(await register("eve", now)).toMatch(/not good any more/);
    expect(await accounts(data)).toEqual(["ada owner"]);
    expect(existsSync(join(data, "owner-link"))).toBe(false);
    await second.stop();
    const third = await again(second, ...SHARED);
    expect(existsSync(join(data, "owner-link"))).toBe(false);
    expect(await does(data, ["invite", "list"])).toBe("");
    expect(third.log()).not.toContain("owner");
  });

  it("says which certificate the server has signed itself", async () => {
    const { data, log } = await scene("--host", "0.0.0.0");
    const [, fingerprint = ""] = /"certificate":"([0-9A-F:]+)"/.exec(log()) ?? [];
    expect(link(data)).toMatch(
      new RegExp(`^https://.*/invite/[\\w-]{27}#sha256=${fingerprint.replaceAll(":", "").toLowerCase()}$`),
    );
  });

  it("makes one for this machine alone too if not everybody may come", async () => {
    const { data } = await scene("--access", "accounts");
    expect(link(data)).toMatch(/^http:\/\/localhost:\d+\/invite\/[\w-]{27}$/);
  });

  it("makes none where everybody may come, or where there is an owner already", async () => {
    for (const args of [[...SHARED, "--access", "open"], []]) {
      const { data } = await scene(...args);
      expect(existsSync(join(data, "owner-link"))).toBe(false);
    }
    const data = folder();
    await does(data, ["account", "add", "ada", "--role", "owner"], PASSWORD);
    const server = await startServer(SHARED, data);
    onTestFinished(async () => void (await server.stop()));
    expect(existsSync(join(data, "owner-link"))).toBe(false);
  });
});
