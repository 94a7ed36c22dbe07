import type { Reply } from "../../client/outgoing.ts";
import type { Connection, Transport } from "../../client/ports.ts";
import { LIMITS } from "../../core/limits.ts";
import { isEvent, isStatus, parseMessage } from "../../wire/json/parse-message.ts";
import { harmless } from "../../wire/lines.ts";

/** What became of one command: its answer, or a connection that failed before that. */
export type Outcome =
  | { readonly type: "answered"; readonly reply: Reply }
  /** A clause that says why nobody could be reached. */
  | { readonly type: "unreachable"; readonly why: string }
  /** A sentence; trying again does not mend it. */
  | { readonly type: "failed"; readonly text: string };

const REF = "1";

/**
 * Sends one command on a connection of its own, as nobody in particular, and waits for its answer. Without a command it
 * only looks whether the right server is there.
 */
export function askOnce(transport: Transport, command: object | undefined, signal: AbortSignal): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let connection: Connection | undefined;
  const timer = setTimeout(() => settle({ type: "unreachable", why: "it does not answer" }), LIMITS.stallMs);
  const stop = (): void => settle({ type: "failed", text: "it was broken off." });
  const settle = (outcome: Outcome): void => {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
    resolve(outcome);
    connection?.close();
  };
  signal.addEventListener("abort", stop);
  connection = transport.open({
    opened() {
      if (command) connection?.send(JSON.stringify({ ...command, ref: REF }));
      else settle({ type: "answered", reply: { type: "ok" } });
    },
    text(text) {
      for (const line of text.split("\n")) {
        const message = parseMessage(line);
        if (!message || isEvent(message) || isStatus(message)) continue;
        if (message.type === "goodbye") settle({ type: "failed", text: harmless(message.text) });
        else if (message.ref === REF) settle({ type: "answered", reply: message });
      }
    },
    foreign: () => settle({ type: "failed", text: "What answers there does not speak Parley's own protocol." }),
    untrusted: (text) => settle({ type: "failed", text }),
    closed: (why) => settle({ type: "unreachable", why }),
  });
  return promise;
}
