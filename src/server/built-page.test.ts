import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type HttpFacts, makeHttp } from "./http.ts";

/** A server with a page that was built of two files. @returns its URL */
async function startPage(more: Partial<HttpFacts> = {}): Promise<string> {
  const page = await mkdtemp(join(tmpdir(), "parley-page-"));
  onTestFinished(() => rm(page, { recursive: true }));
  await mkdir(join(page, "assets"));
  await writeFile(join(page, "index.html"), "<!doctype html><title>Parley</title>");
  await writeFile(join(page, "assets", "page-1a2b.js"), "run();");
  await writeFile(join(page, "assets", "page-1a2b.js.br"), "compressed");
  const facts = { version: "0", base: () => "", sessions: () => 0, isWritable: () => true, page, ...more };
  const server = makeHttp(facts);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

describe("the page that was built", () => {
  it("is at the root, under a policy by which nothing runs but what comes from there", async () => {
    const answer = await fetch(await startPage());
    expect(await answer.text()).toContain("<title>Parley</title>");
    expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; ");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  it("has its parts for good, compressed for who takes that", async () => {
    const url = `${await startPage()}/assets/page-1a2b.js`;
    const plain = await fetch(url, { headers: { "accept-encoding": "identity" } });
    expect([await plain.text(), plain.headers.get("content-encoding")]).toEqual(["run();", null]);
    const compressed = await fetch(url, { method: "HEAD", headers: { "accept-encoding": "gzip, br" } });
    expect(Object.fromEntries(compressed.headers)).toMatchObject({
      "content-encoding": "br",
      "content-length": "10",
      vary: "Accept-Encoding",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
    });
  });

  it("leaves all else as it is, and nothing of the disk but its folder is to be had", async () => {
    const url = await startPage();
    expect((await fetch(`${url}/health`)).headers.get("cache-control")).toBe("no-store");
    for (const path of [
      "/assets/",
      "/assets/other.js",
      "/index.html",
      "/assets/page-1a2b.js.br",
      "/..%2f..%2fetc/passwd",
      "//etc/passwd",
    ]) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 404]);
    }
  });

  it("has the other ways in beside it", async () => {
    expect(await (await fetch(`${await startPage()}/ways-in`)).text()).toContain("netcat");
  });
});

describe("who gets in", () => {
  it.each([
    [{}, { access: "open", registration: "none" }],
    [
      { access: "open", guests: "read", registration: "after-connect" } as const,
      { access: "open", guests: "read", registration: "after-connect" },
    ],
    [
      { access: "accounts", registration: "before-connect" } as const,
      { access: "accounts", registration: "before-connect" },
    ],
    [
      { access: "accounts", guests: "none", registration: "after-connect" } as const,
      { access: "accounts", guests: "none", registration: "none" },
    ],
    [{ access: "invite", registration: "before-connect" } as const, { access: "invite", registration: "none" }],
  ])("is told to a page that is not in: %j", async (door, told) => {
    const facts = "access" in door ? { door } : {};
    expect(await (await fetch(`${await startPage(facts)}/door`)).json()).toEqual({ version: "0", ...told });
  });
});
