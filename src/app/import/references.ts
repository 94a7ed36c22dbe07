import { reactionOf } from "../../core/amending.ts";
import type { MessageEvent } from "../../core/events.ts";
import type { Told } from "./item.ts";

/** What happened, with ids of this log in place of keys. */
export interface Referring {
  readonly told: Told;
  /** The seq of the message that it edits or reacts to. */
  readonly about?: number;
}

/** How messages that are referred to are found. */
export interface References {
  /** The seq of the message of a key; nothing if it is not there. */
  find(key: string): number | undefined;
  /** The id of a seq. */
  idOf(seq: number): string;
}

/** Tags by which a message answers another one. */
const REPLIES = ["+draft/reply", "+reply"] as const;

/** Puts ids in place of keys. An answer to what is not there answers nothing; what is only about that is nothing itself. */
export function refer(told: Told, references: References): Referring | undefined {
  if (told.type === "edit") {
    const about = references.find(told.msgid);
    return about === undefined ? undefined : { told: { ...told, msgid: references.idOf(about) }, about };
  }
  return told.type === "message" && told.tags ? referByTags(told, told.tags, references) : { told };
}

function referByTags(
  { tags: _keys, ...bare }: Extract<Told, { type: "message" }>,
  keys: NonNullable<MessageEvent["tags"]>,
  { find, idOf }: References,
): Referring | undefined {
  const tags: Record<string, string> = { ...keys };
  let about: number | undefined;
  for (const name of REPLIES) {
    const key = keys[name];
    if (key === undefined) continue;
    about = find(key);
    if (about === undefined) delete tags[name];
    else tags[name] = idOf(about);
  }
  const isBare = Object.keys(tags).length === 0;
  const told = isBare ? bare : { ...bare, tags };
  if (bare.form !== "tags") return { told };
  if (isBare || (about === undefined && REPLIES.some((name) => name in keys))) return undefined;
  return { told, ...(about !== undefined && reactionOf({ tags }) && { about }) };
}
