import type { Refusal } from "../../../core/answers.ts";
import { LIMITS } from "../../../core/limits.ts";
import type { Past, PastQuestion, Point } from "../../../core/past.ts";
import { utf8Length } from "../../../core/utf8.ts";
import type { Call } from "../call.ts";
import { formatTimestamp, parseTimestamp } from "../timestamp.ts";
import type { Row } from "./row.ts";

/** What was said before (IRCv3 chathistory, event-playback). */
export const CHATHISTORY: readonly Row[] = [
  {
    name: "CHATHISTORY",
    minParams: 1,
    turn: "asks",
    usage: "CHATHISTORY BEFORE | AFTER | LATEST | AROUND | BETWEEN <channel or nick> <from> [<to>] <limit>",
    text: "Shows what was said before; <from> is msgid=<id>, timestamp=<time> or, for LATEST, *. TARGETS shows where.",
    run(call) {
      const [name = ""] = call.params;
      const subcommand = SUBCOMMANDS.get(name.toUpperCase());
      const missing = subcommand ? subcommand.params - call.params.length : 0;
      if (!subcommand) fail(call, "INVALID_PARAMS", [], "Unknown command");
      else if (missing > 0) fail(call, "INVALID_PARAMS", [], "Insufficient parameters");
      else if (missing < 0) fail(call, "INVALID_PARAMS", [], "Too many parameters");
      else answer(call, subcommand);
    },
  },
];

/** What is asked for: a window of a past, as the references say. */
type Window = Pick<PastQuestion, "before" | "after" | "earliest" | "around" | "between">;

interface Subcommand {
  /** With the subcommand itself and the limit. */
  readonly params: number;
  /** Nothing for TARGETS, which shows no past. */
  readonly windowOf?: (first: Point | undefined, second: Point | undefined) => Window;
  /** Whether `*` may stand for a reference. */
  readonly isOpen?: boolean;
}

const SUBCOMMANDS: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ["BEFORE", { params: 4, windowOf: (first) => (first ? { before: first } : {}) }],
  ["AFTER", { params: 4, windowOf: (first) => (first ? { after: first, earliest: true } : {}) }],
  ["LATEST", { params: 4, windowOf: (first) => (first ? { after: first } : {}), isOpen: true }],
  ["AROUND", { params: 4, windowOf: (first) => (first ? { around: first } : {}) }],
  ["BETWEEN", { params: 5, windowOf: (first, second) => (first && second ? { between: [first, second] } : {}) }],
  ["TARGETS", { params: 4 }],
]);

/** Reads the references and the limit, and looks up what they ask for. What is asked behind it waits for it. */
function answer(call: Call, { windowOf, isOpen = false }: Subcommand): void {
  const [, of = ""] = call.params;
  const given = call.params.slice(windowOf ? 2 : 1, -1);
  const points = given.map((reference) => (isOpen && reference === "*" ? undefined : pointOf(reference)));
  const limit = limitOf(call.params.at(-1) ?? "");
  const wrong = given.find((_reference, i) => points[i] === "unreadable" || (!windowOf && !isTime(points[i])));
  const [first, second] = points.map((point) => (point === "unreadable" ? undefined : point));
  if (wrong !== undefined) fail(call, "INVALID_PARAMS", [wrong], "Invalid timestamp or message id");
  else if (limit === undefined) fail(call, "INVALID_PARAMS", [call.params.at(-1) ?? ""], "Invalid limit");
  else if (windowOf) sendPast(call, { of, ...windowOf(first, second), limit, byTime: !(first && "id" in first) });
  else if (isTime(first) && isTime(second)) sendTargets(call, [first.at, second.at], limit);
}

function sendPast(call: Call, question: Omit<PastQuestion, "events" | "except">): void {
  const { session } = call.client;
  const { client } = call;
  // Messages have their last texts already. What is not shown shall not leave the page empty.
  const except = client.has("draft/message-redaction") ? (["edit"] as const) : (["edit", "redact"] as const);
  const asked = { ...question, events: client.has("draft/event-playback"), except };
  lookUp(
    call,
    () => session.read(asked),
    question.of,
    (past) => {
      if ("refusal" in past) refuse(call, question.of, past.refusal);
      else sendLines(call, `chathistory ${past.of}`, linesOf(call, past, question.byTime === true));
    },
  );
}

