import { mkdirSync } from "node:fs";
import type { Facts } from "../../cluster/ports.ts";
import { makePushKey } from "../../server/push/vapid.ts";
import { keptKey, replaceKey } from "../key-file.ts";

/** The keys of a data folder that are the same on all nodes, and what makes each that needs more than chance. */
const KEYS: readonly { readonly name: string; readonly make?: () => Uint8Array }[] = [
  { name: "cloak.key" },
  { name: "standin.key" },
  { name: "push.key", make: makePushKey },
];

/**
 * Sees to it that all nodes have the same keys: else the same address would be shown under another name on each, and push
 * services would know one node only. The first node's are everybody's.
 * @throws Error (rejects) if NATS does not answer, or a key can't be read or written
 */
export async function shareKeys(facts: Facts, data: string): Promise<void> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  for (const { name, make } of KEYS) {
    const own = keptKey(data, name, make).toString("base64");
    const settled = await facts.settle(`key.${name}`, own);
    if (settled !== own) replaceKey(data, name, Buffer.from(settled, "base64"));
  }
}
