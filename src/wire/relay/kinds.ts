import type { Address } from "../../core/commands.ts";
import type { Event, JoinEvent, MessageEvent, Who } from "../../core/events.ts";
import { fold, isChannelName, nickKey } from "../../core/names.ts";
import type { Kind } from "../../core/ports.ts";
import { addressee } from "../addressee.ts";
import { correction } from "../correction.ts";
import { harmless } from "../lines.ts";
import { timeOfDay, withDate } from "../local-time.ts";
import { moderationText } from "../moderation-text.ts";
import { serviceText } from "../service-text.ts";
import { prefixed } from "../spoken.ts";

/**
 * Readers on a relay listener: what people say and who comes, and nothing else. That a channel has another name is left
 * to each reader, of either kind: its lines go there from then on.
 */
export const PLAIN: Kind = { render: (event) => (event.type === "rename" ? undefined : renderTalk(event)) };

/** Readers who were greeted, since a person sits there: also what changes around them. */
export const GREETED: Kind = {
  render(event) {
    if (event.type === "rename") return undefined;
    return event.type === "join" ? renderNamed(event) : renderTalk(event) || renderChange(event);
  },
};

/**
 * Readers who have signed in. Their user may be in other channels too, by other sessions: each is told where something was
 * said, unless that is where they are (`renderSeveral`).
 */
export const SEVERAL: Kind = { render: (event) => (GREETED.render(event) === "" ? "" : undefined) };

/** What a reader of several channels is shown. @param base what they would be shown of one */
export function renderSeveral(event: Event, base: Kind, looking: Looking): string {
  const text = base.render(event) ?? renderChange(event);
  const at = placeOf(event);
  const isHere = at === undefined || (looking.place !== undefined && fold(at) === fold(looking.place));
  if (isHere || text === "") return text;
  if (event.type === "kick" && nickKey(event.nick) === nickKey(looking.nick)) return text;
  if (event.type === "message") return renderElsewhere(event, at);
  return event.type === "edit" ? renderElsewhere(correction(event), at) : "";
}

/** The channel that an event belongs to, if it belongs to one and those who are elsewhere need not know of it. */
function placeOf(event: Event): string | undefined {
  switch (event.type) {
    case "message":
    case "edit":
    case "redact":
      return isChannelName(event.to) ? event.to : undefined;
    case "join":
    case "part":
    case "topic":
    case "kick":
      return event.channel;
    default:
      return undefined;
  }
}

function renderElsewhere(event: MessageEvent, channel: string): string {
  return linesOf(event, `${channel} ${speaker(event.from)}`, timeOfDay(event.at));
}

/** Who looks back at what was said. */
export interface Looking {
  readonly nick: string;
  /** The channel that they are in. */
  readonly place: string | undefined;
  /** Milliseconds since 1970: what was not said today has its date. */
  readonly now: number;
}

/** A message as its lines, each with speaker and time. */
function renderMessage(event: MessageEvent): string {
  return linesOf(event, `${speaker(event.from)}${addressee(event.to)}`, timeOfDay(event.at));
}

/** A message of the history as its lines. */
export function renderPast(event: MessageEvent, { now }: Pick<Looking, "now">): string {
  return linesOf(event, `${speaker(event.from)}${addressee(event.to)}`, withDate(event.at, now, timeOfDay));
}

/** A message that was found: if it was not said where whoever looks is, that is said. */
export function renderFound(event: MessageEvent, { nick, place, now }: Looking): string {
  const { from, to } = event;
  const isHere = place !== undefined && fold(to) === fold(place);
  const time = withDate(event.at, now, timeOfDay);
  if (isChannelName(to)) return linesOf(event, isHere ? speaker(from) : `${to} ${speaker(from)}`, time);
  return linesOf(event, `${speaker(from)} (to ${nickKey(to) === nickKey(nick) ? "you" : to})`, time);
}

function linesOf(event: MessageEvent, who: string, time: string): string {
  if (event.form === "tags") return "";
  const said = event.form === "action" ? `* ${event.from.nick} ` : "";
  const prefix = `${who} at ${time}: ${said}`;
  return prefixed(event.text, prefix)
    .map((line) => `${line}\n`)
    .join("");
}

function renderTalk(event: Event): string {
  if (event.type === "message") return renderMessage(event);
  if (event.type === "edit") return renderMessage(correction(event));
  return event.type === "join" ? `${online(event)}\n` : "";
}

/** Who comes, with the nick by which they can be written to. */
function renderNamed(event: JoinEvent): string {
  const { nick, address } = event.from;
  return `${online(event)}${address ? ` as ${nick}` : ""}\n`;
}

function online({ from: { nick, address } }: JoinEvent): string {
  return `[${address ? `${address.host}:${address.port}` : nick}] is Online`;
}

/** Something that changed, as a line for a person; "" if it is nothing to them. */
export function renderChange(event: Event): string {
  const change = changeOf(event);
  return change === undefined ? "" : `*** ${harmless(change)}\n`;
}

function changeOf(event: Event): string | undefined {
  const { nick } = event.from;
  switch (event.type) {
    case "nick":
      return `${nick} is now known as ${event.nick}`;
    case "topic":
      return event.topic === "" ? `${nick} took the topic away` : `${nick} set the topic: ${event.topic}`;
    case "kick":
      return `${nick} removed ${event.nick} from ${event.channel}${because(event.reason)}`;
    case "invite":
      return event.seen ? `${nick} invited ${event.nick}` : `${nick} invites you: /join ${event.channel}`;
    case "rename":
      return `${nick} renamed ${event.channel}: it is ${event.name} now${because(event.reason)}`;
    case "wallops":
      return `${nick} tells everybody: ${event.text}`;
    case "redact":
      return `${nick} took back a message${because(event.reason)}`;
    case "part":
      return `${nick} left ${event.channel}${because(event.reason)}`;
    case "quit":
      return `${nick} left${because(event.reason)}`;
    case "moderation":
      return moderationText(event);
    case "service":
      return serviceText(event);
    case "message":
    case "edit":
    case "join":
    case "mode":
    case "usermode":
    case "away":
    case "arrive":
    case "account":
    case "setname":
    case "chghost":
    case "markread":
    case "metadata":
    case "typing":
      return undefined;
  }
}

function because(reason: string | undefined): string {
  return reason ? `: ${reason}` : "";
}

function speaker(from: Who): string {
  return from.address ? pythonAddress(from.address) : from.nick;
}

/** An address as Python prints one: a pair, or for IPv6 the pair with flow and scope. */
function pythonAddress({ host, port }: Address): string {
  return host.includes(":") ? `('${host}', ${port}, 0, 0)` : `('${host}', ${port})`;
}
