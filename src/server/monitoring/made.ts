import type { Event } from "../../core/events.ts";
import type { AskedFor } from "../../core/onlooker.ts";

/** What is told of commands and events beside their types: where and who. Texts and secrets are none of these. */
const TOLD: readonly string[] = ["to", "of", "channel", "nick", "account", "name", "form", "state", "mode"];

/** What a dialect asked of the core, for somebody who watches: `say {"to":"#lobby"}`. */
export function describeAsked(what: AskedFor): string {
  return described(what.type, what);
}

/** What happened, likewise: `message {"from":"alice","to":"#lobby"}`. */
export function describeEvent(event: Event): string {
  return described(event.type, { ...event, from: event.from.nick }, ["from"]);
}

function described(type: string, fields: object, more: readonly string[] = []): string {
  const names = new Set([...more, ...TOLD]);
  const told = Object.entries(fields).filter(([name, value]) => names.has(name) && typeof value === "string");
  return told.length === 0 ? type : `${type} ${JSON.stringify(Object.fromEntries(told))}`;
}
