import { LIMITS } from "../../core/limits.ts";
import { isChannelName, isNick, isRelayedNick } from "../../core/names.ts";
import { fits } from "../../core/utf8.ts";

/** What sources say is anybody's: it is taken only if Parley could have let it in itself. */

/** Answers of one check that are remembered, so that a name is not looked at again with each message. */
const REMEMBERED = 10_000;

type Check = (text: string) => boolean;

function remembering(check: Check): Check {
  const answers = new Map<string, boolean>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = check(text);
    if (answers.size >= REMEMBERED) answers.clear();
    if (text.length <= LIMITS.lineBytes) answers.set(text, answer);
    return answer;
  };
}

/** A value of JSON that has fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value has fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a channel may be called this. */
export const isChannel: Check = remembering(isChannelName);

/** Whether somebody may be called this. */
export const isName: Check = remembering(isNick);

/** Whether somebody may be called this here or behind a bridge. */
export const isShownName: Check = remembering((text) => isNick(text) || isRelayedNick(text));

/** Whether this can be a user name or a host: it has nothing that would end it. */
export function isWord(value: unknown, bytes: number): value is string {
  return typeof value === "string" && /^[^\s\p{C}@!,]+$/u.test(value) && !value.startsWith(":") && fits(value, bytes);
}

/** Whether this can be said. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && fits(value, LIMITS.textBytes) && !/[\0\r]/.test(value);
}

/** Whether this is one line of so many bytes. */
export function isLine(value: unknown, bytes: number): value is string {
  return typeof value === "string" && fits(value, bytes) && !/[\0\r\n]/.test(value);
}

/** Whether this is a time in milliseconds since 1970. */
export function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

/** Whether this can be the key of an item. */
export function isKey(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]{1,128}$/.test(value);
}
