import { type Refusal, refuse } from "../answers.ts";
import type { Redact } from "../commands.ts";
import { RANK, standingOf } from "../modes.ts";
import { channelByName, identityOf, rankIn, type State, seqOfId, type User, userByNick, whoIs } from "../state.ts";
import { checkReason, notIn } from "./channels.ts";
import { reveal } from "./quiet.ts";
import { base, type Rule } from "./rule.ts";
import { reach } from "./talk.ts";

/** Taking back what was said: for who said it, and in a channel for its half-operators and above. */
export const redact: Rule<Redact> = {
  check(state, { user }, act) {
    return checkTarget(state, user, act.to) ?? checkRight(state, user, act) ?? checkReason(act.reason);
  },

  apply(state, { user }, act, place) {
    const { name, audience, channel } = reach(state, user, act.to);
    const event = {
      type: "redact",
      ...base(state, place, whoIs(user)),
      to: name,
      msgid: act.msgid,
      ...(act.reason && { reason: act.reason }),
    } as const;
    const shown = channel ? reveal(state, channel, user, place, 1) : [];
    return { emissions: [...shown, { event, audience }] };
  },
};

function checkTarget(state: State, user: User, to: string): Refusal | undefined {
  const name = standingOf(to)?.channel ?? to;
  if (!name.startsWith("#")) return userByNick(state, name) ? undefined : refuse("no-such-nick", name);
  const channel = channelByName(state, name);
  if (!channel) return refuse("no-such-channel", name);
  return channel.members.has(user.id) ? undefined : notIn(channel);
}

function checkRight(state: State, user: User, act: Redact): Refusal | undefined {
  if (act.author === undefined || seqOfId(state, act.msgid) === undefined) return refuse("no-such-message", act.msgid);
  if (act.author === identityOf(user)) return undefined;
  const channel = channelByName(state, standingOf(act.to)?.channel ?? act.to);
  const rank = channel ? rankIn(channel, user) : RANK.none;
  return rank >= RANK.halfOperator ? undefined : refuse("not-yours", act.msgid);
}
