import { type Refusal, refuse } from "../../core/answers.ts";
import { mediaType } from "./media-type.ts";

/**
 * Types that are one and the same, or that can't be told apart by a file's first bytes. An application's type has to be
 * here to be looked at; others may call their files as they like.
 */
const SAME: readonly (readonly string[])[] = [
  ["image/png", "image/x-png", "image/apng"],
  ["image/jpeg", "image/jpg", "image/pjpeg"],
  ["image/bmp", "image/x-bmp", "image/x-ms-bmp"],
  ["image/x-icon", "image/vnd.microsoft.icon"],
  ["image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence", "image/avif"],
  ["image/jp2", "image/jpx", "image/jpm", "image/mj2", "image/j2c"],
  ["image/vnd.ms-photo", "image/jxr"],
  ["image/vnd.adobe.photoshop", "image/x-photoshop"],
  [
    "image/tiff",
    "image/x-adobe-dng",
    "image/x-canon-cr2",
    "image/x-nikon-nef",
    "image/x-olympus-orf",
    "image/x-panasonic-rw2",
    "image/x-sony-arw",
  ],
  [
    "video/mp4",
    "video/quicktime",
    "video/x-m4v",
    "video/3gpp",
    "video/3gpp2",
    "audio/mp4",
    "audio/m4a",
    "audio/x-m4a",
    "audio/3gpp",
    "audio/3gpp2",
  ],
  ["video/webm", "video/matroska", "video/x-matroska", "audio/webm", "audio/matroska", "audio/x-matroska"],
  ["video/ogg", "audio/ogg", "application/ogg", "audio/opus", "audio/vorbis", "audio/x-vorbis+ogg"],
  ["video/mpeg", "video/mp1s", "video/mp2p"],
  ["video/vnd.avi", "video/avi", "video/x-msvideo"],
  ["video/x-ms-asf", "video/x-ms-wmv", "audio/x-ms-asf", "audio/x-ms-wma", "application/vnd.ms-asf"],
  ["audio/mpeg", "audio/mp3", "audio/x-mp3", "audio/x-mpeg", "audio/mpeg3"],
  ["audio/wav", "audio/wave", "audio/x-wav", "audio/vnd.wave"],
  ["audio/flac", "audio/x-flac"],
  ["audio/aac", "audio/x-aac", "audio/aacp"],
  ["audio/aiff", "audio/x-aiff"],
  ["audio/midi", "audio/mid", "audio/x-midi"],
  ["application/pdf", "application/x-pdf"],
  [
    "application/zip",
    "application/x-zip",
    "application/x-zip-compressed",
    "application/epub+zip",
    "application/java-archive",
    "application/vnd.android.package-archive",
    "application/x-xpinstall",
  ],
  ["application/gzip", "application/x-gzip"],
  ["application/x-bzip2", "application/bzip2"],
  ["application/x-xz", "application/xz"],
  ["application/zstd", "application/x-zstd"],
  ["application/x-7z-compressed"],
  ["application/x-rar-compressed", "application/vnd.rar", "application/x-rar"],
  ["application/x-tar"],
];

const KIND_OF: ReadonlyMap<string, string> = new Map(
  SAME.flatMap((types) => types.map((type): [string, string] => [type, types[0] ?? type])),
);

/** Documents that are ZIP archives. */
const ZIPPED = /^application\/vnd\.(?:openxmlformats-officedocument|oasis\.opendocument|ms-|apple\.)/;

const MEDIA = /^(?:image|audio|video)\//;

const PNG = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** Some programs write something in front of a PDF; readers look for its mark in so many bytes. */
const PDF_WITHIN = 1_024;

/** What is known of a file's bytes once they are all there. */
export interface Seen {
  /** The first of them. */
  readonly head: Uint8Array;
  /** Whether one of them is 0. */
  readonly hasNul: boolean;
}

/**
 * Refuses a file whose bytes say that it is not of its type: pictures, sound, moving pictures, PDF and archives have to
 * look like it, and texts have no byte 0. Nothing is asked of `application/octet-stream` and of types with no such mark.
 */
export async function checkType(type: string, { head, hasNul }: Seen): Promise<Refusal | undefined> {
  if (type.startsWith("text/")) return hasNul ? falseType(type, "A text has no bytes that are 0.") : undefined;
  const isMarked = KIND_OF.has(type) || (MEDIA.test(type) && (await detector()).supportedMimeTypes.has(type));
  if (!isMarked && !MEDIA.test(type)) return undefined;
  if (head.length === 0) return falseType(type, "It is empty.");
  const found = await typeOf(head);
  if (isMarked ? kindOf(found) === kindOf(type) : found === undefined || found === "application/xml") return undefined;
  return falseType(type, found && `Its bytes are those of ${found}.`);
}

function falseType(type: string, why: string = "Its bytes say otherwise."): Refusal {
  return refuse("false-file-type", type, `The file is not of the type ${type}. ${why}`);
}

function kindOf(type: string | undefined): string | undefined {
  if (type === undefined) return undefined;
  return KIND_OF.get(type) ?? (ZIPPED.test(type) ? "application/zip" : type);
}

/** What knows the bytes of many types. It takes some megabytes of memory, so it comes with the first file that needs it. */
function detector(): Promise<typeof import("file-type")> {
  return import("file-type");
}

/** The type that a file's first bytes tell of. */
async function typeOf(head: Uint8Array): Promise<string | undefined> {
  const found = await (await detector()).fileTypeFromBuffer(head);
  if (found) return mediaType(found.mime);
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  // What is damaged is still no other type.
  if (bytes.indexOf(PNG) === 0) return "image/png";
  return bytes.subarray(0, PDF_WITHIN).includes("%PDF-") ? "application/pdf" : undefined;
}
