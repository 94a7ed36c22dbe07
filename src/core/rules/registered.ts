import { type Refusal, refuse } from "../answers.ts";
import type { ModeChange } from "../commands.ts";
import type { Emission, Who } from "../events.ts";
import { LIMITS } from "../limits.ts";
import { RANK, rankOf, STANDINGS } from "../modes.ts";
import { fold, nickKey } from "../names.ts";
import { accountByName, type Channel, type State, type User, whoIs } from "../state.ts";
import { beginAnew, emptied } from "./channel-life.ts";
import { reveal } from "./quiet.ts";
import { forgetAccountRegular } from "./regulars.ts";
import { aside, type Place } from "./rule.ts";

/**
 * Registered channels (mode `r`): they belong to the account of their founder, keep their modes, topic and lists though
 * nobody is in them, and remember the standing of everybody with an account in them.
 */

/** The founder's standing, which nobody takes away. */
export const FOUNDER = "q";

/** Whether the asker may register a channel, or with `set` false give it up. */
export function checkRegistering(state: State, channel: Channel, user: User, set: boolean): Refusal | undefined {
  if (!set) {
    return isFounder(channel, user) || user.operator !== undefined || channel.founder === undefined
      ? undefined
      : refuse("not-yours", channel.name, "Only its founder may give up a registered channel.");
  }
  if (channel.founder !== undefined) return undefined;
  if (user.account === undefined)
    return refuse("no-account", channel.name, "Sign in to an account first: it will be its founder's.");
  if (channel.kept) return refuse("not-yours", channel.name, "That channel is the server's own.");
  const mine = nickKey(user.account);
  let all = 0;
  let own = 0;
  for (const { founder } of state.channels.values()) {
    if (founder !== undefined) all++;
    if (founder === mine) own++;
  }
  const isFull = all >= LIMITS.registeredChannels || own >= LIMITS.channelsPerAccount;
  return isFull
    ? refuse("server-full", channel.name, "You have registered as many channels as one account may.")
    : undefined;
}

/** Registers a channel to the user's account, with the standings of all who are in it, or gives it up. */
export function setRegistered(state: State, channel: Channel, user: User, set: boolean): void {
  if (set) register(state, channel, user);
  else giveUp(state, channel);
}

function register(state: State, channel: Channel, user: User): void {
  if (user.account === undefined) return;
  channel.founder = nickKey(user.account);
  for (const id of channel.members.keys()) {
    const member = state.users.get(id);
    if (member) rememberStanding(state, channel, member);
  }
}

/** The founder's standing, which comes with registering. */
export function crowning(state: State, channel: Channel, user: User, done: ModeChange): readonly ModeChange[] {
  const modes = channel.members.get(user.id) ?? "";
  if (!done.set || done.mode !== "r" || modes.includes(FOUNDER)) return [];
  channel.members.set(user.id, [...modes, FOUNDER].sort().join(""));
  rememberStanding(state, channel, user);
  return [{ set: true, mode: FOUNDER, parameter: user.nick }];
}

/** A channel is registered no more. If nobody is in it, it may be one of those that are forgotten: see `emptied`. */
export function giveUp(state: State, channel: Channel): void {
  delete channel.founder;
  channel.flags = channel.flags.replace("r", "");
  state.standings -= channel.standings.size;
  channel.standings.clear();
}

/** Remembers the standing that a member's account has now by all its users, if the channel is registered. */
export function rememberStanding(state: State, channel: Channel, user: User): void {
  const account = user.account === undefined ? undefined : accountByName(state, user.account);
  if (channel.founder === undefined || !account) return;
  const letters = new Set([...account.users].flatMap((id) => [...(channel.members.get(id) ?? "")]));
  setStanding(state, channel, nickKey(account.name), [...letters].sort().join(""));
}

/** The standing with which somebody comes in: what they had there, or what the channel remembers of their account. */
export function standingOnArrival(channel: Channel, user: User, modes: string): string {
  if (user.account === undefined || channel.founder === undefined) return modes;
  const key = nickKey(user.account);
  const remembered = channel.standings.get(key) ?? "";
  const letters = new Set([...modes, ...remembered, ...(channel.founder === key ? FOUNDER : "")]);
  return [...letters].sort().join("");
}

