import * as v from "valibot";
import { LIMITS } from "../../core/limits.ts";
import { whoDid } from "../../wire/moderation-text.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { type Column, writeTable } from "../terminal/tables.ts";
import { type PeopleFlags, shownTime, steer, styleOf } from "./steer.ts";

const text = v.exactOptional(v.string());

const EVENT = v.object({
  seq: v.number(),
  at: v.number(),
  from: v.looseObject({ nick: v.string(), account: v.exactOptional(v.string()) }),
  action: v.string(),
  target: text,
  channel: text,
  reason: text,
  until: v.exactOptional(v.number()),
  msgid: text,
  said: v.exactOptional(v.object({ by: v.string(), text: v.string() })),
});
type Event = v.InferOutput<typeof EVENT>;
const PAGE = v.object({ events: v.array(EVENT), more: v.boolean() });

const COLUMNS: readonly Column<Event>[] = [
  { title: "when", of: ({ at }) => shownTime(at) },
  { title: "who", of: ({ from }) => whoDid(from) },
  { title: "what", of: ({ action }) => action },
  { title: "whom", of: ({ target = "", said }) => said?.by ?? target },
  { title: "where", of: ({ channel = "" }) => channel },
  { title: "until", of: ({ until }) => (until === undefined ? "" : shownTime(until)) },
  { title: "reason", of: ({ reason = "" }) => reason },
  { title: "said", of: ({ said }) => said?.text ?? "" },
];

/** `parley moderation`: the latest of the moderation log, the last at the end. @returns an exit status */
export function showModeration(flags: PeopleFlags & { readonly limit?: number }, io: Io): Promise<number> {
  const { limit = LIMITS.historyDefault } = flags;
  return steer(flags, { makes: false }, io, async (control) => {
    let rows: readonly Event[] = [];
    for (;;) {
      const before = rows[0]?.seq;
      const wanted = Math.min(limit - rows.length, LIMITS.deskPage);
      const command = { type: "moderation", limit: wanted, ...(before !== undefined && { before }) } as const;
      const { events, more } = await control.ask(command, PAGE);
      rows = [...events, ...rows];
      if (!more || events.length === 0 || rows.length >= limit) break;
    }
    writeTable(io.stdout, styleOf(flags, io), { columns: COLUMNS, rows, none: "Nothing was done to keep order yet." });
    return EXIT.ok;
  });
}
