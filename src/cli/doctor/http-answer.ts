/** An answer of HTTP/1.1, as far as it is of use here. */
export interface HttpAnswer {
  readonly status: number;
  /** What its header `Date` says, in milliseconds since 1970; whole seconds. */
  readonly date?: number;
  /** Its JSON; nothing if it has none. */
  readonly json?: unknown;
}

/** The request for a page of a server. */
export function getRequest(path: string, host: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nAccept: application/json\r\n\r\n`;
}

/** Reads an answer; nothing if the text is none. */
export function readAnswer(text: string): HttpAnswer | undefined {
  const [, status] = /^HTTP\/1\.[01] (\d{3})\b/.exec(text) ?? [];
  if (status === undefined) return undefined;
  const end = text.indexOf("\r\n\r\n");
  const [, said = ""] = /^date: *(.*?)\r?$/im.exec(text.slice(0, end)) ?? [];
  const date = Date.parse(said);
  const json = jsonIn(text.slice(end));
  return {
    status: Number(status),
    ...(!Number.isNaN(date) && { date }),
    ...(json !== undefined && { json }),
  };
}

/** The object in a body, which may have come in chunks, each with its length in front. */
function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1));
  } catch {
    return undefined;
  }
}
