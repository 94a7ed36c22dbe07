/** A part of a file: from a byte up to and without another. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * The part of a file that `Range` asks for (RFC 9110, 14.2); nothing if it asks for several, or for none in a way that is
 * known here: then the whole file is the right answer.
 */
export function rangeOf(header: string | undefined, size: number): Range | "unsatisfiable" | undefined {
  const [, first = "", last = ""] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { from: size - length, to: size };
  }
  const from = Number(first);
  const to = last === "" ? size : Math.min(Number(last) + 1, size);
  // Not a range at all, unlike one that is behind the end.
  if (last !== "" && Number(last) < from) return undefined;
  return from >= size ? "unsatisfiable" : { from, to };
}

/** What a client has already, as the headers of its request say. */
export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifRange?: string | undefined;
}

/** Whether a request is to be answered by the file, or by a status, as things are (RFC 9110, 13.2.2). */
export function precondition({ ifMatch, ifNoneMatch }: Conditions, tag: string): "file" | 304 | 412 {
  if (ifMatch !== undefined && !has(ifMatch, tag, false)) return 412;
  return ifNoneMatch !== undefined && has(ifNoneMatch, tag, true) ? 304 : "file";
}

/** Whether a range may be taken of the file as it is now (RFC 9110, 13.1.5). No date is known here, so none fits. */
export function isSameAs({ ifRange }: Conditions, tag: string): boolean {
  return ifRange === undefined || ifRange.trim() === tag;
}

function has(list: string, tag: string, weakly: boolean): boolean {
  if (list.trim() === "*") return true;
  const tags = list.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((each) => each === tag || (weakly && each === `W/${tag}`));
}
