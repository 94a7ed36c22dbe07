import type { OutgoingHttpHeaders } from "node:http";
import { create } from "content-disposition";
import type { FileRef } from "../../core/files.ts";

/** Seconds for which a browser need not ask again: a file never changes, but it may be taken back. */
const FRESH = 86_400;

/** What browsers show without running anything that is in it. Everything else they are told to save. */
const SHOWN: ReadonlySet<string> = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "audio/aac",
  "audio/flac",
  "audio/mp4",
  "audio/mpeg",
  "audio/ogg",
  "audio/opus",
  "audio/wav",
  "audio/webm",
  "video/mp4",
  "video/ogg",
  "video/webm",
  "text/plain",
]);

/** Should a browser take a file for a page after all, nothing in it does anything. */
const POLICY =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/** The tag by which the content of a file is known again. */
export function tagOf({ hash }: FileRef): string {
  return `"${hash}"`;
}

/** Headers of an answer that has a file, or says that it is the same as before. @param open whether its link is enough */
export function cacheHeaders(file: FileRef, open: boolean): OutgoingHttpHeaders {
  return {
    etag: tagOf(file),
    "cache-control": `private, max-age=${FRESH}, immutable`,
    ...(!open && { vary: "Authorization" }),
  };
}

/** Headers that say what a file is, and keep it from being anything else. */
export function fileHeaders(file: FileRef, open: boolean): OutgoingHttpHeaders {
  const { name, type } = file;
  return {
    ...cacheHeaders(file, open),
    "content-type": type.startsWith("text/") ? `${type}; charset=utf-8` : type,
    "content-disposition": create(name, { type: SHOWN.has(type) ? "inline" : "attachment" }),
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    // Who has the link of an open file may show it on their own page, as web clients of IRC do.
    "cross-origin-resource-policy": open ? "cross-origin" : "same-origin",
    "referrer-policy": "no-referrer",
    "accept-ranges": "bytes",
  };
}
