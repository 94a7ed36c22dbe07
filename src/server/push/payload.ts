import { createHmac } from "node:crypto";
import type { MessageEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { cut } from "../../core/utf8.ts";
import { harmless } from "../../wire/lines.ts";
import type { Vapid } from "./vapid.ts";

/** What a browser is told of a message: the JSON that its service worker shows. */
export interface PushPayload {
  /** A channel, or the nick of who said it to the reader alone. */
  readonly place: string;
  /** The nick of who said it. */
  readonly from: string;
  /** What was said, or the beginning of it. */
  readonly text: string;
  readonly msgid: string;
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** There if it was something other than said. */
  readonly form?: "notice" | "action";
}

/** A payload's bytes, filled up with spaces: who sees only how long it is learns little. */
export function payloadOf({ from, text, id, seq, at, form }: MessageEvent, place: string): Buffer {
  const plain = harmless(text, true);
  const start = cut(plain, LIMITS.pushTextBytes);
  const payload: PushPayload = {
    place,
    from: from.nick,
    text: start === plain ? plain : `${start}…`,
    msgid: id,
    seq,
    at,
    ...((form === "notice" || form === "action") && { form }),
  };
  const bytes = Buffer.from(JSON.stringify(payload));
  const length = Math.ceil(bytes.length / LIMITS.pushPadBytes) * LIMITS.pushPadBytes;
  return Buffer.concat([bytes, Buffer.alloc(length - bytes.length, " ")]);
}

/**
 * By what a push service knows a push that takes the place of an earlier one (RFC 8030, 5.4): the same for one place of one
 * account, and it tells nobody which.
 */
export function topicOf({ privateKey }: Vapid, account: string, place: string): string {
  return createHmac("sha256", privateKey).update(`${account} ${place}`).digest("base64url").slice(0, TOPIC);
}

/** Characters of a topic at most. */
const TOPIC = 32;
