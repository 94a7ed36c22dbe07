import type { Call } from "../call.ts";
import { capNames, isModern, offeredCaps, requestCaps } from "../caps.ts";
import { packed } from "./channel-view.ts";
import type { Row } from "./row.ts";

/** Agreeing on capabilities (IRCv3 capability-negotiation). */
export const CAP: Row = {
  name: "CAP",
  minParams: 1,
  turn: "at-once",
  usage: "CAP LS [302] | LIST | REQ :<capabilities> | END",
  text: "Agrees on what both sides can do beyond plain IRC.",
  run(call) {
    const [subcommand = "", ...others] = call.params;
    switch (subcommand.toUpperCase()) {
      case "LS":
        list(call, others[0] ?? "");
        break;
      case "LIST":
        sendList(call, "LIST", capNames(call.client.caps), isModern(call.client.capVersion));
        break;
      case "REQ":
        request(call, others.join(" "));
        break;
      case "END":
        call.client.registration.isNegotiating = false;
        call.client.registration.proceed(call);
        break;
      default:
        call.numeric("410", [subcommand], "Invalid CAP command");
    }
  },
};

function list(call: Call, argument: string): void {
  const { client } = call;
  holdUp(call);
  const version = Number.parseInt(argument, 10) || 0;
  // A version once said holds for the rest of the connection; this answer is for the one said now.
  client.capVersion = Math.max(client.capVersion, version);
  if (isModern(version)) client.caps = new Set([...client.caps, "cap-notify"]);
  sendList(call, "LS", offeredCaps(client, version), isModern(version));
}

function request(call: Call, text: string): void {
  const { client } = call;
  holdUp(call);
  const words = text.split(" ").filter((word) => word !== "");
  const caps = requestCaps(client, words);
  if (caps === undefined) {
    say(call, "NAK", words.join(" "));
    return;
  }
  // An answer may take several lines; the change holds from the last of them on.
  for (const line of lines(call, "ACK", words)) say(call, "ACK", line);
  client.caps = caps;
}

/** Sends a list in as many lines as it takes. Who knows nothing of several gets the first, so the table begins with what matters. */
function sendList(call: Call, verb: "LS" | "LIST", words: readonly string[], several: boolean): void {
  const all = lines(call, `${verb} *`, words);
  const last = several ? all.length - 1 : 0;
  all.slice(0, last + 1).forEach((line, i) => {
    say(call, i < last ? `${verb} *` : verb, line);
  });
}

/** The words in lines that have room for them; without words one that is empty. */
function lines(call: Call, verb: string, words: readonly string[]): readonly string[] {
  const all = packed(call, `CAP ${verb}`, words);
  return all.length === 0 ? [""] : all;
}

function say(call: Call, verb: string, text: string): void {
  call.say("CAP", [call.client.nick, ...verb.split(" "), text], true);
}

/** Registration waits for CAP END from here on. */
function holdUp({ client: { registration } }: Call): void {
  registration.isNegotiating = !registration.isComplete;
}
