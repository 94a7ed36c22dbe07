import { LIMITS } from "./limits.ts";
import { CHANNEL_MODES, USER_MODES } from "./modes.ts";
import { fold, isChannelName, isNick, nickKey } from "./names.ts";
import { markerKey } from "./rules/personal.ts";
import type { Channel, State, User } from "./state.ts";
import { problemsOfAccounts } from "./testing-accounts.ts";
import { fits } from "./utf8.ts";

/** Says what is not as it must be. */
type Report = (isRight: boolean, problem: string) => void;

function checkUser(state: State, user: User, report: Report): void {
  report(isNick(user.nick), "a user's nick is a nick");
  report(state.nicks.get(nickKey(user.nick)) === user.id, "a user is found by their nick");
  const isAbsent = user.absent !== undefined && user.account !== undefined;
  report(user.sessions.size > 0 !== isAbsent, "a user has a session, or is absent");
  report(user.sessions.size <= LIMITS.sessionsPerUser, "a user has not too many sessions");
  report(user.channels.size <= LIMITS.channelsPerUser, "a user is not in too many channels");
  for (const id of user.sessions) report(state.sessions.get(id)?.user === user.id, "a user's session is theirs");
  for (const [name, since] of user.channels) {
    report(since <= state.seq, "a user has joined their channels before now");
    report(state.channels.get(name)?.members.has(user.id) === true, "a user is a member of their channels");
  }
  report(user.key === undefined || state.keys.get(user.key) === user.id, "a user is found by their key");
  report(new Set(user.modes).size === user.modes.length, "a user has a mode once");
  for (const mode of user.modes) report(Object.hasOwn(USER_MODES, mode), "a user's mode is one");
  report(user.modes.includes("o") === (user.operator !== undefined), "an operator of the server has mode o");
  report(user.metadata.size <= LIMITS.metadataKeys, "not too much is known about a user");
  report(user.markers.size <= LIMITS.markersPerUser, "a user has not too many markers");
  for (const [to, until] of user.markers) {
    report(markerKey(to) === to, "a marker is found by what it is for");
    report(Number.isInteger(until) && until >= 0 && until <= state.at, "nothing is read that is not written");
  }
  report(fits(user.away ?? "", LIMITS.awayBytes), "an away text is not too long");
  report(fits(user.realname, LIMITS.realnameBytes) && fits(user.host, LIMITS.hostBytes), "a user's texts are short");
}

function checkChannel(state: State, name: string, its: Channel, report: Report): void {
  report(isChannelName(its.name) && fold(its.name) === name, "a channel is found by its name");
  report(state.channelsById.get(its.id) === its, "a channel is found by its id");
  for (const [id, modes] of its.members) {
    report(state.users.get(id)?.channels.has(name) === true, "a member is a user who knows it");
    for (const mode of modes) report(CHANNEL_MODES[mode]?.kind === "standing", "a member's mode is one");
  }
  for (const id of its.quiet) report(its.members.get(id) === "", "who is not shown is a member without a standing");
  report(its.metadata.size <= LIMITS.metadataKeys, "not too much is known about a channel");
  report(
    state.empty.has(name) === (its.members.size === 0 && !its.kept && its.founder === undefined),
    "an empty channel is listed as such",
  );
  for (const mode of its.flags) report(CHANNEL_MODES[mode]?.kind === "flag", "a channel's flag is one");
  report([...new Set(its.flags)].sort().join("") === its.flags, "a channel has a flag once");
  for (const list of Object.values(its.lists)) {
    report(list.length <= LIMITS.masksPerList, "a list is not too long");
    report(new Set(list.map(({ mask }) => fold(mask))).size === list.length, "a mask is listed once");
  }
  report(its.since <= state.seq, "a channel's past is not its future");
  report(its.flags.includes("r") === (its.founder !== undefined), "a registered channel has mode r");
  const isLeft = its.members.size === 0 && its.regulars.size === 0 && !its.kept && its.founder === undefined;
  report(!isLeft || !its.flags.includes("i"), "a channel to which nobody will be back asks for no invitation");
  report(its.invited.size <= LIMITS.invitesPerChannel, "not too many are invited");
  for (const id of its.invited) report(!its.members.has(id), "no member is invited");
  report(fits(its.topic?.text ?? "", LIMITS.topicBytes), "a topic is not too long");
  report(fits(its.key ?? "", LIMITS.keyBytes), "a key is not too long");
}

