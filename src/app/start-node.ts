import { randomBytes } from "node:crypto";
import type { Refusal } from "../core/answers.ts";
import type { Hub } from "../core/hub.ts";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";

/**
 * Tells the log that this node is here; sessions of an earlier run end by it.
 * @throws ConfigError (rejects) with a sentence for the operator
 */
export function startNode(
  hub: Pick<Hub, "start">,
  { listeners, name, data }: Pick<Config, "listeners" | "name" | "data">,
): Promise<void> {
  const kept = listeners.filter((listener) => listener.keepsChannel);
  const channels = [...new Set(kept.map((listener) => listener.channel))];
  const epoch = randomBytes(6).toString("hex");
  return new Promise((resolve, reject) => {
    hub.start({ type: "start", name, epoch, channels }, ({ refusal }) => {
      if (refusal) reject(new ConfigError(cannotWrite(refusal, data)));
      else resolve();
    });
  });
}

function cannotWrite(refusal: Refusal, data: string): string {
  return refusal.code === "not-durable"
    ? `Nothing can be written to ${data}: its disk is full or read-only. Make room, or choose another folder with --data.`
    : refusal.text;
}
