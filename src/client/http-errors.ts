/** Answers after which the same request may be answered otherwise. */
const PASSING: ReadonlySet<number> = new Set([401, 408, 409, 425, 429, 500, 502, 503, 504]);

/** Whether the same request may be answered otherwise the next time. @param status of HTTP */
export function isPassing(status: number): boolean {
  return PASSING.has(status);
}

/** What a problem (RFC 9457) tells a person, as the server wrote it. @param body of an HTTP answer */
export function problemIn(body: string): string | undefined {
  try {
    const problem: unknown = JSON.parse(body);
    if (typeof problem !== "object" || problem === null || !("text" in problem)) return undefined;
    return typeof problem.text === "string" && problem.text !== "" ? problem.text : undefined;
  } catch {
    return undefined;
  }
}
