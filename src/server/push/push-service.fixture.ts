import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:https";
import { onTestFinished } from "vitest";
import { Outside } from "../outside.ts";
import { makeSelfSigned } from "../tls/self-signed.ts";

/** A browser that is told things: it alone can read what it is told. */
export interface TestBrowser {
  /** As `PushSubscription.keys`. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
  /** What a push says. @throws Error if it is not for this browser, or was changed on the way */
  open(body: Buffer): Record<string, unknown>;
}

/** Makes a browser's keys, and reads by RFC 8188 and RFC 8291 alone: with nothing of what the server writes by. */
export function testBrowser(): TestBrowser {
  const own = createECDH("prime256v1");
  const publicKey = own.generateKeys();
  const auth = randomBytes(16);
  return {
    keys: { p256dh: publicKey.toString("base64url"), auth: auth.toString("base64url") },
    open(body) {
      const salt = body.subarray(0, 16);
      const idLength = body.readUInt8(20);
      const theirs = body.subarray(21, 21 + idLength);
      const record = body.subarray(21 + idLength);
      const info = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, theirs]);
      const secret = derive(own.computeSecret(theirs), auth, info, 32);
      const key = derive(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
      const nonce = derive(secret, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
      const decipher = createDecipheriv("aes-128-gcm", key, nonce);
      decipher.setAuthTag(record.subarray(-16));
      const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
      // The last record ends with a 2, and zeros as its writer likes.
      const end = plain.lastIndexOf(2);
      return JSON.parse(plain.subarray(0, end).toString());
    },
  };
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, length));
}

/** A request that a push service got. */
export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A push service on this machine that believes to be out there. */
export interface PushService {
  /** The endpoint of a browser. */
  endpoint(path: string): string;
  readonly asked: readonly Asked[];
  /** What the next requests are answered; then 201. */
  answer(...answers: readonly Answer[]): void;
  /** Waits for so many requests in all. */
  until(count: number): Promise<void>;
  /** The way out that leads to it by the name `push.example`, and to no other address. */
  readonly outside: Outside;
}

type Answer = number | { readonly status: number; readonly headers: Readonly<Record<string, string>> };

export async function startPushService(): Promise<PushService> {
  const pair = await makeSelfSigned(["push.example"], Date.now());
  const asked: Asked[] = [];
  const answers: Answer[] = [];
  let waiting: (() => void)[] = [];
  const server = createServer(pair, async (incoming, outgoing) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(Buffer.from(piece));
    asked.push({ path: incoming.url ?? "", headers: incoming.headers, body: Buffer.concat(pieces) });
    const answer = answers.shift() ?? 201;
    const { status, headers } = typeof answer === "number" ? { status: answer, headers: {} } : answer;
    outgoing.writeHead(status, headers).end();
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    endpoint: (path) => `https://push.example:${port}/${path}`,
    asked,
    answer: (...more) => void answers.push(...more),
    async until(count) {
      while (asked.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    outside: new Outside({
      resolve: async () => ["127.0.0.1"],
      mayReach: (one) => one === "127.0.0.1",
      ca: pair.cert,
    }),
  };
}
