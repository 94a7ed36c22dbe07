import { refuse } from "../answers.ts";
import type { Edit } from "../commands.ts";
import { refOf } from "../files.ts";
import { identityOf, whoIs } from "../state.ts";
import { reveal } from "./quiet.ts";
import { checkMessage, isRedacted } from "./redact.ts";
import { base, type Rule } from "./rule.ts";
import { checkText, mayReach, reach } from "./talk.ts";

/** Giving what one said another text: for who said it, where they may speak. */
export const edit: Rule<Edit> = {
  check(state, { user }, act) {
    const refusal = checkMessage(state, user, act) ?? checkText(act.text) ?? mayReach(state, user, act.to, act.text);
    if (refusal) return refusal;
    // It was there when it was looked up.
    if (isRedacted(state, act.msgid)) return refuse("no-such-message", act.msgid);
    return act.author === identityOf(user) ? undefined : refuse("not-yours", act.msgid);
  },

  apply(state, { user }, act, place) {
    const { name, audience, channel, isHeld } = reach(state, user, act.to);
    const event = {
      type: "edit",
      ...base(state, place, whoIs(user)),
      to: name,
      msgid: act.msgid,
      text: act.text,
      ...(act.files && { files: act.files.map(refOf) }),
    } as const;
    const shown = channel ? reveal(state, channel, user, place) : [];
    user.spoke = place.at;
    return { emissions: [...shown, { event, audience, ...(isHeld && { passing: true }) }] };
  },
};
