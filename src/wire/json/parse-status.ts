import * as v from "valibot";
import type { StatusAnswer, StatusMessage } from "./messages.ts";
import { listOf, maybeText, maybeWhole, type Schema, whole } from "./parse-fields.ts";
import type { Figures, SessionFacts } from "./status-facts.ts";

/** What a server says of itself and of its connections, as a client reads it. */

const amount: Schema<number> = v.pipe(v.number(), v.finite(), v.minValue(0));

const figures: Schema<Figures> = v.object({
  at: whole,
  started: whole,
  connections: v.record(v.string(), whole),
  sockets: whole,
  sessions: whole,
  users: whole,
  channels: whole,
  messages: whole,
  deliveries: whole,
  commits: v.object({ count: whole, failed: whole, ms: amount, lastMs: amount }),
  bytesIn: whole,
  bytesOut: whole,
  refused: whole,
  memory: v.object({ rss: whole, heap: whole }),
  cpu: amount,
  loop: v.object({ meanMs: amount, mostMs: amount }),
  cluster: v.exactOptional(
    v.object({ name: v.string(), reached: v.boolean(), nodes: listOf<string>(v.string()), behind: maybeWhole }),
  ),
});

const session: Schema<SessionFacts> = v.object({
  session: v.string(),
  nick: maybeText,
  account: maybeText,
  dialect: v.string(),
  address: v.object({ host: v.string(), port: whole }),
  since: whole,
  secure: v.boolean(),
  bytesIn: whole,
  bytesOut: whole,
  via: v.string(),
  websocket: v.exactOptional(v.literal(true)),
  watchable: v.exactOptional(v.literal(true)),
});

/** The fields of `ok` besides. */
export const STATUS_ANSWER: {
  readonly [F in keyof StatusAnswer]-?: v.ExactOptionalSchema<Schema<NonNullable<StatusAnswer[F]>>, undefined>;
} = {
  figures: v.exactOptional(figures),
  sessions: v.exactOptional(listOf(session)),
};

/** What is told while one follows it. */
export const STATUS_MESSAGES: {
  readonly [T in StatusMessage["type"]]: Schema<Extract<StatusMessage, { type: T }>>;
} = {
  status: v.object({ type: v.literal("status"), at: whole, figures }),
  wire: v.object({
    type: v.literal("wire"),
    session: v.string(),
    at: whole,
    direction: v.picklist(["in", "out"]),
    bytes: v.pipe(v.string(), v.base64()),
    length: whole,
    made: v.exactOptional(listOf<string>(v.string())),
    missed: maybeWhole,
  }),
  "wire-end": v.object({ type: v.literal("wire-end"), at: whole, session: v.string(), text: v.string() }),
};
