import * as v from "valibot";
import { GOODBYE_CODES, type GoodbyeCode, REFUSAL_CODES, type RefusalCode } from "../../core/codes.ts";
import type { MessageEvent, Who } from "../../core/events.ts";
import { MODERATION_ACTIONS } from "../../core/events.ts";
import type { FileRef } from "../../core/files.ts";
import type { PastEvent } from "../../core/ports.ts";
import type {
  Bye,
  ChannelItem,
  Marker,
  MaskItem,
  Member,
  Ok,
  Pair,
  Refused,
  ServerMessage,
  ShownEvent,
  StatusMessage,
  TalkItem,
} from "./messages.ts";
import { DESK_ANSWER } from "./parse-desk-answer.ts";
import { listOf, maybeText, maybeWhole, type Schema, whole } from "./parse-fields.ts";
import { STATUS_ANSWER, STATUS_MESSAGES } from "./parse-status.ts";

/**
 * The client's edge of the native dialect: what a server sent becomes a `ServerMessage`, or nothing. A newer server may
 * say more than is known here, so unknown types and fields are left out; what is known must be of the right kind.
 */

/** A code that is known here, or else the one that says least. */
function codeOf<C extends string>(known: readonly C[], otherwise: C): Schema<C> {
  return v.pipe(
    v.string(),
    v.transform((code) => known.find((one) => one === code) ?? otherwise),
  );
}

const whoEntries = {
  nick: v.string(),
  user: v.string(),
  host: v.string(),
  account: maybeText,
  address: v.exactOptional(v.object({ host: v.string(), port: whole })),
  bot: v.exactOptional(v.boolean()),
};
const who: Schema<Who> = v.object(whoEntries);
const base = { seq: whole, at: whole, id: v.string(), from: who };
const changes = listOf(v.object({ set: v.boolean(), mode: v.string(), parameter: maybeText }));

const file: Schema<FileRef> = v.object({
  id: v.string(),
  name: v.string(),
  type: v.string(),
  size: whole,
  hash: v.string(),
});

const message: Schema<MessageEvent> = v.object({
  type: v.literal("message"),
  ...base,
  to: v.string(),
  form: v.fallback(v.picklist(["message", "notice", "action", "tags"]), "message"),
  text: v.string(),
  tags: v.exactOptional(v.record(v.string(), v.string())),
  by: maybeText,
  files: v.exactOptional(listOf(file)),
  edited: v.exactOptional(v.object({ seq: whole, at: whole })),
  reactions: v.exactOptional(
    listOf(v.object({ text: v.string(), by: listOf(v.object({ nick: v.string(), account: maybeText })) })),
  ),
  reacted: v.exactOptional(whole),
});

const past: { readonly [T in PastEvent["type"]]: Schema<Extract<PastEvent, { type: T }>> } = {
  message,
  edit: v.object({ type: v.literal("edit"), ...base, to: v.string(), msgid: v.string(), text: v.string() }),
  redact: v.object({ type: v.literal("redact"), ...base, to: v.string(), msgid: v.string(), reason: maybeText }),
  quit: v.object({ type: v.literal("quit"), ...base, reason: v.fallback(v.string(), "") }),
  nick: v.object({ type: v.literal("nick"), ...base, nick: v.string() }),
  join: v.object({ type: v.literal("join"), ...base, channel: v.string(), realname: v.fallback(v.string(), "") }),
  part: v.object({ type: v.literal("part"), ...base, channel: v.string(), reason: maybeText }),
  topic: v.object({ type: v.literal("topic"), ...base, channel: v.string(), topic: v.string() }),
  mode: v.object({ type: v.literal("mode"), ...base, channel: v.string(), changes }),
  kick: v.object({ type: v.literal("kick"), ...base, channel: v.string(), nick: v.string(), reason: maybeText }),
  moderation: v.object({
    type: v.literal("moderation"),
    ...base,
    action: v.fallback(v.picklist(MODERATION_ACTIONS), "report"),
    target: maybeText,
    channel: maybeText,
    reason: maybeText,
    until: v.exactOptional(whole),
    msgid: maybeText,
    said: v.exactOptional(v.object({ by: v.string(), text: v.string() })),
  }),
  rename: v.object({ type: v.literal("rename"), ...base, channel: v.string(), name: v.string(), reason: maybeText }),
};

const refusalCode: Schema<RefusalCode> = codeOf(REFUSAL_CODES, "unavailable");
const goodbyeCode: Schema<GoodbyeCode> = codeOf(GOODBYE_CODES, "shutdown");

const member: Schema<Member> = v.object({
  ...whoEntries,
  modes: v.string(),
  dialects: v.exactOptional(listOf(v.string())),
  away: maybeText,
});
const talk: Schema<TalkItem> = v.object({
  with: v.string(),
  seq: whole,
  at: whole,
  here: v.exactOptional(v.literal(true)),
});
const channelItem: Schema<ChannelItem> = v.object({ channel: v.string(), members: whole, topic: maybeText });
const mask: Schema<MaskItem> = v.object({ list: v.string(), mask: v.string(), by: v.string(), at: whole });
const marker: Schema<Marker> = v.object({ to: v.string(), until: whole });
const pair: Schema<Pair> = v.object({ key: v.string(), value: v.string() });

