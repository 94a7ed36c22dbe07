import type { Goodbye } from "../../core/answers.ts";
import { decodeLeniently } from "../lines.ts";
import { isModern } from "./caps.ts";
import { formatLine, type Message, parseMessage } from "./message.ts";
import type { Server } from "./server.ts";

/**
 * What an IRC client is told that may not come as it does. If it asks for capabilities first, it is told how to come by
 * TLS, as far as there is a policy for that: then it does so by itself (IRCv3 sts).
 *
 * @param first what has come of it, its first line at least
 */
export function turnAway(server: Pick<Server, "name" | "sts">, why: Goodbye, first: Uint8Array): string {
  const [line = ""] = decodeLeniently(first).split(/\r?\n/, 1);
  const message = parseMessage(line);
  const error = formatLine({ tags: {}, command: "ERROR", params: [why.text] }, true);
  if (!message || !server.sts || !asksForCaps(message)) return error;
  const params = ["*", "LS", `sts=port=${server.sts.port}`];
  return formatLine({ tags: {}, source: server.name, command: "CAP", params }, true) + error;
}

function asksForCaps({ command, params: [subcommand = "", version = ""] }: Message): boolean {
  return command.toUpperCase() === "CAP" && subcommand.toUpperCase() === "LS" && isModern(Number.parseInt(version, 10));
}
