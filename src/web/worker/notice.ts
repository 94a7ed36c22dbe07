/** What a push is shown as. */

/** What the server's push says: see the server's `PushPayload`. */
interface Payload {
  readonly place: string;
  readonly from: string;
  readonly text: string;
  readonly msgid: string;
  readonly at: number;
  readonly form: string;
}

/** A notification. */
export interface Notice {
  readonly title: string;
  readonly body: string;
  /** A later one of the same tag takes its place. */
  readonly tag: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** The address that it leads to. */
  readonly url: string;
}

/**
 * What is shown for a push. One that can't be read is shown too: browsers take the leave to push from whoever shows nothing.
 *
 * @param data the push's JSON, whatever that may be
 * @param now milliseconds since 1970
 */
export function noticeOf(data: unknown, now: number): Notice {
  const payload = payloadOf(data);
  if (!payload) return { title: "Parley", body: "Something new was said.", tag: "parley", timestamp: now, url: "/" };
  const { place, from, text, msgid, at, form } = payload;
  return {
    title: place.startsWith("#") ? `${from} in ${place}` : from,
    body: form === "action" ? `${from} ${text}` : text,
    tag: place,
    timestamp: at,
    url: addressOf(place, msgid),
  };
}

/** Where a message is shown: `/#/channel/NAME/ID`, or `/#/talk/NICK/ID`. */
function addressOf(place: string, msgid: string): string {
  const [kind, name] = place.startsWith("#") ? ["channel", place.slice(1)] : ["talk", place];
  return `/#/${[kind, name, msgid].map(encodeURIComponent).join("/")}`;
}

function payloadOf(data: unknown): Payload | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(data));
  const text = (name: string): string => {
    const value = fields.get(name);
    return typeof value === "string" ? value : "";
  };
  const at = fields.get("at");
  const payload = {
    place: text("place"),
    from: text("from"),
    text: text("text"),
    msgid: text("msgid"),
    at: typeof at === "number" ? at : 0,
    form: text("form"),
  };
  return payload.place === "" || payload.from === "" || payload.msgid === "" ? undefined : payload;
}
