import { type Refusal, refuse } from "../answers.ts";
import type { ModeChange, SetMode, SetUserMode } from "../commands.ts";
import { fits, LIMITS } from "../limits.ts";
import { CHANNEL_MODES, type ModeKind, rankOf, USER_MODES } from "../modes.ts";
import { completeMask, fold } from "../names.ts";
import { type Channel, channelByName, type Mask, type State, type User, userByNick, whoIs } from "../state.ts";
import { everybodyIn } from "./channels.ts";
import { type ListLetter, setList } from "./masks.ts";
import { base, NO_EFFECT, type Place, type Rule } from "./rule.ts";

/** Changing a channel's modes. What may be changed is; the rest is refused letter by letter. */
export const mode: Rule<SetMode> = {
  check(state, { user }, act) {
    const channel = channelByName(state, act.channel);
    if (!channel) return refuse("no-such-channel", act.channel);
    const modes = channel.members.get(user.id);
    if (modes === undefined) return refuse("not-in-channel", channel.name);
    if (act.changes.length > LIMITS.modesPerCommand) return refuse("too-long", "changes");
    const asker = { user, rank: rankOf(modes) };
    const refusals = act.changes.map((change) => checkChange(state, channel, asker, change));
    return refusals.length > 0 && refusals.every((refusal) => refusal !== undefined) ? refusals[0] : undefined;
  },

  apply(state, { user }, act, place) {
    const channel = channelByName(state, act.channel);
    if (!channel) return NO_EFFECT;
    const done: ModeChange[] = [];
    const refusals: Refusal[] = [];
    const asker = { user, rank: rankOf(channel.members.get(user.id) ?? "") };
    for (const change of act.changes) {
      const refusal = checkChange(state, channel, asker, change);
      if (refusal) refusals.push(refusal);
      else {
        const kind = CHANNEL_MODES[change.mode]?.kind;
        const carried = kind && KINDS[kind].carryOut(state, channel, change, user.nick, place);
        if (carried) done.push(carried);
      }
    }
    if (done.length === 0) return { emissions: [], refusals };
    return {
      refusals,
      emissions: [
        {
          event: { type: "mode", ...base(state, place, whoIs(user)), channel: channel.name, changes: done },
          audience: everybodyIn(channel),
        },
      ],
    };
  },
};

/** Changing one's own modes. */
export const usermode: Rule<SetUserMode> = {
  check(_state, _actor, act) {
    if (act.changes.length > LIMITS.modesPerCommand) return refuse("too-long", "changes");
    const unknown = act.changes.find((change) => USER_MODES[change.mode] === undefined);
    return unknown && refuse("unknown-mode", unknown.mode);
  },

  apply(state, { user }, act, place) {
    const done: ModeChange[] = [];
    for (const { set, mode: letter } of act.changes) {
      if (user.modes.includes(letter) === set) continue;
      user.modes = withLetter(user.modes, letter, set);
      done.push({ set, mode: letter });
    }
    if (done.length === 0) return NO_EFFECT;
    return {
      emissions: [
        {
          event: { type: "usermode", ...base(state, place, whoIs(user)), changes: done },
          audience: { channels: [], users: [user.id] },
        },
      ],
    };
  },
};

/** Who asks for a change, and the rank they had when they did. */
interface Asker {
  readonly user: User;
  readonly rank: number;
}

function checkChange(state: State, channel: Channel, asker: Asker, change: ModeChange): Refusal | undefined {
  const row = CHANNEL_MODES[change.mode];
  if (!row) return refuse("unknown-mode", change.mode);
  if (asker.rank < row.needs && !resigns(state, channel, asker.user, change)) {
    return refuse("not-operator", channel.name);
  }
  return KINDS[row.kind].check(state, channel, change);
}

/** Anybody may lay down their own standing. */
function resigns(
  state: State,
  channel: Channel,
  user: User,
  { set, mode: letter, parameter = "" }: ModeChange,
): boolean {
  const isStanding = !set && CHANNEL_MODES[letter]?.kind === "standing";
  return isStanding && userByNick(state, parameter) === user && channel.members.get(user.id)?.includes(letter) === true;
}

