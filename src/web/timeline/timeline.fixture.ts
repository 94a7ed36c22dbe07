import type { Message, MessageItem, NoteItem, Timeline } from "../../client/model/timeline.ts";

/** A timeline's parts, to test with. */

const START = new Date(2026, 4, 3, 12, 0, 0).getTime();

/** Noon of the first day, and so many minutes. */
export function minute(minutes: number): number {
  return START + minutes * 60_000;
}

export function message(seq: number, changes: Partial<Message> = {}): Message {
  const from = { nick: "ada", user: "ada", host: "host" };
  const common = { type: "message", to: "#lobby", form: "message" } as const;
  return { ...common, seq, at: minute(0), id: `id${seq}`, from, text: `text ${seq}`, ...changes };
}

export function by(nick: string): Pick<Message, "from"> {
  return { from: { nick, user: nick, host: "host" } };
}

export function said(seq: number, changes: Partial<Message> = {}, more: Partial<MessageItem> = {}): MessageItem {
  return { kind: "message", key: `m${seq}`, message: message(seq, changes), isOwn: false, isMention: false, ...more };
}

/** Somebody came. */
export function noted(seq: number, at: number = minute(0)): NoteItem {
  const { from } = message(seq);
  const event = { type: "join", channel: "#lobby", realname: "", seq, at, id: `n${seq}`, from } as const;
  return { kind: "note", key: `n${seq}`, event };
}

export function timelineOf(items: Timeline["items"], changes: Partial<Timeline> = {}): Timeline {
  const rest = { hasEarlier: true, hasLater: false, loading: undefined, newAfter: undefined, begins: false } as const;
  return { items, ...rest, ...changes };
}
