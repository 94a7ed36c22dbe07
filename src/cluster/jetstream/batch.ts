import type { MsgHdrs } from "@nats-io/transport-node";
import * as v from "valibot";
import type { BatchId, StreamBatch } from "../ports.ts";
import { isSame } from "../position.ts";

/** The headers that say of a message which batch it is. */
export const HEADERS = { node: "Parley-Node", number: "Parley-Number", version: "Parley-Version" } as const;

const COUNT = v.pipe(v.string(), v.regex(/^\d{1,15}$/u), v.transform(Number));
const BATCH = v.object({ node: v.pipe(v.string(), v.nonEmpty()), number: COUNT, version: COUNT });

/** What the headers of a message say of it; nothing if it is no batch. */
export function toBatch(told: MsgHdrs | undefined): Omit<StreamBatch, "lines"> | undefined {
  const { node, number, version } = HEADERS;
  const batch = { node: told?.get(node), number: told?.get(number), version: told?.get(version) };
  const parsed = v.safeParse(BATCH, batch);
  return parsed.success ? parsed.output : undefined;
}

/** Whether the headers of a message say that it is this batch. */
export function isBatch(told: MsgHdrs | undefined, batch: BatchId): boolean {
  return isSame(toBatch(told), batch);
}
