import type { Who } from "../core/events.ts";
import { isSaid, talkersOf } from "../core/keeping.ts";
import { CHANNEL_MODES } from "../core/modes.ts";
import { fold } from "../core/names.ts";
import { underName } from "../core/past.ts";
import type { PastEvent } from "../core/ports.ts";
import { accountByName, type Channel, type State } from "../core/state.ts";
import type { PastRow, Period, WholePast } from "../store/past-reader.ts";
import { ConfigError } from "./config-error.ts";
import { EXPORT_VERSION } from "./import/parley-export.ts";
import { VERSION } from "./version.ts";

/** What is exported. */
export interface ExportOptions extends Period {
  /** Names of the only channels; none for all. */
  readonly channels: readonly string[];
  /** Also what accounts said to each other. */
  readonly talks: boolean;
  /** Also what happened besides messages. */
  readonly events: boolean;
  /** Also where people came from. */
  readonly hosts: boolean;
}

/** How much was exported. */
export interface Exported {
  messages: number;
  others: number;
  channels: number;
}

/** A place whose past is exported: a channel with its name now, or a talk. */
interface Place {
  readonly name?: string;
  readonly talk?: readonly string[];
  /** The first seq that its people may read. */
  readonly since: number;
}

/**
 * The lines of an export, in pieces with line ends; docs/data.md says what is in them.
 * @param at - the time now, in milliseconds since 1970
 * @param count - is counted up meanwhile
 * @throws ConfigError if there is no such channel; StoreError
 */
export function* exportLines(
  past: WholePast,
  options: ExportOptions,
  at: number,
  count: Exported,
): Generator<string, void, undefined> {
  const { state } = past;
  const channels = chosen(state, options.channels);
  count.channels = channels.length;
  yield line({ type: "export", version: EXPORT_VERSION, server: `parley ${VERSION}`, at });
  for (const channel of channels) yield line(channelLine(channel));
  const placeOf = placesOf(state, channels, options.talks);
  for (const row of past.rows(options)) {
    const place = placeOf(row.place);
    if (!place || row.event.seq < place.since || !isMeant(row, options)) continue;
    if (isSaid(row.event)) count.messages++;
    else count.others++;
    yield line(eventLine(row.event, place, options.hosts));
  }
}

function line(content: object): string {
  return `${JSON.stringify(content)}\n`;
}

/** @throws ConfigError if there is none of a name */
function chosen(state: State, names: readonly string[]): readonly Channel[] {
  if (names.length === 0) return [...state.channels.values()];
  return names.map((name) => {
    const channel = state.channels.get(fold(name.startsWith("#") ? name : `#${name}`));
    if (!channel) throw new ConfigError(`There is no channel ${name}: --channel takes the name that it has now.`);
    return channel;
  });
}

/** Not its key and its lists, which are about people who are not here; whoever reads this knows that it was closed. */
function channelLine({ name, created, flags, topic, key }: Channel): object {
  const isClosed = key !== undefined || flags.includes("i");
  return { type: "channel", name, created, flags, ...(topic && { topic }), ...(isClosed && { closed: true }) };
}

/** What tells of the id of a place whether, and as what, it is exported. */
function placesOf(state: State, channels: readonly Channel[], talks: boolean): (id: string) => Place | undefined {
  const places = new Map<string, Place>(channels.map(({ id, name, since }) => [id, { name, since }]));
  return (id) => {
    const known = places.get(id);
    if (known || !talks) return known;
    const talk = talkersOf(id);
    // Guests are gone with their sessions; nobody can be them again.
    if (talk.length === 0 || talk.some((identity) => identity.startsWith("~"))) return undefined;
    return { talk: talk.map((identity) => accountByName(state, identity)?.name ?? identity), since: 0 };
  };
}

/** That something was taken back says nothing any more, as it is not there. */
function isMeant({ event }: PastRow, { events }: ExportOptions): boolean {
  return events ? event.type !== "redact" : isSaid(event);
}

function eventLine(event: PastEvent, { name, talk }: Place, hosts: boolean): object {
  const named = name === undefined ? event : underName(event, name);
  const shown = { ...withoutSecrets(named, hosts), from: shownWho(event.from, hosts) };
  // Some events do not say by themselves in which channel they were seen.
  const isElsewhere = event.type === "quit" || event.type === "nick" || event.type === "rename";
  return { ...shown, ...(isElsewhere && { in: name }), ...(talk && { talk }) };
}

function shownWho({ host, address, ...who }: Who, hosts: boolean): object {
  return { ...who, ...(hosts && { host }), ...(hosts && address && { address }) };
}

/** The key of a channel stays between those who have it, and a mask may be of somebody's host. */
function withoutSecrets(event: PastEvent, hosts: boolean): PastEvent {
  if (event.type !== "mode") return event;
  const changes = event.changes.map((change) => {
    const kind = CHANNEL_MODES[change.mode]?.kind;
    const isSecret = kind === "key" || (kind === "list" && !hosts);
    return isSecret && change.parameter !== undefined ? { ...change, parameter: "*" } : change;
  });
  return { ...event, changes };
}
