import { type Refusal, refuse } from "./answers.ts";
import { identityOfAccount } from "./identities.ts";
import { isSaid, MODERATION, talkOf } from "./keeping.ts";
import { fold, nickKey } from "./names.ts";
import { pageLength } from "./page-fill.ts";
import type { Bound, History, HistoryPage, HistoryQuery, Kept, PastEvent } from "./ports.ts";
import {
  accountByName,
  channelByName,
  identityOf,
  readableFrom,
  type State,
  seqOfId,
  type User,
  userByNick,
} from "./state.ts";

/** What a user may read of the past: of the channels that they are in, and of what they and somebody said to each other. */

/** Where in a past: at a seq, at a time in milliseconds since 1970, or at the message or other event of an id. */
export type Point = Bound | { readonly id: string };

/** Which part of a past is asked for, and of whose. Points are no part of the answer, but `around` is. */
export interface PastQuestion {
  /** A channel, or the nick or the account of somebody; `MODERATION` is the moderation log. */
  readonly of: string;
  readonly before?: Point;
  readonly after?: Point;
  /** Whether the earliest between the bounds are asked for, and not the latest. */
  readonly earliest?: boolean;
  /** In place of the bounds: what is before and behind this, as much of one as of the other if there is. */
  readonly around?: Point;
  /** In place of the bounds: what lies between, beginning at the first of the two, whichever is earlier. */
  readonly between?: readonly [Point, Point];
  readonly limit: number;
  /** Whether not only messages with a text are asked for, but all that happened. */
  readonly events?: boolean;
  /** As `HistoryQuery.except`. */
  readonly except?: HistoryQuery["except"];
  /** As `HistoryQuery.byTime`: whoever asks so may be given more than `limit`. */
  readonly byTime?: boolean;
}

/** A part of a past. */
export interface Past extends HistoryPage {
  /** The channel's name as it is now, or who the other is as it was asked. */
  readonly of: string;
  /** Which of it was wanted most: who can't take the whole page leaves out what is farthest from there. */
  readonly anchor: "first" | "middle" | "last";
  /** The first seq that is there and that the asker may read, if what was asked for begins before it. */
  readonly begins?: number;
}

/** What is asked. */
export interface PastSource {
  readonly state: State;
  readonly history: History;
}

/** Whose past, with what it is called now, and from which seq on it may be read. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly since: number;
}

type Refused = { readonly refusal: Refusal };

/**
 * Reads a part of a past that the user may read.
 * @throws Error (rejects) if it can't be read just now
 */
export async function readPast(source: PastSource, user: User, question: PastQuestion): Promise<Past | Refused> {
  const place = pastOf(source.state, user, question.of);
  if ("refusal" in place) return place;
  const { id, name, since } = place;
  const { limit, events = false, except, byTime = false } = question;
  const base = { place: id, since, limit, events, ...(except && { except }), ...(byTime && { byTime }) };
  const page = await readWindow(source, question, base);
  if ("refusal" in page) return page;
  const shown =
    id.startsWith("@") || id === MODERATION ? page.events : page.events.map((event) => underName(event, name));
  const { more, anchor } = page;
  const begins = page.begins();
  return { of: name, events: shown, more, anchor, ...(begins !== undefined && { begins }) };
}

/** Whether a message was said to `to`, where the user may know of it: in a channel as it is now, or by them to a nick. */
export function wasSaidTo(state: State, user: User, to: string, { event, place, author }: Kept): boolean {
  if (event.type !== "message") return false;
  const found = placeTo(state, user, to);
  const isThere = !("refusal" in found) && found.id === place && event.seq >= found.since;
  if (to.startsWith("#")) return isThere;
  // Since it was said the other may have come to be somebody else by signing in.
  return author === identityOf(user) && (isThere || nickKey(event.to) === nickKey(to));
}

/**
 * Whether a message with a text was said to `to` as for `wasSaidTo`, and what is said there now is kept in the same place:
 * an edit changes nothing of another place.
 */
export function isEditable(state: State, user: User, to: string, kept: Kept): boolean {
  if (!isSaid(kept.event) || !wasSaidTo(state, user, to, kept)) return false;
  const place = placeTo(state, user, to);
  return kept.place === ("refusal" in place ? undefined : place.id);
}

/** Whether a message with a text is in a past that the user may read: of a channel, or of them and somebody. */
export function isReadable(state: State, user: User, of: string, { event, place }: Kept): boolean {
  const found = pastOf(state, user, of);
  return !("refusal" in found) && isSaid(event) && found.id === place && event.seq >= found.since;
}

/** The place in which what is said to `to` is kept. Whether the user may read it is another question. */
function placeTo(state: State, user: User, to: string): Place | Refused {
  if (to.startsWith("#")) {
    const channel = channelByName(state, to);
    if (!channel) return { refusal: refuse("no-such-channel", to) };
    return { id: channel.id, name: channel.name, since: readableFrom(channel, user) };
  }
  const other = userByNick(state, to);
  const account = accountByName(state, to);
  const identity = other ? identityOf(other) : account && identityOfAccount(account);
  if (identity === undefined) return { refusal: refuse("no-such-nick", to) };
  return { id: talkOf(identityOf(user), identity), name: to, since: 0 };
}

