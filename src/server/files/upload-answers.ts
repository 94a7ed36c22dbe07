import type { OutgoingHttpHeaders } from "node:http";
import { type FileRef, pathOf, type Upload } from "../../core/files.ts";
import { type Problem, problem, type Reply } from "./reply.ts";

/** Answers to requests that bring files. Those of resumable ones follow draft-ietf-httpbis-resumable-upload. */

/** What a part of an upload is sent as. */
export const PARTIAL_UPLOAD = "application/partial-upload";

const PROBLEM_TYPES = "https://iana.org/assignments/http-problem-types#";

/** The file is there whole. @param base what the server is called from outside */
export function created(file: FileRef, base: string, headers: OutgoingHttpHeaders = {}): Reply {
  const { id, name, type, size } = file;
  const url = `${base}${pathOf(file)}`;
  return { status: 201, headers: { location: url, ...headers }, body: { url, id, name, type, size } };
}

/** How far an upload is. */
export function progress({ offset, size, file }: Upload): OutgoingHttpHeaders {
  return {
    "upload-complete": file ? "?1" : "?0",
    "upload-offset": offset,
    ...(size !== undefined && { "upload-length": size }),
  };
}

/** An upload that is whole is to be another one. */
export function completed(file: FileRef, base: string, brings: number | undefined): Problem {
  const url = `${base}${pathOf(file)}`;
  const more = { headers: { location: url, "upload-complete": "?1" }, fields: { url } };
  return brings === 0
    ? typed("completed-upload", 400, "The upload is whole already.", more)
    : typed("inconsistent-upload-length", 400, "The upload is whole already, and nothing can be put behind it.", more);
}

/** A part is not where the upload goes on. */
export function mismatch(upload: Upload, provided: number): Problem {
  return typed("mismatching-upload-offset", 409, `The upload goes on at byte ${upload.offset}.`, {
    headers: progress(upload),
    code: "bad-offset",
    fields: { "expected-offset": upload.offset, "provided-offset": provided },
  });
}

/** What was said of the upload's length does not fit together. */
export function inconsistent(): Problem {
  return typed("inconsistent-upload-length", 400, "What was said of the upload's length does not fit together.");
}

/** A header is missing, or can't be understood. */
export function badHeader(text: string): Problem {
  return problem(400, "bad-header", text);
}

/** A type that is no file's. */
export function badType(text: string, headers: OutgoingHttpHeaders): Problem {
  return problem(415, "bad-file-type", text, { headers });
}

function typed(
  type: string,
  status: number,
  text: string,
  { headers = {}, fields = {}, code = type }: { headers?: OutgoingHttpHeaders; fields?: object; code?: string } = {},
): Problem {
  return problem(status, code, text, { headers, fields: { type: `${PROBLEM_TYPES}${type}`, ...fields } });
}