const ok: Schema<Ok> = v.object({
  type: v.literal("ok"),
  ref: maybeText,
  seq: maybeWhole,
  repeated: v.exactOptional(v.literal(true)),
  refused: v.exactOptional(listOf(v.object({ code: refusalCode, text: v.string(), about: maybeText }))),
  channels: v.exactOptional(listOf(channelItem)),
  talks: v.exactOptional(listOf(talk)),
  files: v.exactOptional(listOf(file)),
  ticket: maybeText,
  upload: maybeText,
  nick: maybeText,
  server: maybeText,
  version: maybeText,
  epoch: maybeText,
  joined: v.exactOptional(listOf(v.string())),
  joinedIds: v.exactOptional(listOf(v.string())),
  present: v.exactOptional(v.literal(true)),
  pushKey: maybeText,
  markers: v.exactOptional(listOf(marker)),
  channel: maybeText,
  with: maybeText,
  messages: v.exactOptional(listOf(message)),
  events: v.exactOptional(listOf(v.union(Object.values(past)))),
  more: v.exactOptional(v.boolean()),
  begins: maybeWhole,
  flags: maybeText,
  key: maybeText,
  limit: maybeWhole,
  forward: maybeText,
  masks: v.exactOptional(listOf(mask)),
  topic: maybeText,
  metadata: v.exactOptional(listOf(pair)),
  members: v.exactOptional(listOf(member)),
  user: v.exactOptional(who),
  realname: maybeText,
  away: maybeText,
  operator: v.exactOptional(v.literal(true)),
  since: maybeWhole,
  spoke: maybeWhole,
  dialects: v.exactOptional(listOf(v.string())),
  in: v.exactOptional(listOf(v.string())),
  ...DESK_ANSWER,
  ...STATUS_ANSWER,
});

const SCHEMAS: { readonly [T in ServerMessage["type"]]: Schema<Extract<ServerMessage, { type: T }>> } = {
  ok,
  refused: v.object({
    type: v.literal("refused"),
    ref: maybeText,
    code: refusalCode,
    text: v.string(),
    about: maybeText,
  }) satisfies Schema<Refused>,
  goodbye: v.object({ type: v.literal("goodbye"), code: goodbyeCode, text: v.string() }) satisfies Schema<Bye>,
  ...past,
  ...STATUS_MESSAGES,
  usermode: v.object({ type: v.literal("usermode"), ...base, changes }),
  invite: v.object({
    type: v.literal("invite"),
    ...base,
    channel: v.string(),
    nick: v.string(),
    seen: v.exactOptional(v.boolean()),
  }),
  away: v.object({ type: v.literal("away"), ...base, text: maybeText }),
  account: v.object({ type: v.literal("account"), ...base, account: maybeText }),
  setname: v.object({ type: v.literal("setname"), ...base, realname: v.string() }),
  chghost: v.object({ type: v.literal("chghost"), ...base, user: v.string(), host: v.string() }),
  markread: v.object({ type: v.literal("markread"), ...base, to: v.string(), until: whole }),
  metadata: v.object({ type: v.literal("metadata"), ...base, to: v.string(), key: v.string(), value: maybeText }),
  wallops: v.object({ type: v.literal("wallops"), ...base, text: v.string() }),
  typing: v.object({
    type: v.literal("typing"),
    at: whole,
    from: who,
    to: v.string(),
    state: v.picklist(["active", "paused", "done"]),
  }),
  service: v.object({ type: v.literal("service"), at: whole, from: who, writable: v.boolean() }),
};

/**
 * Reads one line or frame from a server. Nothing if it is no message that is known here. An answer that can't be read is
 * a refusal, so that whoever asked is not left waiting. Never throws.
 */
export function parseMessage(line: string): ServerMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("type" in value) || typeof value.type !== "string") {
    return undefined;
  }
  if (!isKnown(value.type)) return undefined;
  const result = v.safeParse(SCHEMAS[value.type], value);
  if (result.success) return result.output;
  const isAnswer = value.type === "ok" || value.type === "refused";
  if (!isAnswer || !("ref" in value) || typeof value.ref !== "string") return undefined;
  return { type: "refused", ref: value.ref, code: "unavailable", text: "The server's answer could not be read." };
}

/** Whether a message tells what happened, rather than answering or ending. */
export function isEvent(message: ServerMessage): message is ShownEvent {
  return message.type !== "ok" && message.type !== "refused" && message.type !== "goodbye" && !isStatus(message);
}

/** Whether a message tells of the server itself, to who follows that. */
export function isStatus(message: ServerMessage): message is StatusMessage {
  return Object.hasOwn(STATUS_MESSAGES, message.type);
}

function isKnown(type: string): type is ServerMessage["type"] {
  return Object.hasOwn(SCHEMAS, type);
}