/** Gives somebody who has signed in the standing that the registered channels remember in which they are. */
export function standIn(state: State, user: User, place: Place): readonly Emission[] {
  const emissions: Emission[] = [];
  for (const folded of user.channels.keys()) {
    const channel = state.channels.get(folded);
    const before = channel?.members.get(user.id);
    if (!channel || before === undefined) continue;
    const after = standingOnArrival(channel, user, before);
    if (after === before) continue;
    emissions.push(...reveal(state, channel, user, place));
    channel.members.set(user.id, after);
    const changes: ModeChange[] = STANDINGS.filter(({ mode }) => after.includes(mode) && !before.includes(mode)).map(
      ({ mode }) => ({ set: true, mode, parameter: user.nick }),
    );
    const event = {
      type: "mode",
      ...aside(state, place, whoIs(user)),
      channel: channel.name,
      changes,
    } as const;
    emissions.push({ event, audience: { channels: [folded], users: [] } });
  }
  return emissions;
}

/**
 * An account is no more: its channels are nobody's, and no channel remembers it.
 *
 * @param by whose doing that is
 */
export function forgetInChannels(state: State, key: string, by: Who, place: Place): readonly Emission[] {
  const emissions: Emission[] = [];
  for (const channel of [...state.channels.values()]) {
    forgetAccountRegular(state, channel, key);
    if (channel.standings.delete(key)) state.standings--;
    if (channel.founder === key) {
      giveUp(state, channel);
      emptied(state, channel, place);
      const changes = [{ set: false, mode: "r" }];
      const event = { type: "mode", ...aside(state, place, by), channel: channel.name, changes } as const;
      // Not for the history, which may have of this entry in the same place that somebody left.
      emissions.push({ event, audience: { channels: [fold(channel.name)], users: [] }, passing: true });
    } else if (channel.members.size === 0) beginAnew(state, channel, place);
  }
  return emissions;
}

/** Whether nothing but a ban keeps the user out of a registered channel: they help to run it. */
export function runs(channel: Channel, { account }: User): boolean {
  if (account === undefined || channel.founder === undefined) return false;
  return rankOf(channel.standings.get(nickKey(account)) ?? "") >= RANK.halfOperator;
}

/** Whether a user is signed in to the account that has registered the channel. */
export function isFounder(channel: Channel, user: User): boolean {
  return channel.founder !== undefined && user.account !== undefined && channel.founder === nickKey(user.account);
}

/** Whether the target has founded the channel, so that only they and operators of the server take anything from them. */
export function outranks(channel: Channel, target: User, asker: User): boolean {
  return isFounder(channel, target) && !isFounder(channel, asker) && asker.operator === undefined;
}

/** The name of the account that has registered a channel. */
export function founderOf(state: State, channel: Channel): string | undefined {
  return channel.founder === undefined ? undefined : (accountByName(state, channel.founder)?.name ?? channel.founder);
}

/** The letters that a registered channel remembers of an account, whose users are not there. */
export function keptStanding(state: State, channel: Channel, name: string): string | undefined {
  const account = accountByName(state, name);
  return account && channel.standings.get(nickKey(account.name));
}

/** Takes a letter of standing from an account whose users are not there; says what was done, if anything. */
export function dropStanding(state: State, channel: Channel, name: string, letter: string): ModeChange | undefined {
  const account = accountByName(state, name);
  const kept = keptStanding(state, channel, name);
  if (!account || !kept?.includes(letter)) return undefined;
  setStanding(state, channel, nickKey(account.name), kept.replace(letter, ""));
  forgetAccountRegular(state, channel, nickKey(account.name));
  return { set: false, mode: letter, parameter: account.name };
}

function setStanding(state: State, channel: Channel, key: string, modes: string): void {
  const had = channel.standings.has(key);
  if (modes === "") {
    if (channel.standings.delete(key)) state.standings--;
    return;
  }
  const isFull = channel.standings.size >= LIMITS.standingsPerChannel || state.standings >= LIMITS.standings;
  if (!had && isFull) return;
  channel.standings.set(key, modes);
  if (!had) state.standings++;
}
