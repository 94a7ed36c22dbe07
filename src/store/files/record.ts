/** What came of an upload that is whole. */
export interface Whole {
  /** SHA-256 of its content, in hexadecimal. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
  /** When it became whole, in milliseconds since 1970. */
  readonly at: number;
}

/** What is written down of an upload, in a small file beside its bytes. */
export interface UploadRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Who uploads it, and whose room it takes, as `OwnedFile` has them. */
  readonly owner: string;
  readonly room: string;
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  /** Its bytes, if they were known before. */
  readonly declared?: number;
  /** There once it is whole. Its content may still be on the way to its place. */
  readonly whole?: Whole;
}

const ID = /^[a-z2-7]{26}$/;
const HASH = /^[0-9a-f]{64}$/;

/** Whether a text may be the id of an upload. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** Whether a text may be the hash of a content. */
export function isHash(text: unknown): text is string {
  return typeof text === "string" && HASH.test(text);
}

/**
 * Reads a record.
 * @returns undefined if it is damaged, or that of another upload
 */
export function parseRecord(id: string, text: string): UploadRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && value.id === id ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is UploadRecord {
  if (!isObject(value)) return false;
  const { id, name, type, owner, room, at, declared, whole } = value;
  const texts = [id, name, type, owner, room].every((text) => typeof text === "string");
  return (
    texts && isCount(at) && (declared === undefined || isCount(declared)) && (whole === undefined || isWhole(whole))
  );
}

function isWhole(value: unknown): value is Whole {
  return isObject(value) && isHash(value["hash"]) && isCount(value["size"]) && isCount(value["at"]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
