import { type OutgoingHttpHeaders, STATUS_CODES } from "node:http";
import { type Refusal, refuse } from "../../core/answers.ts";
import { statusOf } from "../status.ts";

/** An answer to an HTTP request that is short enough to be held in memory. */
export interface Reply {
  readonly status: number;
  readonly headers?: OutgoingHttpHeaders;
  /** Goes out as JSON. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** An answer that says what is wrong (RFC 9457), with a code for programs and a sentence for a person. */
export interface Problem extends Reply {
  readonly body: Readonly<Record<string, unknown>> & { readonly code: string; readonly text: string };
}

/** Whether an outcome says what is wrong. */
export function isProblem(outcome: object): outcome is Problem {
  return "status" in outcome;
}

/** Makes a problem. @param more what else programs are told */
export function problem(
  status: number,
  code: string,
  text: string,
  more: { readonly headers?: OutgoingHttpHeaders; readonly fields?: Readonly<Record<string, unknown>> } = {},
): Problem {
  const headers = { "content-type": "application/problem+json", ...more.headers };
  return { status, headers, body: { title: STATUS_CODES[status], status, code, text, ...more.fields } };
}

/** Seconds after which who was told to come back may. */
const RETRY_AFTER = "5";

/** A refusal as a problem. */
export function refused(refusal: Refusal): Problem {
  const status = statusOf(refusal.code);
  const about = refusal.about === undefined ? {} : { about: refusal.about };
  const headers: OutgoingHttpHeaders = status === 503 ? { "retry-after": RETRY_AFTER } : {};
  return problem(status, refusal.code, refusal.text, { headers, fields: about });
}

/** The one answer for a file that there is not and for one that the asker may not have. */
export function noSuchFile(): Problem {
  return refused(refuse("no-such-file"));
}

/** Nobody is known by what the request said of who asks. @param wasTicket whether it said so by a ticket */
export function unauthorized(wasTicket: boolean): Problem {
  const text = wasTicket
    ? "That ticket is not good, or not any more; a session gets new ones."
    : "Say who you are: with a ticket of your session, or with the name and the password of your account.";
  // Who has a ticket is a program, for which no browser should ask a person.
  const ways = ['Bearer realm="Parley"', ...(wasTicket ? [] : ['Basic realm="Parley", charset="UTF-8"'])];
  return problem(401, "unauthorized", text, { headers: { "www-authenticate": ways } });
}

/** The name or the password is wrong. */
export function wrongPassword(): Problem {
  const headers = { "www-authenticate": ['Bearer realm="Parley"', 'Basic realm="Parley", charset="UTF-8"'] };
  return problem(401, "unauthorized", "There is no account of that name with that password.", { headers });
}

/** Passwords are not looked at any more: too many were wrong. @param seconds after which they are again at the latest */
export function tooManyWrong(seconds: number): Problem {
  const text = "Too many wrong passwords came from there; try again in some minutes.";
  return problem(429, "too-many-passwords", text, { headers: { "retry-after": String(seconds) } });
}

/** Too much goes on at a time: for this address, or for the server. */
export function tooMany(whose: "address" | "server"): Problem {
  const headers = { "retry-after": RETRY_AFTER };
  return whose === "address"
    ? problem(429, "too-many-transfers", "Your address has as many transfers as it may; wait for one.", { headers })
    : problem(503, "busy", "The server has as many transfers as it takes; try again in a moment.", { headers });
}

/** The method is none of those that there are. */
export function notAllowed(methods: readonly string[]): Problem {
  const allow = methods.join(", ");
  return problem(405, "bad-method", `That is not done to this. What can be done: ${allow}.`, { headers: { allow } });
}

/** Something broke that is for the operator to look at. */
export function broken(): Problem {
  return refused(refuse("unavailable", undefined, "The server could not do that just now; it has been logged."));
}

/** Nothing came for so long that it is not waited for. */
export function stalled(ms: number): Problem {
  return problem(408, "stalled", `Nothing came for ${ms / 1_000} seconds.`);
}
