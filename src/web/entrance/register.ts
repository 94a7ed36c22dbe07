import type { Transport } from "../../client/ports.ts";
import { parseMessage } from "../../wire/json/parse-message.ts";
import type { Done } from "./server-door.ts";

/** Makes an account where one needs one to get in, so on a connection that says nothing else. */
export function registerBefore(
  transport: Transport,
  { account, password }: { readonly account: string; readonly password: string },
): Promise<Done> {
  const { promise, resolve } = Promise.withResolvers<Done>();
  const connection = transport.open({
    opened: () => connection.send(JSON.stringify({ type: "register", ref: "1", account, password })),
    text: (text) => {
      for (const line of text.split("\n")) {
        const message = parseMessage(line);
        if (message?.type === "ok") resolve({ ok: true });
        else if (message?.type === "refused" || message?.type === "goodbye") resolve({ ok: false, text: message.text });
      }
    },
    foreign: () => resolve({ ok: false, text: "What answers there is no Parley server." }),
    untrusted: (text) => resolve({ ok: false, text }),
    closed: (why) => resolve({ ok: false, text: `That did not work: ${why}.` }),
  });
  return promise.finally(() => connection.close());
}
