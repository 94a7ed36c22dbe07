import type { Refusal, RefusalCode } from "../../core/answers.ts";
import { LIMITS } from "../../core/limits.ts";
import { channelByName } from "../../core/state.ts";
import { isVisible } from "../../core/view.ts";
import type { Call } from "./call.ts";
import type { Client } from "./client.ts";
import { formatLine } from "./message.ts";

/**
 * What connections have of metadata. There are two drafts of it: `draft/metadata-2`, and the newer `draft/metadata-3`,
 * which a client that asked for neither is taken to know as well.
 */

/** The keys that one connection wants to be told of. */
export class Subscriptions {
  readonly #keys = new Set<string>();

  /** In the order in which they were added. */
  get keys(): readonly string[] {
    return [...this.#keys];
  }

  get size(): number {
    return this.#keys.size;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Adds a key, which may be there; false if there are as many as there may be. */
  add(key: string): boolean {
    if (this.#keys.has(key)) return true;
    if (this.#keys.size >= LIMITS.metadataSubs) return false;
    this.#keys.add(key);
    return true;
  }

  remove(key: string): void {
    this.#keys.delete(key);
  }

  clear(): void {
    this.#keys.clear();
  }
}

/** Whether the client is told of metadata without asking: it knows of that, and of the batches that it comes in. */
export function isAware(client: Pick<Client, "has">): boolean {
  return client.has("batch") && (client.has("draft/metadata-2") || client.has("draft/metadata-3"));
}

/** Whether the client knows only the older draft. */
export function isOlder(client: Pick<Client, "has">): boolean {
  return client.has("draft/metadata-2") && !client.has("draft/metadata-3");
}

/** One thing that can be wrong: its code in the newer and in the older draft, each with how much of the context it has. */
interface Problem {
  readonly text: string;
  readonly newer: readonly [code: string, context: number];
  readonly older: readonly [code: string, context: number];
}

/** What can be wrong. */
type ProblemName =
  | "target"
  | "key"
  | "value"
  | "permission"
  | "unset"
  | "keys"
  | "subscriptions"
  | "lines"
  | "subcommand";

const PROBLEMS: Readonly<Record<ProblemName, Problem>> = {
  target: {
    text: "There is no such user or channel, or none that you may ask about",
    newer: ["INVALID_TARGET", 1],
    older: ["INVALID_TARGET", 1],
  },
  key: {
    text: `A key is 1 to ${LIMITS.metadataKeyBytes} of the characters a-z, 0-9, and _./-`,
    newer: ["INVALID_KEY", 1],
    older: ["KEY_INVALID", 1],
  },
  value: {
    text: `A value is UTF-8 of up to ${LIMITS.metadataValueBytes} bytes`,
    newer: ["INVALID_VALUE", 1],
    older: ["VALUE_INVALID", 0],
  },
  permission: {
    text: "That is not yours to change",
    newer: ["KEY_NO_PERMISSION", 2],
    older: ["KEY_NO_PERMISSION", 2],
  },
  unset: { text: "That key is not set", newer: ["KEY_NOT_SET", 2], older: ["KEY_NOT_SET", 2] },
  keys: { text: "There are as many keys as there may be", newer: ["LIMIT_REACHED", 2], older: ["LIMIT_REACHED", 1] },
  subscriptions: {
    text: "You are subscribed to as many keys as you may be",
    newer: ["LIMIT_REACHED", 2],
    older: ["TOO_MANY_SUBS", 1],
  },
  lines: {
    text: "There is more, which does not fit in one answer",
    newer: ["LIMIT_REACHED", 2],
    older: ["LIMIT_REACHED", 2],
  },
  subcommand: {
    text: "METADATA takes GET, LIST, SET, CLEAR, SUB, UNSUB, SUBS or SYNC",
    newer: ["INVALID_PARAMS", 1],
    older: ["SUBCOMMAND_INVALID", 1],
  },
};

/**
 * Says what is wrong, as the client's draft has it: a whole line.
 *
 * @param context what the code says that there is to know: all of it, of which a draft may leave out the end
 * @param verb WARN where the rest of the command goes on; the older draft has FAIL for that too
 */
export function problemLine(
  { client }: Call,
  problem: ProblemName,
  context: readonly string[],
  verb: "FAIL" | "WARN" = "FAIL",
): string {
  const { text, newer, older } = PROBLEMS[problem];
  const isOld = isOlder(client);
  const [code, length] = isOld ? older : newer;
  const params = ["METADATA", code, ...context.slice(0, length), text];
  return formatLine({ tags: {}, source: client.server.name, command: isOld ? "FAIL" : verb, params }, true);
}

/** What a refusal of the core's means here, and what there is to know of it. */
type Meaning = (to: string, key: string) => readonly [ProblemName, readonly string[]];

const SET_PROBLEMS: { readonly [C in RefusalCode]?: Meaning } = {
  "no-such-channel": (to) => ["target", [to]],
  "no-such-nick": (to) => ["target", [to]],
  "not-yours": (to, key) => ["permission", [to, key]],
  "bad-key-name": (_to, key) => ["key", [key]],
  "too-long": (_to, key) => ["value", [key]],
  "list-full": (to) => ["keys", [to, String(LIMITS.metadataKeys)]],
};

/** A refused `metadata` as a line; nothing if it is one that any command may meet. @param key `*` for all of them */
export function failedSetLine(call: Call, to: string, key: string, { code }: Refusal): string | undefined {
  if (code === "not-yours" && isSecret(call, to)) return problemLine(call, "target", [to]);
  const found = SET_PROBLEMS[code]?.(to, key);
  return found && problemLine(call, ...found);
}

/** Answers that a key could not be set. */
export function sendFailedSet(call: Call, to: string, key: string, refusal: Refusal): void {
  const line = failedSetLine(call, to, key, refusal);
  if (line === undefined) call.refuse(refusal, to);
  else call.send(line);
}

/** Whether it is a channel of which the client may not know. */
function isSecret({ client: { session } }: Call, to: string): boolean {
  const channel = channelByName(session.state, to);
  return channel !== undefined && session.user !== undefined && !isVisible(channel, session.user);
}
