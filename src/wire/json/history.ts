import { type Refusal, refuse } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Past, PastQuestion, Point } from "../../core/past.ts";
import type { JsonCommand } from "./commands.ts";
import type { HistoryAnswer } from "./messages.ts";

/** How a JSON client asks for the past, and what it is told. */

type HistoryCommand = Extract<JsonCommand, { type: "history" }>;

/** What a client asks for; a refusal if it asks for two things at once, or of nobody. */
export function pastQuestion(command: HistoryCommand): PastQuestion | Refusal {
  const { channel, with: nick, around, events = false, limit = LIMITS.historyDefault } = command;
  const of = channel ?? nick;
  if (of === undefined || (channel !== undefined && nick !== undefined)) {
    return refuse("bad-command", undefined, 'history needs either the field "channel" or the field "with".');
  }
  if (of.startsWith("#") === (channel === undefined)) {
    return channel === undefined ? refuse("no-such-nick", of) : refuse("no-such-channel", of);
  }
  const base = { of, limit: Math.min(limit, LIMITS.historyPage), events };
  const bounds = boundsOf(command);
  if ("code" in bounds) return bounds;
  if (around === undefined) return { ...base, ...bounds };
  if (bounds.before || bounds.after || command.end) {
    return refuse("bad-command", undefined, 'history: the field "around" takes no bounds and no end beside it.');
  }
  return { ...base, around: typeof around === "number" ? { seq: around } : { id: around } };
}

/** The answer to a question that such a command was made. */
export function historyAnswer({ channel, with: nick, events: isAll }: HistoryCommand, past: Past): HistoryAnswer {
  const { events, more, begins } = past;
  const messages = events.flatMap((event) => (event.type === "message" ? [event] : []));
  return {
    ...(channel !== undefined && { channel }),
    ...(nick !== undefined && { with: nick }),
    ...(isAll ? { events } : { messages }),
    more,
    ...(begins !== undefined && { begins }),
  };
}

function boundsOf(command: HistoryCommand): Pick<PastQuestion, "before" | "after" | "earliest"> | Refusal {
  const before = pointOf(command.before, command.beforeAt);
  const after = pointOf(command.after, command.afterAt);
  if (before === "both" || after === "both") {
    return refuse("bad-command", undefined, "history: each bound is either a seq or a time.");
  }
  const { end = after && !before ? "earliest" : "latest" } = command;
  return { ...(before && { before }), ...(after && { after }), earliest: end === "earliest" };
}

function pointOf(seq: number | undefined, at: number | undefined): Point | "both" | undefined {
  if (seq !== undefined) return at === undefined ? { seq } : "both";
  return at === undefined ? undefined : { at };
}
