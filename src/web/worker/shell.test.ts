import { describe, expect, it } from "vitest";
import { type FileCache, Shell } from "./shell.ts";

const ORIGIN = "https://chat.example";

/** A browser that keeps things, and a server that has things while it is there. */
class World {
  readonly kept = new Map<string, Response>();
  readonly asked: string[] = [];
  files: Record<string, string | number> = { "/": page("a"), "/assets/main-a.js": "a", "/assets/base-a.css": "css" };
  isOffline = false;
  readonly shell = new Shell(
    ORIGIN,
    async () => this.#cache,
    async (path) => {
      this.asked.push(path);
      if (this.isOffline) throw new TypeError("offline");
      const file = this.files[path] ?? 404;
      return typeof file === "number" ? new Response("trouble", { status: file }) : new Response(file);
    },
  );
  readonly #cache: FileCache = {
    match: async (path) => this.kept.get(path)?.clone(),
    put: async (path, response) => {
      this.kept.delete(path);
      this.kept.set(path, response);
    },
    delete: async (path) => this.kept.delete(path),
    keys: async () => [...this.kept.keys()].map((path) => ({ url: `${ORIGIN}${path}` })),
  };

  /** What the browser gets: the text or the status; nothing if the service worker leaves it to the browser. */
  async get(path: string, more: { readonly method?: string; readonly mode?: string } = {}): Promise<unknown> {
    const url = new URL(path, ORIGIN).href;
    const mode = path === "/" ? "navigate" : "no-cors";
    const response = await this.shell.answer({ url, method: "GET", mode, ...more });
    return response?.ok ? response.text() : response?.status;
  }
}

function page(version: string): string {
  return `<script type="module" src="/assets/main-${version}.js"></script><link href="/assets/base-${version}.css">`;
}

describe("the page's shell", () => {
  it("starts without a network, with all that the page names", async () => {
    const world = new World();
    await world.shell.keep();
    world.isOffline = true;
    expect(await world.get("/")).toBe(page("a"));
    expect(await world.get("/assets/main-a.js")).toBe("a");
    expect(await world.get("/assets/base-a.css")).toBe("css");
    await expect(world.get("/assets/other-a.js")).rejects.toThrow("offline");
  });

  it("is the server's where there is a network; what never changes is asked for once", async () => {
    const world = new World();
    await world.shell.keep();
    world.asked.length = 0;
    expect([await world.get("/"), await world.get("/assets/main-a.js")]).toEqual([page("a"), "a"]);
    expect(world.asked).toEqual(["/"]);
  });

  it("keeps of an earlier version nothing that the new one does not name", async () => {
    const world = new World();
    world.files["/assets/late-a.js"] = "late";
    await world.shell.keep();
    await world.get("/assets/late-a.js");
    world.files = { "/": `${page("b")}/assets/base-a.css`, "/assets/main-b.js": "b", "/assets/base-b.css": "css" };
    expect(await world.get("/")).toContain("main-b.js");
    const kept = ["/", "/assets/base-a.css", "/assets/base-b.css", "/assets/main-b.js"];
    expect([...world.kept.keys()].sort()).toEqual(kept);
  });

  it("keeps nothing that is trouble, and shows it", async () => {
    const world = new World();
    await world.shell.keep();
    world.files = { "/": 503 };
    expect(await world.get("/")).toBe(503);
    expect(await world.get("/assets/none.js")).toBe(404);
    world.isOffline = true;
    expect(await world.get("/")).toBe(page("a"));
    expect(world.kept.has("/assets/none.js")).toBe(false);
  });

  it("keeps so many files at most, the oldest goes first, and the page stays", async () => {
    const world = new World();
    await world.shell.keep();
    for (let i = 0; i < 100; i++) {
      world.files[`/assets/${i}.js`] = String(i);
      await world.get(`/assets/${i}.js`);
    }
    expect(world.kept.size).toBe(65);
    expect([world.kept.has("/"), world.kept.has("/assets/99.js"), world.kept.has("/assets/0.js")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each([
    ["/", { mode: "cors" }],
    ["/", { method: "POST" }],
    ["/?a", { mode: "navigate" }],
    ["/assets/main-a.js?a", {}],
    ["/assets/../session", {}],
    ["/assets/a/b.js", {}],
    ["/assets/main-a.js", { method: "HEAD" }],
    ["/session", {}],
    ["/files/abc/cat.png", {}],
    ["/invite/abc", { mode: "navigate" }],
    ["/login/oidc", { mode: "navigate" }],
    ["/metrics", {}],
    ["https://elsewhere.example/", { mode: "navigate" }],
    ["https://elsewhere.example/assets/main-a.js", {}],
  ])("leaves %s %j to the browser", async (path, more) => {
    const world = new World();
    expect(world.shell.answer({ url: new URL(path, ORIGIN).href, method: "GET", mode: "no-cors", ...more })).toBe(
      undefined,
    );
    expect(world.asked).toEqual([]);
  });
});
