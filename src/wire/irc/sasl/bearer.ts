import { decodeUtf8 } from "../../lines.ts";
import type { Mechanism, Step } from "./mechanism.ts";

/** A token, and the account that it is to be for, if one was said. */
export interface Bearing {
  readonly token: string;
  readonly account?: string;
}

/** The kinds of tokens that are taken by IRCV3BEARER; which of them one is shows when it is checked. */
const TYPES: ReadonlySet<string> = new Set(["oauth2", "jwt"]);

const WRONG: Step = { type: "wrong" };
const MALFORMED: Step = { type: "malformed" };

const encoder = new TextEncoder();

/**
 * OAUTHBEARER (RFC 7628): a token that somebody else has given the client. That it is not taken is said in JSON, for
 * which the client thanks with a message of its own before it is over.
 */
export class OAuthBearerMechanism implements Mechanism {
  #hasFailed = false;

  take(message: Uint8Array): Step {
    if (this.#hasFailed) return WRONG;
    const said = parseOAuthBearer(message);
    // From here on the exchange goes on only if this was no good.
    this.#hasFailed = true;
    return said ? { type: "token", ...said, wrong: failure("invalid_token") } : failure("invalid_request");
  }
}

/** IRCV3BEARER (IRCv3, a proposal): as OAUTHBEARER, without what that has of other protocols. */
export class Ircv3BearerMechanism implements Mechanism {
  take(message: Uint8Array): Step {
    const said = parseIrcv3Bearer(message);
    return said ? { type: "token", ...said, wrong: WRONG } : MALFORMED;
  }
}

/** Reads `n,[a=authzid],` and pairs such as `auth=Bearer token`, with ^A behind each part. Others than `auth` are left out. */
export function parseOAuthBearer(message: Uint8Array): Bearing | undefined {
  const [header = "", ...pairs] = decodeUtf8(message)?.split("\x01") ?? [];
  const found = /^[ny],(?:a=([^,]*))?,$/.exec(header);
  // Behind the last pair there are two ^A.
  const isEnded = pairs.length >= 2 && pairs.at(-1) === "" && pairs.at(-2) === "";
  const said = pairs.slice(0, -2);
  if (!found || !isEnded || !said.every((pair) => /^[A-Za-z]+=/.test(pair))) return undefined;
  const [auth, other] = said.filter((pair) => pair.startsWith("auth="));
  const [, token] = /^auth=bearer +([\w.~+/-]+=*)$/i.exec(auth ?? "") ?? [];
  if (token === undefined || other !== undefined) return undefined;
  const [, asked = ""] = found;
  return asked === "" ? { token } : { token, account: nameOf(asked) };
}

/** Reads `[authzid] NUL type NUL token`. */
export function parseIrcv3Bearer(message: Uint8Array): Bearing | undefined {
  const parts = decodeUtf8(message)?.split("\0") ?? [];
  const [account = "", type = "", token = ""] = parts;
  if (parts.length !== 3 || token === "" || !TYPES.has(type)) return undefined;
  return account === "" ? { token } : { token, account };
}

/** What is wrong, for a program (RFC 7628, 3.2.2). */
function failure(status: "invalid_token" | "invalid_request"): Step {
  return { type: "challenge", data: encoder.encode(JSON.stringify({ status })), isProved: false };
}

/** A name, in which commas and equals signs are written as `=2C` and `=3D` (RFC 5801, 4). */
function nameOf(text: string): string {
  return text.replaceAll("=2C", ",").replaceAll("=3D", "=");
}
