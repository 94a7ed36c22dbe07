import type { IncomingMessage } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { isAccountBanned } from "../../core/rules/bans.ts";
import { accountByName } from "../../core/state.ts";
import { type Credentials, type Proving, prove } from "../../wire/sign-in.ts";
import { requestDelay } from "../../wire/wrong-passwords.ts";
import { isLoopback } from "../addresses.ts";
import { readBasic } from "../files/who-asks.ts";
import type { Origin } from "../origins.ts";
import { cookieName, cookieOf } from "../people/cookies.ts";
import type { Metrics } from "./metrics.ts";

/** Where metrics are told over HTTP. */
export const METRICS_PATH: string = "/metrics";

/** What it takes to tell metrics over HTTP. */
export interface MetricsHttpParts extends Proving {
  readonly metrics: Pick<Metrics, "read">;
  readonly origins: { of(request: IncomingMessage): Origin };
  /** Whether others come to this machine by something in front of the server, which may not say for whom it asks. */
  readonly isReached: boolean;
  /** Waits for so many milliseconds. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** An answer as it is told. */
export interface MetricsAnswer {
  readonly status: 200 | 401 | 403;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const TEXT = { "Content-Type": "text/plain; charset=utf-8" } as const;
const WHO: MetricsAnswer = {
  status: 401,
  headers: { ...TEXT, "WWW-Authenticate": 'Basic realm="Parley", charset="UTF-8"' },
  text: "Metrics are for operators of the server: say who you are, or ask from this machine itself.\n",
};
const NOT_YOU: MetricsAnswer = {
  status: 403,
  headers: TEXT,
  text: "Metrics are for operators of the server, which you are not.\n",
};

/**
 * Tells metrics to who asks from this machine itself, and elsewhere to operators of the server: by a device's token, by
 * name and password, or by a browser's cookie.
 */
export class MetricsHttp {
  readonly #parts: MetricsHttpParts;
  readonly #wait: (ms: number) => Promise<unknown>;

  constructor(parts: MetricsHttpParts) {
    this.#parts = parts;
    this.#wait = parts.wait ?? ((ms) => after(ms, undefined, { ref: false }));
  }

  async answer(request: IncomingMessage): Promise<MetricsAnswer> {
    const problem = this.#isHere(request) ? undefined : await this.#problemOf(request);
    if (problem) return problem;
    const { text, type } = await this.#parts.metrics.read();
    return { status: 200, headers: { "Content-Type": type, "Cache-Control": "no-store" }, text };
  }

  /** Whether a program on this machine asks, and nobody by way of a proxy or of a page in a browser. */
  #isHere(request: IncomingMessage): boolean {
    const { headers } = request;
    const { peer, proxied } = this.#parts.origins.of(request);
    const isBrought = proxied || this.#parts.isReached || PROXIES.some((name) => headers[name] !== undefined);
    // Somebody else's DNS may lead a browser here, by a name of theirs.
    const called = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(headers.host ?? "localhost")?.[1] ?? "";
    const isForeignSite = !["none", "same-origin"].includes(headers["sec-fetch-site"]?.toString() ?? "none");
    return isLoopback(peer.host) && !isBrought && isLoopback(called) && !isForeignSite;
  }

  async #problemOf(request: IncomingMessage): Promise<MetricsAnswer | undefined> {
    const origin = this.#parts.origins.of(request);
    const said = credentialsOf(request, origin);
    if (!said) return WHO;
    const proved = await prove(this.#parts, said, origin.peer.host);
    if ("refusal" in proved) {
      await this.#wait(requestDelay(proved.refusal.code === "wrong-password" ? "wrong-password" : "too-many-tries"));
      return { ...WHO, text: `${proved.refusal.text}\n` };
    }
    const { state } = this.#parts;
    const isOperator = accountByName(state, proved.account)?.role !== undefined;
    return isOperator && !isAccountBanned(state, proved.account, this.#parts.now()) ? undefined : NOT_YOU;
  }
}

/** Headers of requests that somebody has passed on. */
const PROXIES = ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via"] as const;

function credentialsOf({ headers }: IncomingMessage, { encrypted }: Origin): Credentials | undefined {
  const [, scheme = "", credentials = ""] = /^(\w+) +(\S+) *$/.exec(headers.authorization ?? "") ?? [];
  if (scheme.toLowerCase() === "bearer") return { token: credentials };
  if (scheme.toLowerCase() === "basic") return readBasic(credentials);
  const token = cookieOf(headers.cookie, cookieName(encrypted));
  return token === undefined ? undefined : { token };
}
