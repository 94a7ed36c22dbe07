import { refuse } from "../../../core/answers.ts";
import { MODERATION as LOG } from "../../../core/keeping.ts";
import { LIMITS } from "../../../core/limits.ts";
import type { Past } from "../../../core/past.ts";
import { moderationText } from "../../moderation-text.ts";
import type { Call } from "../call.ts";
import { oneLine } from "../message.ts";
import { formatTimestamp } from "../timestamp.ts";
import { failed, inform } from "./account-keeping.ts";
import { reasonOf } from "./channel-view.ts";
import type { Row } from "./row.ts";
import { amend } from "./upkeep.ts";

/** Lines of the moderation log that are shown to who does not say how many. */
const USUAL = 20;

/** Telling those who keep order of something, and what they did. */
export const MODERATION: readonly Row[] = [
  {
    name: "REPORT",
    minParams: 2,
    turn: "acts",
    usage: "REPORT <channel or nick> <message id> [:<reason>]",
    text: "Tells the operators of the server of a message.",
    run(call) {
      const [to = "", msgid = "", ...words] = call.params;
      amend(call, { type: "report", to, msgid, reason: reasonOf(words.join(" ")) }, () =>
        inform(call, "Thank you: those who keep order here are told"),
      );
    },
  },
  {
    name: "MODLOG",
    minParams: 0,
    turn: "asks",
    usage: "MODLOG [<count>]",
    text: "For operators: shows what was done last to keep order, the latest at the end.",
    run(call) {
      const [count = ""] = call.params;
      sendLog(call, /^\d{1,9}$/.test(count) ? Math.max(1, Number(count)) : USUAL);
    },
  },
];

/** What is asked behind it waits for it; an answer waits until the one before has gone out. */
function sendLog(call: Call, count: number): void {
  const { session, line } = call.client;
  const done = call.later();
  const goOn = session.hold();
  line.drained(() => {
    session
      .read({ of: LOG, limit: Math.min(count, LIMITS.historyShown), events: true })
      .then((past) => {
        if ("refusal" in past) call.refuse(past.refusal);
        else show(call, past);
      })
      .catch(() => failed(call, refuse("unavailable")))
      .finally(() => {
        done();
        goOn();
      });
  });
}

function show(call: Call, { events, more }: Past): void {
  for (const event of events) {
    if (event.type === "moderation") inform(call, `${formatTimestamp(event.at)} ${oneLine(moderationText(event))}`);
  }
  inform(call, more ? "End of the moderation log; there is more, say how many" : "End of the moderation log");
}
