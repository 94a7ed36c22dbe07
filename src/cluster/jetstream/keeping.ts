import { setTimeout as delay } from "node:timers/promises";
import {
  DiscardPolicy,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from "@nats-io/jetstream";
import { nanos, TimeoutError } from "@nats-io/transport-node";
import { LIMITS } from "../../core/limits.ts";
import { isAnswer, NatsTrouble } from "./trouble.ts";

/** A stream that Parley keeps in JetStream. */
export type Kept = Pick<
  StreamConfig,
  | "name"
  | "subjects"
  | "description"
  | "retention"
  | "storage"
  | "discard"
  | "max_msg_size"
  | "max_msgs_per_subject"
  | "duplicate_window"
  | "deny_delete"
  | "allow_direct"
  | "allow_rollup_hdrs"
>;

/**
 * The log. Nothing is ever thrown away by itself: whoever sets a bound to its size has to be told "full" and not lose
 * what some node may not have yet, so that new messages are refused and not old ones removed. No message can be taken out
 * of the middle, so that places have no gaps.
 */
export function logConfig(prefix: string): Kept {
  return {
    ...common(`${prefix}-log`, [`${prefix}.log`], "What all nodes of Parley write, in one order"),
    max_msg_size: LIMITS.streamMessageBytes,
    max_msgs_per_subject: -1,
    deny_delete: true,
    allow_direct: true,
    allow_rollup_hdrs: false,
  };
}

/**
 * A key-value bucket of which each key has its last value only.
 * @param direct whether any server may answer what there is, also one that lags behind, and not only who leads it
 */
export function bucketConfig(name: string, description: string, direct: boolean): Kept {
  return {
    ...common(`KV_${name}`, [`$KV.${name}.>`], description),
    max_msg_size: LIMITS.natsValueBytes,
    max_msgs_per_subject: 1,
    deny_delete: true,
    allow_direct: direct,
    allow_rollup_hdrs: true,
  };
}

/** An object store. */
export function shelfConfig(name: string, description: string): Kept {
  return {
    ...common(`OBJ_${name}`, [`$O.${name}.C.>`, `$O.${name}.M.>`], description),
    max_msg_size: -1,
    max_msgs_per_subject: -1,
    deny_delete: false,
    allow_direct: false,
    allow_rollup_hdrs: true,
  };
}

function common(
  name: string,
  subjects: string[],
  description: string,
): Pick<Kept, "name" | "subjects" | "description" | "retention" | "storage" | "discard" | "duplicate_window"> {
  return {
    name,
    subjects,
    description,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    duplicate_window: nanos(LIMITS.streamDuplicatesMs),
  };
}

/**
 * Sees to it that streams are there. If some nodes make the same at the same time, NATS may answer only one of them: the
 * others ask again.
 * @returns what `keep` returns for each. @throws as it does
 */
export async function keepAll(
  manager: JetStreamManager,
  all: readonly Kept[],
  replicas: number | undefined,
): Promise<readonly number[]> {
  const end = performance.now() + LIMITS.natsMakeMs;
  for (;;) {
    try {
      return await Promise.all(all.map((kept) => keep(manager, kept, replicas)));
    } catch (cause) {
      // A server that has just come back is not counted for some seconds.
      const isPassing = cause instanceof TimeoutError || isAnswer(cause, "noSuitablePeers", "insufficientResources");
      if (!isPassing || performance.now() > end) throw cause;
    }
    await delay(LIMITS.natsRetryMs);
  }
}

/**
 * Sees to it that a stream is there. One that is there already is never changed.
 * @param replicas how many servers have it; if nothing is said, a new one gets three in a cluster, and one without
 * @returns how many it has
 * @throws NatsTrouble if one of that name is something else, or has other replicas than were asked for
 */
async function keep(manager: JetStreamManager, kept: Kept, replicas: number | undefined): Promise<number> {
  const info = (await find(manager, kept.name)) ?? (await make(manager, kept, replicas));
  const wrong = differences(kept, info.config);
  const has = info.config.num_replicas;
  if (replicas !== undefined && has !== replicas) wrong.push(`num_replicas is ${has} and not ${replicas}`);
  if (wrong.length === 0) return has;
  throw new NatsTrouble(
    `The stream ${kept.name} is in JetStream already, but not as it has to be: ${wrong.join(", ")}. It was left as it is; change it with the program nats, or choose another prefix.`,
  );
}

async function find(manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> {
  try {
    return await manager.streams.info(name);
  } catch (cause) {
    if (isAnswer(cause, "streamNotFound")) return;
    throw cause;
  }
}

async function make(manager: JetStreamManager, kept: Kept, replicas: number | undefined): Promise<StreamInfo> {
  try {
    return await manager.streams.add({ ...kept, num_replicas: replicas ?? 3 });
  } catch (cause) {
    // Somebody else was faster, with other replicas.
    if (isAnswer(cause, "nameInUse")) return manager.streams.info(kept.name);
    if (replicas !== undefined || !isAnswer(cause, "replicasNotSupported")) throw cause;
  }
  // That is what a server says that is alone, and one of a cluster never does.
  return manager.streams.add({ ...kept, num_replicas: 1 });
}

function differences(kept: Kept, has: StreamConfig): string[] {
  const rows: readonly (readonly [string, unknown, unknown])[] = [
    ["subjects", has.subjects.toSorted().join(" "), kept.subjects.toSorted().join(" ")],
    ["retention", has.retention, kept.retention],
    ["storage", has.storage, kept.storage],
    ["discard", has.discard, kept.discard],
    ["max_msg_size", has.max_msg_size, kept.max_msg_size],
    ["max_msgs_per_subject", has.max_msgs_per_subject, kept.max_msgs_per_subject],
    ["duplicate_window", has.duplicate_window, kept.duplicate_window],
    ["deny_delete", has.deny_delete ?? false, kept.deny_delete],
    ["allow_direct", has.allow_direct ?? false, kept.allow_direct],
    ["allow_rollup_hdrs", has.allow_rollup_hdrs ?? false, kept.allow_rollup_hdrs],
  ];
  return rows.flatMap(([name, is, must]) => (is === must ? [] : [`${name} is ${String(is)} and not ${String(must)}`]));
}
