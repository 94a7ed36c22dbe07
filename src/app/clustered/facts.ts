import { exactOptional, type GenericSchema, number, object, parse, string } from "valibot";
import { type Origin, type SnapshotFact, snapshotKey } from "../../cluster/beginning.ts";
import type { Facts } from "../../cluster/ports.ts";

/** What a cluster knows of its log, as its nodes tell each other: texts in NATS, parsed here. */

const ORIGIN: GenericSchema<unknown, Origin> = object({ log: string(), seq: number(), epoch: string() });

const SNAPSHOT: GenericSchema<unknown, SnapshotFact> = object({
  name: string(),
  seq: number(),
  place: number(),
  at: number(),
  mark: exactOptional(string()),
});

/** With what the log began; nothing if there is none yet. @throws Error (rejects) if it can't be known just now */
export async function readOrigin(facts: Facts): Promise<Origin | undefined> {
  const text = await facts.get("log");
  return text === undefined ? undefined : parse(ORIGIN, JSON.parse(text));
}

/** Begins the log, unless somebody else was quicker. @returns with what it began then */
export async function settleOrigin(facts: Facts, origin: Origin): Promise<Origin> {
  return parse(ORIGIN, JSON.parse(await facts.settle("log", JSON.stringify(origin))));
}

/**
 * The last copy of the database of a node of that log: who tries to begin another one may have put its own there too.
 * @throws Error (rejects) if it can't be known just now
 */
export async function readSnapshot(facts: Facts, log: string): Promise<SnapshotFact | undefined> {
  const text = await facts.get(snapshotKey(log));
  return text === undefined ? undefined : parse(SNAPSHOT, JSON.parse(text));
}

/** Says that there is a newer one. @throws Error (rejects) if it can't be said just now */
export function writeSnapshot(facts: Facts, log: string, fact: SnapshotFact): Promise<void> {
  return facts.put(snapshotKey(log), JSON.stringify(fact));
}
