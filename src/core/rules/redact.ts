import { type Refusal, refuse } from "../answers.ts";
import type { Redact } from "../commands.ts";
import { LIMITS } from "../limits.ts";
import { RANK, standingOf } from "../modes.ts";
import { channelByName, identityOf, rankIn, type State, seqOfId, type User, userByNick, whoIs } from "../state.ts";
import { checkReason, everybodyIn, notIn } from "./channels.ts";
import { reveal } from "./quiet.ts";
import { base, type Rule } from "./rule.ts";
import { reach } from "./talk.ts";

/** Taking back what was said: for who said it, and in a channel for its half-operators and above. */
export const redact: Rule<Redact> = {
  check(state, { user }, act) {
    return checkMessage(state, user, act) ?? checkRight(state, user, act) ?? checkReason(act.reason);
  },

  apply(state, { user }, act, place) {
    const { name, audience, channel } = reach(state, user, act.to);
    // Who keeps order on the server need not be a member to tell all of them.
    const isTold = channel !== undefined && user.operator !== undefined && standingOf(act.to) === undefined;
    const event = {
      type: "redact",
      ...base(state, place, whoIs(user)),
      to: name,
      msgid: act.msgid,
      ...(act.reason && { reason: act.reason }),
    } as const;
    const shown = channel ? reveal(state, channel, user, place) : [];
    remember(state, act.msgid);
    return { emissions: [...shown, { event, audience: isTold ? everybodyIn(channel) : audience }] };
  },
};

/** Takes note of a message that is taken back; the one of longest ago is forgotten. */
function remember(state: State, msgid: string): void {
  const seq = seqOfId(state, msgid);
  if (seq !== undefined) state.redacted.add(seq);
  const [oldest] = state.redacted;
  if (oldest !== undefined && state.redacted.size > LIMITS.redacted) state.redacted.delete(oldest);
}

/** Whether the message of that id was taken back, not too long ago. */
export function isRedacted(state: State, msgid: string): boolean {
  return state.redacted.has(seqOfId(state, msgid) ?? 0);
}

/** Whether there is such a message, of those that were said where the user says that it was. */
export function checkMessage(
  state: State,
  user: User,
  { to, msgid, author }: Pick<Redact, "to" | "msgid" | "author">,
): Refusal | undefined {
  const seq = seqOfId(state, msgid);
  const isKnown = author !== undefined && seq !== undefined;
  return checkTarget(state, user, to) ?? (isKnown ? undefined : refuse("no-such-message", msgid));
}

function checkTarget(state: State, user: User, to: string): Refusal | undefined {
  const name = standingOf(to)?.channel ?? to;
  if (!name.startsWith("#")) return userByNick(state, name) ? undefined : refuse("no-such-nick", name);
  const channel = channelByName(state, name);
  if (!channel) return refuse("no-such-channel", name);
  return channel.members.has(user.id) || user.operator !== undefined ? undefined : notIn(channel);
}

function checkRight(state: State, user: User, act: Redact): Refusal | undefined {
  if (act.author === identityOf(user)) return undefined;
  const channel = channelByName(state, standingOf(act.to)?.channel ?? act.to);
  // Who keeps order on the server does so in every channel.
  if (channel && user.operator !== undefined) return undefined;
  const rank = channel ? rankIn(channel, user) : RANK.none;
  return rank >= RANK.halfOperator ? undefined : refuse("not-yours", act.msgid);
}
