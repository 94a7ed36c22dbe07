import type { Refusal } from "../../../core/answers.ts";
import type { Amending } from "../../../core/session.ts";
import type { Call } from "../call.ts";
import { reasonOf } from "./channel-view.ts";
import type { Row } from "./row.ts";

/** Putting right what was said and what things are called. */
export const UPKEEP: readonly Row[] = [
  {
    name: "SETNAME",
    minParams: 1,
    turn: "acts",
    usage: "SETNAME :<real name>",
    text: "Changes your real name.",
    run(call) {
      const [realname = ""] = call.params;
      call.submit(
        { type: "setname", realname },
        ({ emissions }) => call.show(emissions),
        () => call.fail("INVALID_REALNAME", [], "That cannot be a real name"),
      );
    },
  },
  {
    name: "RENAME",
    minParams: 2,
    turn: "acts",
    usage: "RENAME <channel> <new name> [:<reason>]",
    text: "Gives a channel another name.",
    run(call) {
      const [channel = "", name = "", reason = ""] = call.params;
      call.submit(
        { type: "rename", channel, name, ...(reason && { reason: reasonOf(reason) }) },
        ({ emissions }) => call.show(emissions),
        (refusal) => refuseRename(call, channel, name, refusal),
      );
    },
  },
  {
    name: "REDACT",
    minParams: 2,
    turn: "acts",
    usage: "REDACT <channel or nick> <message id> [:<reason>]",
    text: "Takes back a message.",
    run(call) {
      const [to = "", msgid = "", reason = ""] = call.params;
      amend(call, { type: "redact", to, msgid, ...(reason && { reason: reasonOf(reason) }) });
    },
  },
  {
    name: "EDIT",
    minParams: 3,
    turn: "acts",
    usage: "EDIT <channel or nick> <message id> :<text>",
    text: "Gives a message of yours another text; others are shown that behind a star, as a reply to the message.",
    run(call) {
      const [to = "", msgid = "", text = ""] = call.params;
      amend(call, { type: "edit", to, msgid, text });
    },
  },
];

function refuseRename(call: Call, channel: string, name: string, refusal: Refusal): void {
  if (refusal.code === "name-in-use") call.fail("CHANNEL_NAME_IN_USE", [channel, name], refusal.text);
  else if (refusal.code === "bad-channel-name") call.fail("CANNOT_RENAME", [channel, name], refusal.text);
  else call.refuse(refusal, channel);
}

/**
 * Changes an earlier message, or reports it. Who said it is looked up first, so the answer comes behind those to later
 * commands.
 *
 * @param shown what is answered if it is done, besides what everybody is shown
 */
export function amend(call: Call, act: Amending, shown: () => void = () => {}): void {
  const { to, msgid } = act;
  const done = call.later();
  call.client.session
    .amend(act, (answer) => {
      if (answer.refusal) refuseAmend(call, act, answer.refusal);
      else {
        shown();
        call.show(answer.emissions);
      }
      done();
    })
    .catch(() => {
      call.fail("UNKNOWN_MSGID", [to, msgid], "The server could not look that up just now");
      done();
    });
}

function refuseAmend(call: Call, { type, to, msgid }: Pick<Amending, "type" | "to" | "msgid">, refusal: Refusal): void {
  const code = refusal.code === "not-yours" ? `${type.toUpperCase()}_FORBIDDEN` : AMEND_CODES[refusal.code];
  if (code === "INVALID_TARGET") call.fail(code, [to], refusal.text);
  else if (code) call.fail(code, [to, msgid], refusal.text);
  else call.refuse(refusal, to);
}

const AMEND_CODES: { readonly [C in Refusal["code"]]?: string } = {
  "no-such-channel": "INVALID_TARGET",
  "no-such-nick": "INVALID_TARGET",
  "not-in-channel": "INVALID_TARGET",
  "no-such-message": "UNKNOWN_MSGID",
};
