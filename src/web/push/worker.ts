/** The page's service worker, as the page sees it. */

/** Its address. */
const SCRIPT = "/service-worker.js";

/** The browser's guard of what may become code, where there is one: what it makes stands for a text. */
declare const trustedTypes:
  | {
      createPolicy(
        name: string,
        rules: { createScriptURL(url: string): string },
      ): { createScriptURL(url: string): string };
    }
  | undefined;

/**
 * Has the browser run the service worker; nothing where there is none, as over plain HTTP and in some private windows.
 * Call it once, when the page is shown.
 */
export async function registerWorker(): Promise<ServiceWorkerRegistration | undefined> {
  if (!("serviceWorker" in navigator)) return undefined;
  try {
    return await navigator.serviceWorker.register(trusted(SCRIPT), { scope: "/" });
  } catch {
    return undefined;
  }
}

/**
 * Calls `go` with where a notification leads on which somebody has clicked while the page was open: what stands behind the
 * `/` of its address, such as `#/channel/NAME/ID`.
 * @returns what ends that
 */
export function onNotificationClick(go: (hash: string) => void): () => void {
  if (!("serviceWorker" in navigator)) return () => {};
  const listen = ({ data }: MessageEvent<unknown>): void => {
    const hash = hashOf(data);
    if (hash !== undefined) go(hash);
  };
  navigator.serviceWorker.addEventListener("message", listen);
  return () => navigator.serviceWorker.removeEventListener("message", listen);
}

/** Where a message of the service worker asks to go; nothing if it asks for something else. */
export function hashOf(data: unknown): string | undefined {
  const isGo = typeof data === "object" && data !== null && "type" in data && data.type === "go" && "url" in data;
  return isGo && typeof data.url === "string" && data.url.startsWith("/#/") ? data.url.slice(1) : undefined;
}

let policy: { createScriptURL(url: string): string } | undefined;

/** The page's policy lets only code run that is named here. */
function trusted(url: string): string {
  if (typeof trustedTypes === "undefined") return url;
  policy ??= trustedTypes.createPolicy("parley", {
    createScriptURL(wanted) {
      if (wanted !== SCRIPT) throw new TypeError(`not a script of the page: ${wanted}`);
      return wanted;
    },
  });
  return policy.createScriptURL(url);
}