function checkMemories(state: State, its: Channel, report: Report): void {
  for (const key of its.regulars.keys()) report(state.accounts.has(key), "a regular has an account");
  report(its.regulars.size <= LIMITS.regularsPerChannel, "a channel has not too many regulars");
  report(its.standings.size <= LIMITS.standingsPerChannel, "a channel remembers not too many standings");
  if (its.founder === undefined) report(its.standings.size === 0, "only a registered channel remembers standings");
  else report(state.accounts.has(its.founder) && !its.kept, "a founder has an account, and the server founds nothing");
  for (const [key, letters] of its.standings) {
    report(state.accounts.has(key), "a standing is that of an account");
    report(letters !== "" && [...new Set(letters)].sort().join("") === letters, "a standing has each letter once");
    for (const mode of letters) report(CHANNEL_MODES[mode]?.kind === "standing", "a letter of a standing is one");
  }
}

function countMasks(state: State): number {
  const lists = [...state.channels.values()].flatMap((its) => Object.values(its.lists));
  return lists.reduce((sum, list) => sum + list.length, 0);
}

/** All that is wrong with a state, for tests: what must hold whatever the log says. */
export function problemsOf(state: State): string[] {
  const problems: string[] = [];
  const report: Report = (isRight, problem) => {
    if (!isRight) problems.push(problem);
  };
  report(state.nicks.size === state.users.size, "users have one nick each");
  report(state.users.size <= LIMITS.users, "there are not too many users");
  report(state.channels.size <= LIMITS.channels, "there are not too many channels");
  report(state.refs.size <= LIMITS.refClients, "the refs of not too many clients are remembered");
  report(state.nodes.size <= LIMITS.nodes, "there are not too many nodes");
  report(state.masks <= LIMITS.masks && state.masks === countMasks(state), "masks are counted, and not too many");
  const people = [...state.users.values()];
  const told = [...people, ...state.channels.values()].reduce((sum, { metadata }) => sum + metadata.size, 0);
  report(state.metadata === told, "metadata is counted");
  const regulars = [...state.channels.values()].reduce((sum, channel) => sum + channel.regulars.size, 0);
  report(state.regulars === regulars, "regulars are counted");
  const standings = [...state.channels.values()].reduce((sum, channel) => sum + channel.standings.size, 0);
  report(state.standings === standings && standings <= LIMITS.standings, "standings are counted, and not too many");
  const marks = [...people, ...state.accounts.values()].reduce((sum, { markers }) => sum + markers.size, 0);
  report(state.markers === marks, "read markers are counted");
  for (const refs of state.refs.values()) report(refs.size <= LIMITS.refsPerClient, "not too many refs are remembered");
  const ids = new Set([...state.channels.values()].map(({ id }) => id));
  report(ids.size === state.channels.size, "each channel has an id of its own");
  report(state.past.length <= LIMITS.past, "not too many are remembered who are gone");
  for (const { id, user } of state.sessions.values()) {
    report(state.users.get(user)?.sessions.has(id) === true, "a session speaks for a user who knows it");
  }
  for (const [value, id] of state.keys) report(state.users.get(id)?.key === value, "a key is its user's");
  for (const name of state.empty) report(state.channels.has(name), "an empty channel is there");
  problems.push(...problemsOfAccounts(state));
  for (const user of state.users.values()) checkUser(state, user, report);
  for (const [name, its] of state.channels) {
    checkChannel(state, name, its, report);
    checkMemories(state, its, report);
  }
  return problems;
}
