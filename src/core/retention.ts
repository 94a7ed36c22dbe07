import type { HistoryQuery } from "./ports.ts";
import type { State } from "./state.ts";

/** How long, and how much of a past is kept: what goes beyond either is removed. Without both, all of it stays. */
export interface Rule {
  /** Milliseconds. */
  readonly ageMs?: number;
  readonly bytes?: number;
}

/** What is kept of all that was said. */
export interface Retention {
  /** For everything that no other rule is for; its size is that of the whole database. */
  readonly network: Rule;
  /** For single channels instead, by their folded names; the size is that of their events. */
  readonly channels: ReadonlyMap<string, Rule>;
  /** How long files are kept that messages share, if not for as long as their messages. */
  readonly filesMs?: number;
}

/** Everything is kept. */
export const KEEP_ALL: Retention = { network: {}, channels: new Map() };

/** Which rule is for which place at a moment. */
export interface PlaceRules {
  /** For all places but those that have a rule of their own, and for what is in no place. */
  readonly others: Rule;
  /** By the ids of channels, as `Kept.place` has them. */
  readonly own: ReadonlyMap<string, Rule>;
  readonly filesMs?: number;
}

/** Whether a rule keeps all there is. */
export function keepsAll({ ageMs, bytes }: Rule): boolean {
  return ageMs === undefined && bytes === undefined;
}

/** The rules by the places that they are for now: a channel goes by the rule for the name that it has. */
export function rulesByPlace({ network, channels, filesMs }: Retention, { channels: there }: State): PlaceRules {
  const own = new Map<string, Rule>();
  for (const [name, rule] of channels) {
    const channel = there.get(name);
    if (channel) own.set(channel.id, rule);
  }
  return { others: network, own, ...(filesMs !== undefined && { filesMs }) };
}

/** Whether there is nothing that these rules could ever remove. */
export function removesNothing({ others, own, filesMs }: PlaceRules): boolean {
  return filesMs === undefined && keepsAll(others) && own.values().every(keepsAll);
}

/** Up to where something of a place was removed: the last event that was, and its time in milliseconds since 1970. */
export interface Pruned {
  readonly seq: number;
  readonly at: number;
}

/** `HistoryPage.kept` for a query about a place of which this was removed. */
export function keptFrom({ seq, at }: Pruned, { after, since = 0 }: HistoryQuery): number | undefined {
  const isBehind = since > seq || (after && ("seq" in after ? after.seq >= seq : after.at >= at));
  return isBehind ? undefined : seq + 1;
}
