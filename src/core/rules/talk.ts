import { type Refusal, refuse } from "../answers.ts";
import type { Say, Tags, Typing } from "../commands.ts";
import type { Audience } from "../events.ts";
import { fits, LIMITS } from "../limits.ts";
import { RANK, rankOf } from "../modes.ts";
import { fold } from "../names.ts";
import { channelByName, type State, type User, userByNick, whoIs } from "../state.ts";
import { isBanned } from "./masks.ts";
import { base, type Rule } from "./rule.ts";

/** Saying something, in a channel or to one user. */
export const say: Rule<Say> = {
  check(state, { user }, act) {
    // Said before: whoever asks again is told so, even if they could not say it now.
    if (saidBefore(state, user, act) !== undefined) return undefined;
    if (act.form === "tags" ? act.tags === undefined : act.text === "") return refuse("no-text");
    if (!fits(act.text, LIMITS.textBytes)) return refuse("too-long", undefined, "That text is longer than 64 KiB.");
    if (act.text.includes("\0") || act.text.includes("\r")) {
      return refuse("bad-command", undefined, "A text may not contain NUL or carriage return.");
    }
    if (act.ref !== undefined && !fits(act.ref, LIMITS.refBytes)) return refuse("too-long", "ref");
    if (act.tags && !fitTags(act.tags)) return refuse("too-long", "tags");
    return mayReach(state, user, act.to);
  },

  apply(state, { user }, act, place) {
    // Without a key nobody can come back and say it again.
    if (act.ref !== undefined && user.key !== undefined) {
      const first = refsOf(state, user.key);
      const said = first.get(act.ref);
      if (said !== undefined) return { emissions: [], repeats: said };
      first.set(act.ref, place.seq);
      forgetOldest(first, LIMITS.refsPerClient);
    }
    const target = reach(state, user, act.to);
    const form = act.form ?? "message";
    return {
      emissions: [
        {
          event: {
            type: "message",
            ...base(state, place, whoIs(user)),
            to: target.name,
            form,
            text: act.text,
            ...(act.tags && { tags: act.tags }),
          },
          audience: target.audience,
        },
      ],
    };
  },
};

/** Whether the user may let others know that they are writing: as for saying something. */
export function checkTyping(state: State, user: User, act: Typing): Refusal | undefined {
  return mayReach(state, user, act.to);
}

/** Whom something said to `to` reaches, and the name of it as others know it. */
export function reach(state: State, from: User, to: string): { readonly name: string; readonly audience: Audience } {
  const channel = channelByName(state, to);
  if (channel) return { name: channel.name, audience: { channels: [fold(channel.name)], users: [] } };
  const user = userByNick(state, to);
  if (!user) return { name: to, audience: { channels: [], users: [] } };
  return { name: user.nick, audience: { channels: [], users: user === from ? [user.id] : [user.id, from.id] } };
}

function mayReach(state: State, user: User, to: string): Refusal | undefined {
  if (!to.startsWith("#")) return userByNick(state, to) ? undefined : refuse("no-such-nick", to);
  const channel = channelByName(state, to);
  if (!channel) return refuse("no-such-channel", to);
  const modes = channel.members.get(user.id);
  if (modes === undefined && channel.flags.includes("n")) {
    return refuse("cannot-send", to, "Only members may speak in that channel; join it first.");
  }
  if (rankOf(modes ?? "") >= RANK.voice) return undefined;
  if (channel.flags.includes("m")) {
    return refuse("cannot-send", to, "That channel is moderated: only those with a voice may speak.");
  }
  if (isBanned(channel, user)) return refuse("cannot-send", to, "You are banned from that channel.");
  return undefined;
}

/** The seq under which the client said this first; no client is known again without a key. */
function saidBefore(state: State, user: User, { ref }: Say): number | undefined {
  return ref === undefined || user.key === undefined ? undefined : state.refs.get(user.key)?.get(ref);
}

function fitTags(tags: Tags): boolean {
  let length = 0;
  for (const [name, value] of Object.entries(tags)) length += name.length + value.length + 2;
  return length * 3 <= LIMITS.tagsBytes || fits(JSON.stringify(tags), LIMITS.tagsBytes);
}

/** The refs of one client, made the one that spoke last. */
function refsOf(state: State, key: string): Map<string, number> {
  const refs = state.refs.get(key) ?? new Map<string, number>();
  state.refs.delete(key);
  state.refs.set(key, refs);
  forgetOldest(state.refs, LIMITS.refClients);
  return refs;
}

function forgetOldest(map: Map<string, unknown>, limit: number): void {
  if (map.size <= limit) return;
  for (const key of map.keys()) {
    map.delete(key);
    break;
  }
}
