import type { Tags } from "./commands.ts";
import type { MessageEvent, Reaction, Who } from "./events.ts";
import { LIMITS } from "./limits.ts";
import type { PastEvent } from "./ports.ts";
import { fits } from "./utf8.ts";

/** What becomes of a message that is edited or reacted to later: the log keeps both, and the history shows the outcome. */

/** A reaction that is given or taken away, and the id of the message that it is about. */
export interface Reacting {
  readonly msgid: string;
  readonly text: string;
  readonly set: boolean;
}

/** The reaction that is in a message's tags, given or taken away (IRCv3 react). */
export function reactionText(tags: Tags): string | undefined {
  return tags["+draft/react"] ?? tags["+draft/unreact"];
}

/** What a message says of another one by its tags (IRCv3 client tags `react` and `reply`), if it does. */
export function reactionOf({ tags }: Pick<MessageEvent, "tags">): Reacting | undefined {
  const msgid = tags?.["+draft/reply"] ?? tags?.["+reply"];
  const given = tags?.["+draft/react"];
  const text = given ?? tags?.["+draft/unreact"];
  if (msgid === undefined || !text || !fits(text, LIMITS.reactionBytes)) return undefined;
  return { msgid, text, set: given !== undefined };
}

/**
 * The message as it is once `by` has happened to it. What is done again, or is older than what has been done to it of the
 * same kind, changes nothing.
 */
export function amend(message: MessageEvent, by: PastEvent): MessageEvent {
  if (by.type === "edit") {
    if (by.seq <= (message.edited?.seq ?? 0)) return message;
    const { files: _, ...bare } = message;
    const edited = { seq: by.seq, at: by.at };
    return { ...bare, text: by.text, ...(by.files && { files: by.files }), edited };
  }
  const reacting = by.type === "message" ? reactionOf(by) : undefined;
  if (!reacting || by.seq <= (message.reacted ?? 0)) return message;
  return withReaction({ ...message, reacted: by.seq }, reacting, by.from) ?? message;
}

/** Nothing if nothing changes by it. */
function withReaction(message: MessageEvent, { text, set }: Reacting, who: Who): MessageEvent | undefined {
  const { reactions = [], ...bare } = message;
  const isTheirs = (one: Pick<Who, "nick" | "account">): boolean =>
    who.account === undefined ? one.account === undefined && one.nick === who.nick : one.account === who.account;
  const has = reactions.some((one) => one.text === text && one.by.some(isTheirs));
  if (has === set) return undefined;
  const count = reactions.reduce((sum, { by }) => sum + by.length, 0);
  const own = reactions.filter(({ by }) => by.some(isTheirs)).length;
  if (set && (count >= LIMITS.reactionsPerMessage || own >= LIMITS.reactionsPerUser)) return undefined;
  const left = set ? added(reactions, text, who) : removed(reactions, text, isTheirs);
  return left.length === 0 ? bare : { ...bare, reactions: left };
}

function added(reactions: readonly Reaction[], text: string, { nick, account }: Who): readonly Reaction[] {
  const one = { nick, ...(account !== undefined && { account }) };
  const index = reactions.findIndex((reaction) => reaction.text === text);
  if (index < 0) return [...reactions, { text, by: [one] }];
  return reactions.map((reaction, i) => (i === index ? { text, by: [...reaction.by, one] } : reaction));
}

function removed(
  reactions: readonly Reaction[],
  text: string,
  isTheirs: (one: Reaction["by"][number]) => boolean,
): readonly Reaction[] {
  return reactions.flatMap((reaction) => {
    if (reaction.text !== text) return [reaction];
    const by = reaction.by.filter((one) => !isTheirs(one));
    return by.length === 0 ? [] : [{ text, by }];
  });
}
