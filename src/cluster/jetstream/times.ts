/**
 * When the stream took a message, as NATS says it in two ways: milliseconds since 1970, what is left over cut off. Whichever
 * way a node reads, it has to get the same: the time goes into the state.
 */

/** Of the nanoseconds in a reply subject. They are more than a number can hold, so they are cut as text. */
export function timeOfNanoseconds(text: string): number {
  return Number(text.slice(0, -6));
}

/** Of a text such as `2026-01-02T03:04:05.678901234Z`, without zeros at the end. */
export function timeOfText(text: string): number {
  return Date.parse(text.replace(/(\.\d{3})\d+/, "$1"));
}
