import type { Report } from "../account-commands.ts";
import { refuse } from "../answers.ts";
import { seqOfId } from "../state.ts";
import { checkReason } from "./channels.ts";
import { NO_EFFECT, type Rule } from "./rule.ts";

/** Telling those who keep order of a message. What comes of it is in the moderation log, and nowhere else. */
export const report: Rule<Report> = {
  check(state, _actor, act) {
    const isKnown = act.said !== undefined && seqOfId(state, act.msgid) !== undefined;
    return isKnown ? checkReason(act.reason) : refuse("no-such-message", act.msgid);
  },

  apply: () => NO_EFFECT,
};
