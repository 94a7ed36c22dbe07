import type { IncomingMessage } from "node:http";
import { LIMITS } from "../core/limits.ts";

/** What is wrong with a request, and what whoever sent it is told. */
export interface RequestProblem {
  readonly status: 400 | 431 | 501;
  readonly text: string;
}

/** The name of a host as it can stand in `Host` (RFC 9110, 7.2), with or without a port. */
const HOST = /^(?:[\w.~!$&'()*+,;=%-]+|\[[0-9a-f:.]+\])(?::\d{0,5})?$/i;

/**
 * What is wrong with a request that Node's parser has taken: others on the way may have read it in another way, and taken
 * a part of it for a request of its own, or somebody else's (RFC 9112, 11.2). Such a connection is not to be read on.
 */
export function problemOf(request: IncomingMessage): RequestProblem | undefined {
  const { rawHeaders, headersDistinct, httpVersion, url = "" } = request;
  if (rawHeaders.length > 2 * LIMITS.httpHeaders) return { status: 431, text: "Those are too many headers.\n" };
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return bad("That is not a request of HTTP/1.1.\n");
  const hosts = headersDistinct["host"] ?? [];
  const [host] = hosts;
  const isThere = host === undefined ? httpVersion === "1.0" : HOST.test(host) && URL.canParse(`http://${host}`);
  if (hosts.length > 1 || !isThere) return bad("Host has to be one name.\n");
  if (!isOurs(url, host)) return bad("The request and its Host are about different servers.\n");
  const codings = headersDistinct["transfer-encoding"];
  if (!codings) return undefined;
  const isPlain = codings.length === 1 && codings[0]?.trim().toLowerCase() === "chunked";
  if (!isPlain) return { status: 501, text: "A body can be chunked, and not encoded otherwise.\n" };
  if (headersDistinct["content-length"] || httpVersion === "1.0") return bad("It is not clear where the body ends.\n");
  return undefined;
}

/** Whether what is asked for is a path, or a URL with the same host as is said (RFC 9112, 3.2.2). */
function isOurs(url: string, host: string | undefined): boolean {
  if (url.startsWith("/") || url === "*") return true;
  const [, authority] = /^https?:\/\/([^/?#]+)/i.exec(url) ?? [];
  return authority !== undefined && authority.toLowerCase() === host?.toLowerCase();
}

function bad(text: string): RequestProblem {
  return { status: 400, text };
}