function sendTargets(call: Call, between: readonly [number, number], limit: number): void {
  lookUp(
    call,
    () => call.client.session.targets({ between, limit }),
    "*",
    (targets) => {
      const { name } = call.client.server;
      const lines = targets.map(
        (target) => `:${name} CHATHISTORY TARGETS ${target.name} ${formatTimestamp(target.at)}\r\n`,
      );
      sendLines(call, "draft/chathistory-targets", lines.join(""));
    },
  );
}

/**
 * Answers with what is looked up; until then nothing is answered that was asked after it. Who asks for more than they
 * read is not cut off for that: the answer waits until the one before has gone out.
 */
function lookUp<T>(call: Call, find: () => Promise<T>, of: string, send: (found: T) => void): void {
  const done = call.later();
  const goOn = call.client.session.hold();
  call.client.line.drained(() => {
    find()
      .then(send)
      .catch(() => fail(call, "MESSAGE_ERROR", [of], "Messages could not be retrieved just now"))
      .finally(() => {
        done();
        goOn();
      });
  });
}

function sendLines(call: Call, type: string, lines: string): void {
  if (call.client.has("batch")) call.sendBatch(type, lines);
  else call.send(lines);
}

/** The events as this client is shown such, as many as one answer may hold: what was wanted most is among them. */
function linesOf(call: Call, { events, anchor }: Past, byTime: boolean): string {
  const shown = events.map((event) => call.client.kind.render(event) ?? "");
  const sizes = shown.map(utf8Length);
  const places = { first: 0, middle: shown.length >> 1, last: Math.max(0, shown.length - 1) };
  let from = places[anchor];
  let to = from;
  let bytes = 0;
  while (from > 0 || to < shown.length) {
    const isBack = from === 0 || (to < shown.length && places[anchor] - from >= to - places[anchor]);
    const size = sizes[isBack ? to : from - 1] ?? 0;
    if (bytes + size > LIMITS.ircHistoryBytes && to > from) break;
    bytes += size;
    if (isBack) to++;
    else from--;
  }
  return shown.slice(...(byTime ? wholeTimes(events, sizes, from, to) : [from, to])).join("");
}

/** The part with the rest of the milliseconds at its ends, if that does not make the answer twice as long as it may be. */
function wholeTimes(
  events: Past["events"],
  sizes: readonly number[],
  from: number,
  to: number,
): [from: number, to: number] {
  let [first, end] = [from, to];
  let bytes = sizes.slice(from, to).reduce((sum, size) => sum + size, 0);
  const goesOn = (next: number, edge: number): boolean => {
    const isSame = events[next] !== undefined && events[next].at === events[edge]?.at;
    if (isSame) bytes += sizes[next] ?? 0;
    return isSame && bytes <= 2 * LIMITS.ircHistoryBytes;
  };
  while (goesOn(first - 1, first)) first--;
  while (goesOn(end, end - 1)) end++;
  return [first, end];
}

function pointOf(reference: string): Point | "unreadable" {
  const id = /^msgid=(.+)$/.exec(reference)?.[1];
  if (id !== undefined) return { id };
  const at = parseTimestamp(reference);
  return at === undefined ? "unreadable" : { at };
}

function isTime(point: Point | "unreadable" | undefined): point is { readonly at: number } {
  return typeof point === "object" && "at" in point;
}

function limitOf(text: string): number | undefined {
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return limit === 0 ? undefined : Math.min(limit, LIMITS.historyPage);
}

function refuse(call: Call, of: string, { code, about }: Refusal): void {
  if (code === "no-such-message") {
    fail(call, "MESSAGE_ERROR", [of, ...(about === undefined ? [] : [about])], "There is no such message here");
  } else fail(call, "INVALID_TARGET", [of], "Messages could not be retrieved");
}

/** Every FAIL names the subcommand first. */
function fail(call: Call, code: string, context: readonly string[], text: string): void {
  call.fail(code, [call.params[0] ?? "", ...context], text);
}
