import { reactionOf } from "./amending.ts";
import type { Entry } from "./commands.ts";
import type { Emission, LastingEvent } from "./events.ts";
import type { Bound, HistoryQuery, Kept, PastEvent } from "./ports.ts";
import { channelByName, identityOf, type State, seqOfId, type User, userByNick } from "./state.ts";

/**
 * How an emission of an entry that has just been applied is kept: once, or once for each place in whose past it is;
 * nothing if it only passes.
 */
export function keptOf(state: State, entry: Entry, emission: Emission): readonly Kept[] {
  const { event, passing } = emission;
  if (passing) return [];
  const user = state.users.get(state.sessions.get(entry.session)?.user ?? 0);
  const redacts = event.type === "redact" ? seqOfId(state, event.msgid) : undefined;
  const amended = amendedBy(event);
  const amends = amended === undefined ? undefined : seqOfId(state, amended);
  const files = filesOf(event, entry);
  const kept: Kept = {
    event,
    ...(user && { author: identityOf(user) }),
    ...(redacts !== undefined && { redacts }),
    ...(amends !== undefined && { amends }),
    ...(files && { files }),
  };
  // All who are gone with a node are gone by one entry, which has at most one event in a place.
  const places = entry.act.type === "start" || entry.act.type === "lost" ? [] : placesOf(state, emission, user);
  return places.length === 0 ? [kept] : places.map((place) => ({ ...kept, place }));
}

/** The files that a message shares by an event; none if it shares none any more. */
function filesOf({ type }: LastingEvent, { act }: Entry): Kept["files"] {
  if (type === "edit" && act.type === "edit") return act.files ?? [];
  return type === "message" && act.type === "say" ? act.files : undefined;
}

/** The id of the message that is another one by an event. */
function amendedBy(event: LastingEvent): string | undefined {
  if (event.type === "edit") return event.msgid;
  return event.type === "message" && event.form === "tags" ? reactionOf(event)?.msgid : undefined;
}

/**
 * The place of what two say to each other, by their identities (`identityOf`); the same whoever says it. No channel's id
 * begins like it.
 */
export function talkOf(one: string, other: string): string {
  return `@${[one, other].sort().join(" ")}`;
}

/** The place of the moderation log. No channel's id and no talk is named so. */
export const MODERATION = "!moderation";

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
export function isAskedFor(event: PastEvent, query: HistoryQuery): boolean {
  const { before, after, since = 0, events = false, except = [] } = query;
  const distance = (bound: Bound): number => ("seq" in bound ? event.seq - bound.seq : event.at - bound.at);
  if (event.seq < since || (before && distance(before) >= 0) || (after && distance(after) <= 0)) return false;
  return events ? !except.includes(event.type) : isSaid(event);
}

const PAST: ReadonlySet<LastingEvent["type"]> = new Set([
  "message",
  "edit",
  "redact",
  "join",
  "part",
  "quit",
  "nick",
  "topic",
  "mode",
  "kick",
  "rename",
  "moderation",
] satisfies readonly PastEvent["type"][]);

function placesOf(state: State, { event, audience }: Emission, user: User | undefined): readonly string[] {
  if (event.type === "moderation") return [MODERATION];
  // That a user is shown who came quietly belongs to what they did, and each entry has at most one event in a place.
  if (audience.except !== undefined) return [];
  const names = channelsOf(event, audience.channels);
  if (names.length > 0) return names.flatMap((name) => channelByName(state, name)?.id ?? []);
  const other = "to" in event && TALKED.has(event.type) ? userByNick(state, event.to) : undefined;
  return user && other ? [talkOf(identityOf(user), identityOf(other))] : [];
}

/** What two who talk have in their past. */
const TALKED: ReadonlySet<LastingEvent["type"]> = new Set(["message", "edit", "redact"]);

/** The channels to whose past an event belongs, by their names afterwards. What not all members are told is in nobody's. */
function channelsOf(event: LastingEvent, told: readonly string[]): readonly string[] {
  switch (event.type) {
    case "rename":
      return [event.name];
    case "join":
    case "part":
    case "topic":
    case "mode":
    case "kick":
      return [event.channel];
    case "message":
    case "edit":
    case "redact":
      return event.to.startsWith("#") ? [event.to] : [];
    case "quit":
    case "nick":
      // What befell another by the same entry would be a second event of it in the same place.
      return event.id.includes(".") ? [] : told;
    default:
      return [];
  }
}
