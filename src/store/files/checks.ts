import { type Refusal, refuse } from "../../core/answers.ts";
import type { NewFile } from "../../core/files.ts";
import { shownSize } from "../../core/sizes.ts";
import { fileName } from "./file-name.ts";
import { isTaken, mediaType } from "./media-type.ts";
import type { FileLimits } from "./room.ts";
import type { Unshared } from "./unshared.ts";

/** Characters of the types that are taken in the sentence that names them. */
const TYPES_SHOWN = 200;

/** A file as it is kept, if its name, type and size are such as are taken. */
export function checkFile(file: NewFile, limits: FileLimits): NewFile | Refusal {
  const name = fileName(file.name);
  if (name === undefined) return refuse("bad-file-name");
  const type = mediaType(file.type);
  if (type === undefined) return refuse("bad-file-type", undefined, "That is no media type, such as image/png is one.");
  if (!isTaken(type, limits.types)) return refuse("bad-file-type", type, typesSentence(limits.types));
  const { size, owner, room } = file;
  if (size === undefined) return checkSize(0, limits) ?? { name, type, owner, room };
  if (!Number.isSafeInteger(size) || size < 0) return refuse("bad-command", undefined, "That is no number of bytes.");
  return checkSize(size, limits) ?? { name, type, owner, room, size };
}

function typesSentence(types: readonly string[]): string | undefined {
  const all = types.join(", ");
  return all.length <= TYPES_SHOWN ? `Files of that type are not taken here, but these: ${all}.` : undefined;
}

function checkSize(size: number, { fileBytes }: FileLimits): Refusal | undefined {
  if (fileBytes === undefined) return refuse("file-too-large", undefined, "This server takes no files.");
  if (size <= fileBytes) return undefined;
  return refuse("file-too-large", undefined, `That file is larger than ${shownSize(fileBytes)}.`);
}

/** Refuses so many bytes more if they are more than was said, or than one file may have. */
export function checkGrowth({ received, record }: Unshared, more: number, limits: FileLimits): Refusal | undefined {
  const size = received + more;
  return checkSize(size, limits) ?? (size > (record.declared ?? size) ? wrongSize(record.declared) : undefined);
}

/** Refuses an upload that has ended and has not as many bytes as was said. */
export function checkEnd({ received, record }: Unshared): Refusal | undefined {
  return received === (record.declared ?? received) ? undefined : wrongSize(record.declared);
}

function wrongSize(declared: number | undefined): Refusal {
  return refuse("bad-command", undefined, `The file was said to have ${declared} bytes, and has not.`);
}
