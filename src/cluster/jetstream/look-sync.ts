import { LIMITS } from "../../core/limits.ts";
import type { NatsServerFacts } from "../cluster-facts.ts";

const NS_PER_MS = 1_000_000;

/**
 * What the monitoring of a server of NATS says of when it writes to its disk; nothing if it is not open, or is elsewhere.
 * @param url of the server, whose host is asked
 */
export async function seeSync(url: string, port: number): Promise<NatsServerFacts["sync"]> {
  const host = /^(?:[a-z]+:\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)/i.exec(url)?.[1];
  if (host === undefined) return undefined;
  try {
    const answer = await fetch(`http://${host}:${port}/varz`, { signal: AbortSignal.timeout(LIMITS.doctorAnswerMs) });
    return syncIn(await answer.json());
  } catch {
    return undefined;
  }
}

/** What `/varz` says of it. */
export function syncIn(varz: unknown): NatsServerFacts["sync"] {
  const config = fieldOf(fieldOf(varz, "jetstream"), "config");
  const everyNs = fieldOf(config, "sync_interval");
  if (typeof everyNs !== "number") return undefined;
  return { isAlways: fieldOf(config, "sync_always") === true, everyMs: everyNs / NS_PER_MS };
}

/** What an object from outside has under a name; nothing if it has none, or is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}