/** The place of a past that the user may read. */
export function pastOf(state: State, user: User, of: string): Place | Refused {
  if (of === MODERATION) {
    if (user.operator === undefined) return { refusal: refuse("not-server-operator") };
    return { id: MODERATION, name: MODERATION, since: 0 };
  }
  const place = placeTo(state, user, of);
  if ("refusal" in place || !of.startsWith("#") || user.channels.has(fold(place.name))) return place;
  return { refusal: refuse("not-in-channel", place.name) };
}

/** A page, and what says where it had to begin although what was asked for begins before. */
type Window = HistoryPage & Pick<Past, "anchor"> & { begins(): number | undefined };

type Base = Pick<HistoryQuery, "place" | "since" | "limit" | "events" | "except" | "byTime">;

async function readWindow(source: PastSource, question: PastQuestion, base: Base): Promise<Window | Refused> {
  const { before, after, earliest = false, around, between } = question;
  if (around) return readAround(source, around, base);
  if (between) return readBetween(source, between, base);
  const bounds = [before, after].map((point) => point && boundOf(source.state, point));
  const [upper, lower] = bounds;
  if (upper && "refusal" in upper) return upper;
  if (lower && "refusal" in lower) return lower;
  return readBounded(source, { ...base, earliest, ...(upper && { before: upper }), ...(lower && { after: lower }) });
}

async function readBounded({ history }: PastSource, query: HistoryQuery): Promise<Window> {
  const { after, earliest, since = 0 } = query;
  const [page, lower] = await Promise.all([history.read(query), since > 0 && after ? seqBehind(history, after) : 0]);
  return {
    ...page,
    anchor: earliest ? "first" : "last",
    begins() {
      if (!earliest && page.more) return undefined;
      const isClosed = since > 0 && lower < since;
      return isClosed ? Math.max(since, page.kept ?? 0) : page.kept;
    },
  };
}

/** The first seq that may be behind a bound. */
async function seqBehind(history: History, after: Bound): Promise<number> {
  return "seq" in after ? after.seq + 1 : history.seqSince(after.at + 1);
}

async function readBetween(source: PastSource, points: readonly [Point, Point], base: Base): Promise<Window | Refused> {
  const [first, second] = [boundOf(source.state, points[0]), boundOf(source.state, points[1])];
  if ("refusal" in first) return first;
  if ("refusal" in second) return second;
  const forward = await isInOrder(source, first, second);
  if (typeof forward === "object") return forward;
  const [after, before] = forward ? [first, second] : [second, first];
  return readBounded(source, { ...base, earliest: forward, after, before });
}

/** Whether the first bound is not behind the second. A seq may be that of anything: a message that was taken back, too. */
async function isInOrder({ state, history }: PastSource, first: Bound, second: Bound): Promise<boolean | Refused> {
  const isUnknown = [first, second].some((bound) => "seq" in bound && bound.seq > state.seq);
  if ("seq" in first) {
    if ("seq" in second) return first.seq <= second.seq;
    return isUnknown ? { refusal: refuse("no-such-message") } : first.seq < (await history.seqSince(second.at + 1));
  }
  if ("at" in second) return first.at <= second.at;
  return isUnknown ? { refusal: refuse("no-such-message") } : second.seq >= (await history.seqSince(first.at));
}

async function readAround(source: PastSource, around: Point, base: Base): Promise<Window | Refused> {
  const middle = boundOf(source.state, around);
  if ("refusal" in middle) return middle;
  const justBefore = "seq" in middle ? { seq: middle.seq - 1 } : { at: middle.at - 1 };
  const [front, back] = await Promise.all([
    readBounded(source, { ...base, before: middle }),
    readBounded(source, { ...base, after: justBefore, earliest: true }),
  ]);
  const { limit, byTime = false } = base;
  const wanted = Math.max(limit - Math.floor(limit / 2), limit - front.events.length);
  const behind = back.events.slice(0, pageLength(back.events, { limit: wanted, byTime }));
  const room = limit - Math.min(wanted, behind.length);
  const length = pageLength(front.events.toReversed(), { limit: room, byTime });
  const before = front.events.slice(front.events.length - length);
  const isWhole = before.length === front.events.length && behind.length === back.events.length;
  return {
    events: [...before, ...behind],
    more: front.more || back.more || !isWhole,
    anchor: "middle",
    begins: () => (before.length === front.events.length ? front.begins() : undefined),
  };
}

/** An event of several of its entry has the entry's seq too. */
function boundOf(state: State, point: Point): Bound | Refused {
  if (!("id" in point)) return point;
  const seq = seqOfId(state, point.id.replace(/\.\d{1,6}$/, ""));
  return seq === undefined ? { refusal: refuse("no-such-message", point.id) } : { seq };
}

/** What happened before the channel was renamed happened in this channel. */
export function underName<E extends PastEvent>(event: E, name: string): E {
  if (event.type === "rename") return event;
  if ("to" in event) return event.to === name ? event : { ...event, to: name };
  if (!("channel" in event)) return event;
  return event.channel === name ? event : { ...event, channel: name };
}
