import type { Refusal } from "../../../core/answers.ts";
import type { Row } from "./row.ts";

/** Passing on what somebody said elsewhere, for bridges (Ergo's `draft/relaymsg`, which bridges know). */
export const RELAYMSG: Row = {
  name: "RELAYMSG",
  minParams: 3,
  turn: "acts",
  usage: "RELAYMSG <channel> <name/network> :<text>",
  text: "For bridges that operate the channel: says something there in the name of somebody elsewhere.",
  run(call) {
    const [to = "", as = "", text = ""] = call.params;
    call.submit(
      { type: "say", to, text, as },
      ({ emissions }) => {
        // There is nothing to know the answer by but the message itself, so it is shown whoever asked for echoes.
        for (const { event } of emissions) if (event.type === "message") call.send(call.client.kind.render(event));
      },
      (refusal) => call.fail(CODES[refusal.code] ?? "CANNOT_SEND", [], refusal.text),
    );
  },
};

const CODES: { readonly [C in Refusal["code"]]?: string } = {
  "bad-nick": "INVALID_NICK",
  "not-operator": "PRIVS_NEEDED",
  "no-text": "BLANK_MSG",
  "no-such-channel": "INVALID_TARGET",
};
