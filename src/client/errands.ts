import { completeMask, fold } from "../core/names.ts";
import type { Asked, Reply } from "./outgoing.ts";

/** What takes more than one command, or only part of an answer. */
export type Errand =
  /** What a channel is about is to be shown. */
  | { readonly type: "topic"; readonly channel: string }
  /** Somebody is to be kept out of a channel, or no longer. */
  | { readonly type: "ban"; readonly channel: string; readonly who: string; readonly set: boolean };

type Ask = (command: Asked) => Promise<Reply>;

/** Runs an errand. The answer is the last one, or as much of it as was wanted. */
export function runErrand(errand: Errand, ask: Ask): Promise<Reply> {
  if (errand.type === "topic") return topic(errand.channel, ask);
  return errand.set ? ban(errand, ask) : unban(errand, ask);
}

/** The mask of a ban of an account. */
export function accountMask(account: string): string {
  return `a:${account}`;
}

/** The mask of a ban of a nick, wherever they are. */
export function nickMask(nick: string): string {
  return `${nick}!*@*`;
}

async function topic(channel: string, ask: Ask): Promise<Reply> {
  const reply = await ask({ type: "names", channel });
  if (reply.type === "refused") return reply;
  return { type: "ok", channel: reply.channel ?? channel, topic: reply.topic ?? "" };
}

type Ban = Extract<Errand, { readonly type: "ban" }>;

async function ban({ channel, who }: Ban, ask: Ask): Promise<Reply> {
  const masks = await masksOf(who, ask);
  if ("type" in masks) return masks;
  const [mask] = masks;
  return ask({ type: "mode", channel, changes: [{ set: true, mode: "b", parameter: mask }] });
}

/** Takes away all those bans of somebody by their account or nick that there are. */
async function unban({ channel, who }: Ban, ask: Ask): Promise<Reply> {
  const masks = await masksOf(who, ask);
  if ("type" in masks) return masks;
  const modes = await ask({ type: "modes", channel });
  if (modes.type === "refused") return modes;
  const wanted = new Set(masks.flatMap((mask) => [fold(mask), fold(completeMask(mask))]));
  const there = (modes.masks ?? []).filter(({ list, mask }) => list === "b" && wanted.has(fold(mask)));
  if (there.length === 0) {
    return { type: "refused", code: "no-such-ban", text: `There is no ban of ${who} in ${channel}; /mode shows all.` };
  }
  return ask({ type: "mode", channel, changes: there.map(({ mask }) => ({ set: false, mode: "b", parameter: mask })) });
}

/**
 * The masks by which somebody may be banned: first the account if they are signed in to one, and else the nick. What is a
 * mask is the only one.
 */
async function masksOf(
  who: string,
  ask: Ask,
): Promise<readonly [string, ...string[]] | Extract<Reply, { type: "refused" }>> {
  if (/[!@*?:]/.test(who)) return [who];
  const reply = await ask({ type: "whois", nick: who });
  if (reply.type === "refused") {
    // Who is not here may be banned all the same, or have been by an account of that name.
    return reply.code === "no-such-nick" ? [nickMask(who), accountMask(who)] : reply;
  }
  const { account, nick } = reply.user ?? { nick: who };
  return account === undefined ? [nickMask(nick), accountMask(nick)] : [accountMask(account), nickMask(nick)];
}
