import type { IncomingMessage } from "node:http";
import { type ContentDisposition, parse } from "content-disposition";
import { getExtension, getMimeType, mimes } from "hono/utils/mime";
import { decodeUtf8 } from "../../wire/lines.ts";

/** What requests that bring files say in their headers. Whatever is not of the right form counts as not said. */

/** What nobody knows more about. */
const UNKNOWN_TYPE = "application/octet-stream";

/** What `curl --data-binary` and the like say without being told; no file is of this type. */
const NO_TYPE = "application/x-www-form-urlencoded";

/** The types that names have which end so. */
const TYPES: Readonly<Record<string, string>> = {
  ...mimes,
  flac: "audio/flac",
  log: "text/plain",
  m4a: "audio/mp4",
  md: "text/markdown",
  mkv: "video/matroska",
  mov: "video/quicktime",
  wav: "audio/wav",
};

/** `Upload-Complete`: whether this request brings the last of an upload. */
export function uploadComplete(value: string | undefined): boolean | undefined {
  const text = value?.trim();
  return text === "?1" ? true : text === "?0" ? false : undefined;
}

/** `Upload-Offset` and `Upload-Length`: a number of bytes (RFC 9651, 3.3.1). */
export function uploadNumber(value: string | undefined): number | undefined {
  const text = value?.trim() ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/**
 * The name that a file is sent under: that of `Content-Disposition` (RFC 6266), or else that of the path. It may be one
 * that no file can have.
 */
export function nameOf(disposition: string | undefined, path: string | undefined, type: string | undefined): string {
  const said = disposition === undefined ? undefined : saidName(disposition);
  const name = said ?? path ?? "";
  if (name !== "") return name;
  const extension = type === undefined ? undefined : getExtension(type);
  return extension === undefined ? "file" : `file.${extension}`;
}

/**
 * The media type of what is sent, in lower case and without parameters: as it was said, or else as the name has it.
 * Nothing if what was said is no media type.
 */
export function typeOf(said: string | undefined, name: string | undefined): string | undefined {
  const type = bare(said ?? "");
  if (type === "" || type === NO_TYPE) return bare(getMimeType(name ?? "", TYPES) ?? UNKNOWN_TYPE);
  return /^[a-z0-9][\w!#$&^.+-]*\/[a-z0-9][\w!#$&^.+-]*$/.test(type) ? type : undefined;
}

/**
 * What a server is called by whoever sent a request, with `http://` or `https://`; nothing if they did not say so in a
 * usable way.
 */
export function calledBy({ headers }: IncomingMessage, encrypted: boolean): string | undefined {
  const { host = "" } = headers;
  if (!/^([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?$/i.test(host)) return undefined;
  const base = `${encrypted ? "https" : "http"}://${host}`;
  return URL.canParse(base) ? base : undefined;
}

function bare(type: string): string {
  return (type.split(";", 1)[0] ?? "").trim().toLowerCase();
}

function saidName(header: string): string | undefined {
  const { parameters }: ContentDisposition = parse(header);
  const { filename } = parameters;
  if (filename === undefined || parameters["filename*"] !== undefined) return filename;
  // Bytes that are not ASCII are against the rule, and then mostly UTF-8; Node takes each for a character.
  return decodeUtf8(Buffer.from(filename, "latin1")) ?? filename;
}
