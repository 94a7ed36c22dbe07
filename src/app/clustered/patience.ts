import { setTimeout as delay } from "node:timers/promises";
import { NatsTrouble } from "../../cluster/jetstream/trouble.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Console } from "../console.ts";

/**
 * Does what a node does with NATS while it comes, again and again until NATS is up to it.
 * @throws (rejects) what `run` throws that is no trouble with NATS
 */
export async function patiently<T>(
  run: () => Promise<T>,
  console: Pick<Console, "warned">,
  wait: (ms: number) => Promise<unknown> = delay,
): Promise<T> {
  for (let told = ""; ; ) {
    try {
      return await run();
    } catch (cause) {
      if (!(cause instanceof NatsTrouble)) throw cause;
      if (cause.message !== told) console.warned(cause.message);
      told = cause.message;
    }
    await wait(LIMITS.natsAnswerMs);
  }
}
