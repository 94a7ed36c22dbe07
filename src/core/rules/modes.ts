import { type Refusal, refuse } from "../answers.ts";
import type { ModeChange, SetMode, SetUserMode } from "../commands.ts";
import type { Emission } from "../events.ts";
import { LIMITS } from "../limits.ts";
import { CHANNEL_MODES, type ModeKind, RANK, USER_MODES } from "../modes.ts";
import { fold } from "../names.ts";
import { type Channel, channelByName, type Mask, rankIn, type State, type User, userByNick, whoIs } from "../state.ts";
import { fits } from "../utf8.ts";
import { everybodyIn, notIn } from "./channels.ts";
import { isMask, type ListLetter, normalMask, setList } from "./masks.ts";
import { reveal } from "./quiet.ts";
import {
  checkRegistering,
  crowning,
  dropStanding,
  FOUNDER,
  keptStanding,
  outranks,
  rememberStanding,
  setRegistered,
} from "./registered.ts";
import { forgetVisitors } from "./regulars.ts";
import { base, NO_EFFECT, type Place, type Rule } from "./rule.ts";

/** Changing a channel's modes. What may be changed is; the rest is refused letter by letter. */
export const mode: Rule<SetMode> = {
  check(state, { user }, act) {
    const channel = channelByName(state, act.channel);
    if (!channel) return refuse("no-such-channel", act.channel);
    if (!channel.members.has(user.id)) return notIn(channel);
    if (act.changes.length > LIMITS.modesPerCommand) return refuse("too-long", "changes");
    const asker = { user, rank: rankIn(channel, user) };
    const refusals = act.changes.map((change) => checkChange(state, channel, asker, change));
    return refusals.length > 0 && refusals.every((refusal) => refusal !== undefined) ? refusals[0] : undefined;
  },

  apply(state, { user }, act, place) {
    const channel = channelByName(state, act.channel);
    if (!channel) return NO_EFFECT;
    const asker = { user, rank: rankIn(channel, user) };
    const done: ModeChange[] = [];
    const refusals: Refusal[] = [];
    for (const change of act.changes) {
      const refusal = checkChange(state, channel, asker, change);
      const carried = refusal ? undefined : carryOut(state, channel, change, user, place);
      if (refusal) refusals.push(refusal);
      else if (carried) done.push(carried, ...crowning(state, channel, user, carried));
    }
    if (done.length === 0) return { emissions: [], refusals };
    const event = { type: "mode", ...base(state, place, whoIs(user)), channel: channel.name, changes: done } as const;
    const shown = revealRaised(state, channel, done, place);
    return { refusals, emissions: [...shown, { event, audience: everybodyIn(channel) }] };
  },
};

