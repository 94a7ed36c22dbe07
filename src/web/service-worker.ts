import { noticeOf } from "./worker/notice.ts";
import { Shell } from "./worker/shell.ts";

/** What the browser runs for the page when the page is not open: shows what is pushed, and starts the page offline. */

declare const self: ServiceWorkerGlobalScope;

const PREFIX = "parley-shell-";
const CACHE = `${PREFIX}1`;

const shell = new Shell(
  self.location.origin,
  () => caches.open(CACHE),
  // The browser's own cache is asked for nothing that has the same address for good.
  (path) => fetch(path, { credentials: "same-origin", cache: path === "/" ? "no-cache" : "default" }),
);

self.addEventListener("install", (event) => {
  // Without a network it is kept when the page is opened next.
  event.waitUntil(shell.keep().catch(() => undefined));
  event.waitUntil(self.skipWaiting());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(removeOthers());
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const answer = shell.answer(event.request);
  if (answer !== undefined) event.respondWith(answer);
});

self.addEventListener("push", (event) => {
  const { title, url, ...options } = noticeOf(dataOf(event), Date.now());
  event.waitUntil(self.registration.showNotification(title, { ...options, icon: "/icon-192.png", data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(go(urlOf(event.notification.data)));
});

/** What an earlier version kept under another name goes. */
async function removeOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
}

function dataOf({ data }: PushEvent): unknown {
  try {
    return data?.json();
  } catch {
    return undefined;
  }
}

/** Where a notification leads: only into the page. */
function urlOf(data: unknown): string {
  const url = typeof data === "object" && data !== null && "url" in data ? data.url : undefined;
  return typeof url === "string" && url.startsWith("/#/") ? url : "/";
}

/** Has a page that is open go there, and brings it to the front; or opens one. */
async function go(url: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const own = pages.filter((page) => new URL(page.url).pathname === "/");
  const page =
    own.find(({ focused }) => focused) ?? own.find(({ visibilityState }) => visibilityState === "visible") ?? own[0];
  if (!page) {
    await self.clients.openWindow(url);
    return;
  }
  page.postMessage({ type: "go", url });
  await page.focus();
}
