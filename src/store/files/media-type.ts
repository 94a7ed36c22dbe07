import { LIMITS } from "../../core/limits.ts";

/** RFC 6838, 4.2. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;

/**
 * A media type as it is kept: in small letters, without parameters.
 * @returns undefined if it is none, or one that is too long
 */
export function mediaType(text: string): string | undefined {
  const [head = ""] = text.split(";", 1);
  const type = head.trim().toLowerCase();
  return type.length <= LIMITS.fileTypeBytes && MEDIA_TYPE.test(type) ? type : undefined;
}

/** Whether a media type is one of those that are taken: `image/png`, `image/*`, or any with `*`. */
export function isTaken(type: string, taken: readonly string[]): boolean {
  const [kind = ""] = type.split("/", 1);
  return taken.some((pattern) => ["*", "*/*", `${kind}/*`, type].includes(pattern.toLowerCase()));
}
