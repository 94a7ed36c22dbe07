import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from "node:http";

/**
 * Headers that every answer of HTTP has unless it says otherwise: nothing is run, framed or guessed that is not meant to
 * be, no other site is told where a reader was, and nobody on the way keeps it. There are none for other sites (CORS).
 * Without any referrer browsers would say no origin with a form either, so that it would look like one from elsewhere.
 */
const ANSWER_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** Gives an answer those headers before anybody else does, so that whoever answers can say otherwise. */
export function setAnswerHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(ANSWER_HEADERS)) response.setHeader(name, value);
}

/** A whole answer as bytes, for where there is nothing but a socket; the connection ends with it. */
export function rawAnswer(status: number, text: string, headers: OutgoingHttpHeaders = {}): string {
  const all: OutgoingHttpHeaders = {
    date: new Date().toUTCString(),
    connection: "close",
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    ...ANSWER_HEADERS,
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("")}\r\n${text}`;
}
