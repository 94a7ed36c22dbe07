import type { Asked, Reply } from "../../client/outgoing.ts";

/** Having this browser told of messages while the page is closed. */

/** How it stands. */
export type PushState =
  /** This browser can't, or the server doesn't. */
  | "unavailable"
  /** Somebody has said in the browser that the page may not. */
  | "denied"
  | "off"
  | "on";

/** What it takes. */
export interface PushParts {
  /** Nothing where there is no service worker. */
  readonly registration: Pick<ServiceWorkerRegistration, "pushManager"> | undefined;
  /** The `pushKey` of the server's answer to `hello`; nothing if it does not push. */
  readonly key: string | undefined;
  /** Asks the server, as the account that is signed in. @throws Error (rejects) if it can't be asked */
  ask(command: Extract<Asked, { type: "push-add" | "push-remove" }>): Promise<Reply>;
  /** The browser's `Notification`; nothing if it has none. */
  readonly notification: Pick<typeof Notification, "permission" | "requestPermission"> | undefined;
}

/** The browser's `Notification`, which some have only where the page is installed. */
export function browserNotification(): PushParts["notification"] {
  return "Notification" in globalThis ? Notification : undefined;
}

/** How it stands in this browser. */
export async function pushState(parts: PushParts): Promise<PushState> {
  const { registration, key, notification } = parts;
  if (!registration || key === undefined || !notification || !hasPushManager(registration)) return "unavailable";
  if (notification.permission === "denied") return "denied";
  if (notification.permission !== "granted") return "off";
  return (await registration.pushManager.getSubscription()) ? "on" : "off";
}

/**
 * Asks for leave, and has this browser told. To be called by a click: browsers ask only then.
 * @returns how it stands then
 * @throws Error (rejects) with a sentence, if the browser's push service or the server does not want to
 */
export async function subscribe(parts: PushParts): Promise<PushState> {
  const { registration, key, notification } = parts;
  if (!registration || key === undefined || !notification || !hasPushManager(registration)) return "unavailable";
  const permission = await notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "denied" : "off";
  const subscription = await subscribed(registration.pushManager, key);
  const reply = await add(parts, subscription);
  if (reply.type === "ok") return "on";
  await subscription.unsubscribe();
  throw new Error(reply.text);
}

/**
 * Says again where this browser is told, if it is: to be called whenever one is signed in, as the server forgets it with
 * the device or another password, and may have another key by now. It asks a person nothing.
 * @returns how it stands then; what does not work now is tried again the next time
 */
export async function renew(parts: PushParts): Promise<PushState> {
  const state = await pushState(parts);
  const { registration, key } = parts;
  if (state !== "on" || !registration || key === undefined) return state;
  try {
    const reply = await add(parts, await subscribed(registration.pushManager, key));
    return reply.type === "ok" ? "on" : "off";
  } catch {
    return "off";
  }
}

/**
 * Has this browser told no more: to be called before one signs out, too, or who uses the browser next is told.
 * @throws Error (rejects) if the server can't be asked; the browser is told no more all the same
 */
export async function unsubscribe({ registration, ask }: Pick<PushParts, "registration" | "ask">): Promise<void> {
  if (!registration || !hasPushManager(registration)) return;
  const subscription = await registration.pushManager.getSubscription();
  if (!subscription) return;
  await subscription.unsubscribe();
  await ask({ type: "push-remove", endpoint: subscription.endpoint });
}

/** A browser may have service workers, and no pushes. */
function hasPushManager(registration: object): boolean {
  return "pushManager" in registration;
}

/** The subscription of this browser by that key: one by another key is good for nothing any more. */
async function subscribed(manager: PushManager, key: string): Promise<PushSubscription> {
  const known = await manager.getSubscription();
  if (known && keyOf(known.options.applicationServerKey) === key) return known;
  await known?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function add({ ask }: PushParts, subscription: PushSubscription): Promise<Reply> {
  const { endpoint } = subscription;
  const [p256dh, auth] = [keyOf(subscription.getKey("p256dh")), keyOf(subscription.getKey("auth"))];
  return ask({ type: "push-add", endpoint, keys: { p256dh, auth } });
}

/** Bytes in base 64 for URLs. */
function keyOf(bytes: ArrayBuffer | null): string {
  const text = String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0)));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
