import type { Hub } from "../core/hub.ts";
import { Outside, type OutsideParts } from "../server/outside.ts";
import { Pushes } from "../server/push/pushes.ts";
import { makePushKey, type Vapid, vapidOf } from "../server/push/vapid.ts";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import type { Console } from "./console.ts";
import { keptKey } from "./key-file.ts";

/** The file in the data folder by whose key push services know the server. */
const KEY_FILE = "push.key";

/**
 * What tells browsers by Web Push; nothing if the server does not.
 * @param outside what a test puts in the place of the network
 * @throws ConfigError or Error with the system's code if the key can't be read or written
 */
export function openPushes(
  { push, data, rateLimits }: Pick<Config, "push" | "data" | "rateLimits">,
  hub: Pick<Hub, "state" | "run">,
  console: Pick<Console, "warned" | "bug">,
  outside: OutsideParts = {},
): Pushes | undefined {
  if (!push) return undefined;
  return new Pushes({
    state: hub.state,
    outside: new Outside(outside),
    vapid: keptVapid(data, push.contact),
    now: Date.now,
    timer(ms, run) {
      const timer = setTimeout(run, ms).unref();
      return () => clearTimeout(timer);
    },
    remove: (account, endpoint) => hub.run({ type: "push-remove", account, endpoint }, () => {}),
    rateLimits,
    trouble: (text) => console.warned(text),
    bug: (cause) => console.bug(cause, "push"),
  });
}

function keptVapid(data: string, contact: string): Vapid {
  const key = keptKey(data, KEY_FILE, makePushKey);
  try {
    return vapidOf(key, contact);
  } catch (cause) {
    throw new ConfigError(
      `${KEY_FILE} in ${data} is damaged: remove it, and a new one is made; people have to ask for notifications anew then.`,
      { cause },
    );
  }
}