/** Changing one's own modes. */
export const usermode: Rule<SetUserMode> = {
  check(_state, _actor, act) {
    if (act.changes.length > LIMITS.modesPerCommand) return refuse("too-long", "changes");
    const unknown = act.changes.find((change) => USER_MODES[change.mode] === undefined);
    if (unknown) return refuse("unknown-mode", unknown.mode);
    const given = act.changes.find(({ set, mode: letter }) => set && USER_MODES[letter]?.given);
    return given && refuse("not-server-operator", given.mode);
  },

  apply(state, { user }, act, place) {
    const done: ModeChange[] = [];
    for (const { set, mode: letter } of act.changes) {
      if (user.modes.includes(letter) === set) continue;
      user.modes = withLetter(user.modes, letter, set);
      if (letter === "o") delete user.operator;
      done.push({ set, mode: letter });
    }
    if (done.length === 0) return NO_EFFECT;
    return {
      emissions: [
        {
          event: { type: "usermode", ...base(state, place, whoIs(user)), changes: done },
          audience: { channels: [], users: [user.id] },
          passing: true,
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
  return KINDS[row.kind].check(state, channel, change, asker.user);
}

/** Carries a change out that was found good; says what was done, if anything. */
function carryOut(state: State, channel: Channel, change: ModeChange, by: User, place: Place): ModeChange | undefined {
  const kind = CHANNEL_MODES[change.mode]?.kind;
  return kind && KINDS[kind].carryOut(state, channel, change, by, place);
}

/** Shows those whose standing has changed: it is shown in a line that names them. */
function revealRaised(state: State, channel: Channel, done: readonly ModeChange[], place: Place): readonly Emission[] {
  const raised = done.filter(({ mode: letter }) => CHANNEL_MODES[letter]?.kind === "standing");
  return raised.flatMap(({ parameter = "" }) => {
    const user = userByNick(state, parameter);
    return user ? reveal(state, channel, user, place) : [];
  });
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

/** Flags by which a channel closes to those who are not in it. */
const CLOSING: ReadonlySet<string> = new Set(["i", "R"]);

/** What a kind of mode asks of its parameter, and what changing it does. */
interface Kind {
  check(state: State, channel: Channel, change: ModeChange, asker: User): Refusal | undefined;
  /** Says what was done in the words in which others are told; nothing if it was so already. */
  carryOut(state: State, channel: Channel, change: ModeChange, by: User, place: Place): ModeChange | undefined;
}

const KINDS: Readonly<Record<ModeKind, Kind>> = {
  flag: {
    check: (state, channel, { set, mode: letter }, asker) =>
      letter === "r" ? checkRegistering(state, channel, asker, set) : undefined,
    carryOut(state, channel, { set, mode: letter }, by) {
      if (channel.flags.includes(letter) === set) return undefined;
      channel.flags = withLetter(channel.flags, letter, set);
      if (letter === "r") setRegistered(state, channel, by, set);
      if (set && CLOSING.has(letter)) forgetVisitors(state, channel);
      return { set, mode: letter };
    },
  },

  value: {
    check(state, _channel, { set, mode: letter, parameter = "" }, asker) {
      if (!set) return undefined;
      return letter === "f" ? checkForward(state, asker, parameter) : checkLimit(parameter);
    },
    carryOut(state, channel, { set, mode: letter, parameter = "" }) {
      const value = set ? parameter : undefined;
      const changed = letter === "f" ? setForward(state, channel, value) : setLimit(channel, value);
      return changed && { set, mode: letter, ...changed };
    },
  },

  key: {
    check(_state, _channel, { set, mode: letter, parameter = "" }) {
      if (!set || (/^[^\s,:\p{C}][^\s,\p{C}]*$/u.test(parameter) && fits(parameter, LIMITS.keyBytes))) return undefined;
      return refuse("bad-mode-parameter", letter, "A key is up to 64 bytes without space or comma.");
    },
    carryOut(state, channel, { set, mode: letter, parameter }) {
      const key = set ? parameter : undefined;
      if (channel.key === key) return undefined;
      if (key === undefined) delete channel.key;
      else {
        channel.key = key;
        forgetVisitors(state, channel);
      }
      return { set, mode: letter, parameter: key ?? "*" };
    },
  },

  list: {
    check(state, channel, { set, mode: letter, parameter = "" }) {
      if (!isMask(parameter)) {
        return refuse("bad-mode-parameter", letter, "A mask is nick!user@host with * and ?, up to 128 bytes.");
      }
      const { length } = listOf(channel, letter);
      const isScarce = state.masks >= LIMITS.masks && length >= LIMITS.masksAlways;
      const isFull = isScarce || length >= LIMITS.masksPerList;
      return set && isFull ? refuse("list-full", letter) : undefined;
    },
    carryOut(state, channel, { set, mode: letter, parameter = "" }, by, place) {
      if (!isListLetter(letter)) return undefined;
      const list = channel.lists[letter];
      const mask = normalMask(parameter);
      const index = list.findIndex((entry) => fold(entry.mask) === fold(mask));
      if (set === index >= 0) return undefined;
      setList(state, channel, letter, set ? [...list, { mask, by: by.nick, at: place.at }] : list.toSpliced(index, 1));
      // Told as it was listed: clients find it in their own lists by that.
      return { set, mode: letter, parameter: list[index]?.mask ?? mask };
    },
  },

  standing: {
    check(state, channel, { set, mode: letter, parameter }, asker) {
      if (parameter === undefined) return refuse("bad-mode-parameter", letter, "Whose? Name a member.");
      const user = userByNick(state, parameter);
      if (!user || !channel.members.has(user.id)) {
        if (!set && keptStanding(state, channel, parameter) !== undefined) return undefined;
        return user ? refuse("user-not-in-channel", user.nick) : refuse("no-such-nick", parameter);
      }
      const isFounders = !set && letter === FOUNDER && outranks(channel, user, asker);
      return isFounders ? refuse("not-operator", channel.name, "That is the channel's founder.") : undefined;
    },
    carryOut(state, channel, { set, mode: letter, parameter = "" }) {
      const user = userByNick(state, parameter);
      const modes = user && channel.members.get(user.id);
      if (modes === undefined) return dropStanding(state, channel, parameter, letter);
      if (user === undefined || modes.includes(letter) === set) return undefined;
      channel.members.set(user.id, withLetter(modes, letter, set));
      rememberStanding(state, channel, user);
      return { set, mode: letter, parameter: user.nick };
    },
  },
};

function checkLimit(parameter: string): Refusal | undefined {
  if (/^[1-9]\d{0,8}$/.test(parameter)) return undefined;
  return refuse("bad-mode-parameter", "l", "A limit is a whole number from 1 on.");
}

/** Who sends people elsewhere has to be an operator there too. */
function checkForward(state: State, asker: User, parameter: string): Refusal | undefined {
  const other = channelByName(state, parameter);
  if (!other) return refuse("bad-mode-parameter", "f", "There is no channel of that name.");
  return rankIn(other, asker) >= RANK.operator ? undefined : refuse("not-operator", other.name);
}

/** The parameter as it was set; nothing if it was so already. */
function setLimit(channel: Channel, value: string | undefined): { readonly parameter?: string } | undefined {
  const limit = value === undefined ? undefined : Number(value);
  if (channel.limit === limit) return undefined;
  if (limit === undefined) delete channel.limit;
  else channel.limit = limit;
  return limit === undefined ? {} : { parameter: String(limit) };
}

function setForward(
  state: State,
  channel: Channel,
  value: string | undefined,
): { readonly parameter?: string } | undefined {
  const other = value === undefined ? undefined : channelByName(state, value);
  if (channel.forward?.id === other?.id) return undefined;
  if (!other) {
    delete channel.forward;
    return {};
  }
  channel.forward = { id: other.id, name: other.name };
  return { parameter: other.name };
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
