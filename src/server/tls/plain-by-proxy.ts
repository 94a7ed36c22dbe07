import type { IncomingMessage } from "node:http";
import { calledBy } from "../files/upload-headers.ts";
import type { Origin } from "../origins.ts";

/** The answer to a request that is not served as it came. */
export interface PlainAnswer {
  readonly status: 308 | 403;
  /** Where the same is to be had, if it is there. */
  readonly location?: string;
  readonly text: string;
}

/**
 * How a request is answered that a proxy has taken without TLS, where that is needed: with where the same is to be had by
 * HTTPS (RFC 9110, 15.4.9). What does something is not repeated by itself, so that people see that it went unprotected.
 *
 * @param url what the server is called from outside, if that was said, without a slash at the end
 * @returns nothing if it is to be served
 */
export function plainAnswer(
  request: IncomingMessage,
  { needsTls = false, secure }: Pick<Origin, "needsTls" | "secure">,
  url: string | undefined,
): PlainAnswer | undefined {
  if (!needsTls || secure) return undefined;
  const { method, headers, url: asked = "" } = request;
  const base = url?.startsWith("https:") ? url : calledBy(request, true);
  const isHarmless = (method === "GET" || method === "HEAD") && headers.upgrade === undefined;
  if (!isHarmless || base === undefined) return { status: 403, text: "That is done here only over HTTPS.\n" };
  const path = asked.replace(/^https?:\/\/[^/?#]*/i, "");
  const location = `${base}${path.startsWith("/") ? path : `/${path}`}`;
  return { status: 308, location, text: `This is at ${location}\n` };
}
