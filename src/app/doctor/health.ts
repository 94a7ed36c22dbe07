import { request as askHttp, type IncomingMessage } from "node:http";
import { request as askHttps } from "node:https";
import * as v from "valibot";
import { LIMITS } from "../../core/limits.ts";

/** What a Parley says of itself to whoever asks. */
export interface Health {
  /** Whether what is said there can be made durable at the moment. */
  readonly ok: boolean;
  readonly version: string;
  readonly sessions: number;
}

const HEALTH = v.object({ ok: v.boolean(), version: v.string(), sessions: v.number() });

/** What the text of an answer to `GET /health` says; nothing if no Parley wrote it. */
export function readHealth(text: string): Health | undefined {
  try {
    const parsed = v.safeParse(HEALTH, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Asks whoever listens on a port of this machine whether it is a Parley; never rejects. */
export async function askHealth(host: string, port: number): Promise<Health | undefined> {
  const [plain, secret] = await Promise.all([askBy(askHttp, host, port), askBy(askHttps, host, port)]);
  return plain ?? secret;
}

function askBy(ask: typeof askHttp, host: string, port: number): Promise<Health | undefined> {
  const { promise, resolve } = Promise.withResolvers<Health | undefined>();
  // Nothing is told to it that it could misuse, whatever certificate it has.
  const options = { host, port, path: "/health", agent: false, rejectUnauthorized: false };
  const request = ask(options, (answer) => void textOf(answer).then((text) => resolve(readHealth(text))));
  const timer = setTimeout(() => request.destroy(new Error("it does not answer")), LIMITS.doctorAnswerMs);
  request.on("error", () => resolve(undefined));
  request.on("close", () => {
    clearTimeout(timer);
    resolve(undefined);
  });
  request.end();
  return promise;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = "";
  try {
    for await (const piece of answer.setEncoding("utf8")) {
      text += String(piece);
      if (text.length > LIMITS.doctorAnswerBytes) break;
    }
  } catch {
    // What came tells what it can.
  }
  return text;
}
