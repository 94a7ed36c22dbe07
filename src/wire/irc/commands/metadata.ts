import { LIMITS } from "../../../core/limits.ts";
import { isMetadataKey } from "../../../core/rules/personal.ts";
import type { Call } from "../call.ts";
import { failedSetLine, isOlder, problemLine, sendFailedSet } from "../metadata.ts";
import {
  readable,
  sendAll,
  sendLaterForAll,
  sendMetadata,
  sendSync,
  type Target,
  valueLine,
} from "../metadata-view.ts";
import { packed } from "./channel-view.ts";
import type { Row } from "./row.ts";

/** Keys of one line of 770 to 772: some clients take no more than fifteen parameters. */
const KEYS_PER_LINE = 12;

/** What users tell of themselves and of channels (IRCv3 metadata). */
export const METADATA: readonly Row[] = [
  {
    name: "METADATA",
    minParams: 2,
    turn: "acts",
    early: ["draft/metadata-3", "draft/metadata-2"],
    usage:
      "METADATA <target> GET <keys> | LIST | SET <key> [:<value>] | CLEAR | SUB <keys> | UNSUB <keys> | SUBS | SYNC",
    text: "Shows or sets what is told of a user or a channel, and chooses what you are told; * is yourself.",
    run(call) {
      const [to = "", subcommand = "", ...keys] = call.params;
      const name = subcommand.toUpperCase();
      const run = SUBCOMMANDS.get(name);
      if (!run) call.inTurn(() => call.send(problemLine(call, "subcommand", [subcommand])));
      else if (NEEDS_KEY.has(name) && keys.length === 0) call.needMoreParams();
      else if (name === "SET") set(call, to, keys);
      else call.inTurn(() => run(call, to, keys));
    },
  },
];

type Subcommand = (call: Call, to: string, keys: readonly string[]) => void;

const SUBCOMMANDS: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ["GET", (call, to, keys) => withTarget(call, to, (target) => get(call, target, keys))],
  ["LIST", (call, to) => withTarget(call, to, (target) => sendAll(call, target))],
  ["SET", set],
  ["CLEAR", clear],
  ["SUB", (call, to, keys) => forOneself(call, to, () => subscribe(call, keys))],
  ["UNSUB", (call, to, keys) => forOneself(call, to, () => unsubscribe(call, keys))],
  ["SUBS", (call, to) => forOneself(call, to, () => sendSubscriptions(call))],
  ["SYNC", sync],
]);

const NEEDS_KEY: ReadonlySet<string> = new Set(["GET", "SET", "SUB", "UNSUB"]);

function withTarget(call: Call, to: string, run: (target: Target) => void): void {
  const target = readable(call, to);
  if (target) run(target);
  else call.send(problemLine(call, "target", [to]));
}

/** Subscriptions are the client's own. */
function forOneself(call: Call, to: string, run: () => void): void {
  const target = readable(call, to);
  if (target && target.values === readable(call, "*")?.values) run();
  else call.send(problemLine(call, "target", [to]));
}

function get(call: Call, { name, values }: Target, keys: readonly string[]): void {
  const lines = keys.map((key) =>
    isMetadataKey(key) ? valueLine(call, name, key, values.get(key)) : problemLine(call, "key", [key], "WARN"),
  );
  sendMetadata(call, name, lines.join(""));
}

function sync(call: Call, to: string): void {
  if (!sendSync(call, to)) call.send(problemLine(call, "target", [to]));
}

/** Without a value the key is removed; by the newer draft an empty one is none. */
function set(call: Call, to: string, [key = "", given]: readonly string[]): void {
  const value = given === "" && !isOlder(call.client) ? undefined : given;
  if (!call.client.registration.isComplete) {
    setEarly(call, to, key, value);
    return;
  }
  call.submit(
    { type: "metadata", to, key, ...(value !== undefined && { value }) },
    ({ emissions }) => sendSet(call, to, key, value, emissions.length > 0),
    (refusal) => sendFailedSet(call, to, key, refusal),
  );
}

