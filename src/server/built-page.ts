import { readdirSync } from "node:fs";
import { sep } from "node:path";
import type { HttpBindings } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";

/**
 * What the page may do: run what comes from here, talk to here, and show pictures, sound and moving pictures from here or
 * of its own making. Nothing that stands in its own text is run, and no string becomes markup.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types parley",
].join("; ");

/** What the service worker may do: fetch the page and its files. */
const WORKER_POLICY = "default-src 'none'; connect-src 'self'";

const POLICIES: ReadonlyMap<string, string> = new Map([
  ["/", POLICY],
  ["/service-worker.js", WORKER_POLICY],
]);

/** What has a digest of its content in its name is never another; of the rest a browser asks each time. */
const FOREVER = "public, max-age=31536000, immutable";
const EACH_TIME = "no-cache";

/**
 * Serves the page that was built into a folder. What it does not have is left to others.
 * @throws Error if the folder can't be read
 */
export function builtPage(folder: string): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const file = serveStatic({ root: folder, precompressed: true });
  for (const path of pathsIn(folder)) {
    app.get(path, async (context, next) => {
      context.header("Cache-Control", path.startsWith("/assets/") ? FOREVER : EACH_TIME);
      const policy = POLICIES.get(path);
      if (policy !== undefined) context.header("Content-Security-Policy", policy);
      return file(context, next);
    });
  }
  return app;
}

/** What compresses them, and the page under its other name, is not asked for by itself. */
const HIDDEN = /^\/index\.html$|\.(?:br|gz)$/;

function pathsIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return ["/", ...names.map((name) => `/${name.split(sep).join("/")}`)].filter((path) => !HIDDEN.test(path));
}
