import type { Subscription } from "../../core/accounts.ts";
import { LIMITS } from "../../core/limits.ts";
import type { OutsideRequest } from "../outside.ts";
import type { Vapid } from "./vapid.ts";

/** Something that a browser is to be told. */
export interface Sealable {
  readonly to: Subscription;
  readonly payload: Buffer;
  /** As `topicOf` makes it. */
  readonly topic: string;
}

/** Where pushes went before there was VAPID: the library would say so on the console and send them in nobody's name. */
const BEFORE_VAPID = "https://android.googleapis.com/gcm/send";

/**
 * The request by which a push service is asked to tell a browser (RFC 8030): what it says is only for that browser to read
 * (RFC 8291), and it is signed (RFC 8292).
 * @throws Error (rejects) if there is no such browser: its endpoint is not one, or its key no point of the curve
 */
export async function sealed({ to, payload, topic }: Sealable, vapidDetails: Vapid): Promise<OutsideRequest> {
  const { endpoint, p256dh, auth } = to;
  if (endpoint.startsWith(BEFORE_VAPID)) throw new Error("an endpoint that takes no VAPID");
  // What it looks like to those who connect is what is signed.
  const { href: url } = new URL(endpoint);
  const { default: webPush } = await import("web-push");
  const { headers, body } = webPush.generateRequestDetails({ endpoint: url, keys: { p256dh, auth } }, payload, {
    vapidDetails,
    TTL: LIMITS.pushTtlMs / 1_000,
    urgency: "high",
    topic,
    contentEncoding: "aes128gcm",
  });
  return { url, method: "POST", headers: textsOf(headers), body };
}

function textsOf(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
