import type { Entry } from "./commands.ts";
import type { Emission, LastingEvent } from "./events.ts";
import type { Bound, HistoryQuery, Kept, PastEvent } from "./ports.ts";
import { channelByName, identityOf, type State, seqOfId, type User, userByNick } from "./state.ts";

/** How an emission of an entry that has just been applied is kept; nothing if it only passes. */
export function keptOf(state: State, entry: Entry, emission: Emission): Kept | undefined {
  const { event, passing } = emission;
  if (passing) return undefined;
  const user = state.users.get(state.sessions.get(entry.session)?.user ?? 0);
  const place = placeOf(state, emission, user);
  const redacts = event.type === "redact" ? seqOfId(state, event.msgid) : undefined;
  return {
    event,
    ...(place !== undefined && { place }),
    ...(user && { author: identityOf(user) }),
    ...(redacts !== undefined && { redacts }),
  };
}

/**
 * The place of what two say to each other, by their identities (`identityOf`); the same whoever says it. No channel's id
 * begins like it.
 */
export function talkOf(one: string, other: string): string {
  return `@${[one, other].sort().join(" ")}`;
}

/** Who talks in a place; nobody if it is a channel. */
export function talkersOf(place: string): readonly string[] {
  return place.startsWith("@") ? place.slice(1).split(" ") : [];
}

/** Whether an event is of a type that the past of some place has. */
export function isPast(event: LastingEvent): event is PastEvent {
  return PAST.has(event.type);
}

/** Whether an event is a message with a text. */
export function isSaid(event: LastingEvent): boolean {
  return event.type === "message" && event.form !== "tags";
}

/** Whether an event lies between the bounds of a query and is of a type that it asks for. */
export function isAskedFor(event: PastEvent, { before, after, since = 0, events = false }: HistoryQuery): boolean {
  const distance = (bound: Bound): number => ("seq" in bound ? event.seq - bound.seq : event.at - bound.at);
  if (event.seq < since || (before && distance(before) >= 0) || (after && distance(after) <= 0)) return false;
  return events || isSaid(event);
}

const PAST: ReadonlySet<LastingEvent["type"]> = new Set([
  "message",
  "join",
  "part",
  "topic",
  "mode",
  "kick",
  "rename",
] satisfies readonly PastEvent["type"][]);

function placeOf(state: State, { event, audience }: Emission, user: User | undefined): string | undefined {
  // That a user is shown who came quietly belongs to what they did, and each entry has at most one event in a place.
  if (audience.except !== undefined) return undefined;
  const name = channelOf(event);
  if (name !== undefined) return channelByName(state, name)?.id;
  if (event.type !== "message") return undefined;
  const other = userByNick(state, event.to);
  return user && other && talkOf(identityOf(user), identityOf(other));
}

/** The channel to whose past an event belongs, by its name afterwards. What not all its members are told is in nobody's. */
function channelOf(event: LastingEvent): string | undefined {
  switch (event.type) {
    case "rename":
      return event.name;
    case "join":
    case "part":
    case "topic":
    case "mode":
    case "kick":
      return event.channel;
    case "message":
      return event.to.startsWith("#") ? event.to : undefined;
    default:
      return undefined;
  }
}