function setEarly(call: Call, to: string, key: string, value: string | undefined): void {
  const { registration } = call.client;
  const isKnown = registration.metadata.has(key);
  const refusal = to === "*" ? registration.tell(key, value) : undefined;
  if (to !== "*") call.send(problemLine(call, "target", [to]));
  else if (refusal) sendFailedSet(call, to, key, refusal);
  else sendSet(call, to, key, value, isKnown || value !== undefined);
}

/** By the older draft it is a mistake to remove what is not there. */
function sendSet(call: Call, to: string, key: string, value: string | undefined, isChanged: boolean): void {
  // Who may set it may read it, but an operator of the server is not in every channel.
  const name = readable(call, to)?.name ?? to;
  const isMistaken = value === undefined && !isChanged && isOlder(call.client);
  call.send(isMistaken ? problemLine(call, "unset", [name, key]) : valueLine(call, name, key, value));
}

/** Removes every key, and answers when all are done with. */
function clear(call: Call, to: string): void {
  const { registration, session } = call.client;
  const target = readable(call, to);
  if (!target) {
    call.send(problemLine(call, "target", [to]));
    return;
  }
  const { name } = target;
  const keys = [...target.values.keys()];
  // Any key shows whether it may be done, even where there is none.
  const refusal = session.user && session.check({ type: "metadata", to, key: keys[0] ?? "any" });
  if (refusal) {
    sendFailedSet(call, name, "*", refusal);
    return;
  }
  const lines: string[] = [];
  const done = (line: string | undefined): void => {
    lines.push(line ?? "");
    if (lines.length === keys.length) sendMetadata(call, name, lines.join(""));
  };
  if (keys.length === 0) sendMetadata(call, name, "");
  for (const key of keys) {
    const gone = valueLine(call, name, key, undefined);
    if (!session.user) {
      registration.tell(key, undefined);
      done(gone);
      continue;
    }
    call.submit(
      { type: "metadata", to, key },
      () => done(gone),
      (why) => done(failedSetLine(call, name, key, why)),
    );
  }
}

/** Nothing is added behind the key for which there was no room. */
function subscribe(call: Call, keys: readonly string[]): void {
  const { subscriptions, session } = call.client;
  const before = subscriptions.size;
  const valid = keys.filter(isMetadataKey);
  const full = valid.findIndex((key) => !subscriptions.add(key));
  const stop = full < 0 ? keys.length : keys.indexOf(valid[full] ?? "");
  sendKeys(call, "770", full < 0 ? valid : valid.slice(0, full));
  sendInvalid(call, keys.slice(0, stop));
  if (full >= 0) {
    const context = [valid[full] ?? "*", String(LIMITS.metadataSubs)];
    call.send(problemLine(call, "subscriptions", context));
  }
  if (session.user && subscriptions.size > before) sendLaterForAll(call, session.user);
}

function unsubscribe(call: Call, keys: readonly string[]): void {
  const valid = keys.filter(isMetadataKey);
  for (const key of valid) call.client.subscriptions.remove(key);
  sendKeys(call, "771", valid);
  sendInvalid(call, keys);
}

function sendSubscriptions(call: Call): void {
  const { client } = call;
  const lines = keyLines(call, "772", client.subscriptions.keys).join("");
  if (client.has("batch")) call.sendBatch("metadata-subs", lines);
  else call.send(lines);
}

function sendInvalid(call: Call, keys: readonly string[]): void {
  for (const key of keys) if (!isMetadataKey(key)) call.send(problemLine(call, "key", [key], "WARN"));
}

function sendKeys(call: Call, code: string, keys: readonly string[]): void {
  for (const line of keyLines(call, code, keys)) call.send(line);
}

/** Keys in as few lines as they may stand in. */
function keyLines(call: Call, code: string, keys: readonly string[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < keys.length; i += KEYS_PER_LINE) {
    const some = keys.slice(i, i + KEYS_PER_LINE);
    for (const line of packed(call, code, some)) lines.push(call.numericLine(code, line.split(" ")));
  }
  return lines;
}