/** What a kind of mode asks of its parameter, and what changing it does. */
interface Kind {
  check(state: State, channel: Channel, change: ModeChange): Refusal | undefined;
  /** Says what was done in the words in which others are told; nothing if it was so already. */
  carryOut(state: State, channel: Channel, change: ModeChange, by: string, place: Place): ModeChange | undefined;
}

const KINDS: Readonly<Record<ModeKind, Kind>> = {
  flag: {
    check: () => undefined,
    carryOut(_state, channel, { set, mode: letter }) {
      if (channel.flags.includes(letter) === set) return undefined;
      channel.flags = withLetter(channel.flags, letter, set);
      return { set, mode: letter };
    },
  },

  value: {
    check(_state, _channel, { set, mode: letter, parameter = "" }) {
      if (!set || /^[1-9]\d{0,8}$/.test(parameter)) return undefined;
      return refuse("bad-mode-parameter", letter, "A limit is a whole number from 1 on.");
    },
    carryOut(_state, channel, { set, mode: letter, parameter = "" }) {
      const limit = set ? Number(parameter) : undefined;
      if (channel.limit === limit) return undefined;
      if (limit === undefined) delete channel.limit;
      else channel.limit = limit;
      return { set, mode: letter, ...(limit !== undefined && { parameter: String(limit) }) };
    },
  },

  key: {
    check(_state, _channel, { set, mode: letter, parameter = "" }) {
      if (!set || (/^[^\s,:\p{C}][^\s,\p{C}]*$/u.test(parameter) && fits(parameter, LIMITS.keyBytes))) return undefined;
      return refuse("bad-mode-parameter", letter, "A key is up to 64 bytes without space or comma.");
    },
    carryOut(_state, channel, { set, mode: letter, parameter }) {
      const key = set ? parameter : undefined;
      if (channel.key === key) return undefined;
      if (key === undefined) delete channel.key;
      else channel.key = key;
      return { set, mode: letter, parameter: key ?? "*" };
    },
  },

  list: {
    check(state, channel, { set, mode: letter, parameter = "" }) {
      if (!isMask(parameter)) {
        return refuse("bad-mode-parameter", letter, "A mask is nick!user@host with * and ?, up to 128 bytes.");
      }
      const isFull = state.masks >= LIMITS.masks || listOf(channel, letter).length >= LIMITS.masksPerList;
      return set && isFull ? refuse("list-full", letter) : undefined;
    },
    carryOut(state, channel, { set, mode: letter, parameter = "" }, by, place) {
      if (!isListLetter(letter)) return undefined;
      const list = channel.lists[letter];
      const mask = completeMask(parameter);
      const index = list.findIndex((entry) => fold(entry.mask) === fold(mask));
      if (set === index >= 0) return undefined;
      setList(state, channel, letter, set ? [...list, { mask, by, at: place.at }] : list.toSpliced(index, 1));
      // Told as it was listed: clients find it in their own lists by that.
      return { set, mode: letter, parameter: list[index]?.mask ?? mask };
    },
  },

  standing: {
    check(state, channel, { mode: letter, parameter }) {
      if (parameter === undefined) return refuse("bad-mode-parameter", letter, "Whose? Name a member.");
      const user = userByNick(state, parameter);
      if (!user) return refuse("no-such-nick", parameter);
      return channel.members.has(user.id) ? undefined : refuse("user-not-in-channel", user.nick);
    },
    carryOut(state, channel, { set, mode: letter, parameter = "" }) {
      const user = userByNick(state, parameter);
      const modes = user && channel.members.get(user.id);
      if (user === undefined || modes === undefined || modes.includes(letter) === set) return undefined;
      channel.members.set(user.id, withLetter(modes, letter, set));
      return { set, mode: letter, parameter: user.nick };
    },
  },
};

/** Bounded in both its forms: some characters of three bytes fold to eighteen letters, and masks are matched often. */
function isMask(text: string): boolean {
  return fits(text, LIMITS.maskBytes) && /^[^\s\p{C}]+$/u.test(text) && fits(fold(text), LIMITS.maskBytes);
}

function listOf(channel: Channel, letter: string): readonly Mask[] {
  return isListLetter(letter) ? channel.lists[letter] : [];
}

function isListLetter(letter: string): letter is ListLetter {
  return letter === "b" || letter === "e" || letter === "I";
}

function withLetter(letters: string, letter: string, set: boolean): string {
  return set ? [...letters, letter].sort().join("") : letters.replace(letter, "");
}
