import type { Account } from "./accounts.ts";
import { accountByIdentity } from "./identities.ts";
import { talkersOf } from "./keeping.ts";
import { LIMITS } from "./limits.ts";
import type { PastSource } from "./past.ts";
import type { Latest } from "./ports.ts";
import { type Channel, identityOf, readableFrom, type State, type User, userByNick } from "./state.ts";

/** Where a user may read of the past: their channels, and those whom they have talked with. */

/** Which places are asked for: those whose latest message was between two times, in milliseconds since 1970. */
export interface TargetsQuestion {
  /** Counted from the first of the two, whichever is earlier; both excluded. */
  readonly between: readonly [number, number];
  readonly limit: number;
  /** Whether channels are left out. */
  readonly talksOnly?: boolean;
}

/** A channel or somebody whom one has talked with, and where and when the latest message was. */
export interface Target {
  readonly name: string;
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** After so many places that are nobody's any more, this many times as many are looked at. */
const MORE = 8;

/**
 * The channels that the user is in and those whom they have talked with, in the order of their latest messages. Who has
 * gone and had no account is nobody any more, and is left out: among `LIMITS.talksSought` places others are sought then.
 * @throws Error (rejects) if it can't be read just now
 */
export async function readTargets(
  { state, history }: PastSource,
  user: User,
  { between: [first, second], limit, talksOnly = false }: TargetsQuestion,
): Promise<readonly Target[]> {
  const identity = identityOf(user);
  const names = talksOnly ? [] : [...user.channels.keys()];
  const channels = names.flatMap((name) => state.channels.get(name) ?? []);
  const query = {
    channels: channels.map((channel) => ({ place: channel.id, since: readableFrom(channel, user) })),
    identity,
    after: Math.min(first, second),
    before: Math.max(first, second),
    earliest: first <= second,
  };
  for (let sought = limit; ; sought *= MORE) {
    const asked = Math.min(sought, Math.max(limit, LIMITS.talksSought));
    const found = await history.latest({ ...query, limit: asked });
    const targets = named(state, identity, channels, found);
    if (targets.length >= limit || found.length < asked || asked >= LIMITS.talksSought) {
      return query.earliest ? targets.slice(0, limit) : targets.slice(Math.max(0, targets.length - limit));
    }
  }
}

/** Those of the places that are somebody's or something's, by what they are called now. */
function named(state: State, identity: string, channels: readonly Channel[], found: readonly Latest[]): Target[] {
  const names = new Map(channels.map(({ id, name }) => [id, name]));
  return found.flatMap(({ place, seq, at }) => {
    const name = names.get(place) ?? nameOf(state, otherOf(place, identity));
    return name === undefined ? [] : [{ name, seq, at }];
  });
}

function nameOf(state: State, other: string): string | undefined {
  const account = accountByIdentity(state, other);
  if (account) return nickOf(state, account);
  const user = other.startsWith("~") ? state.users.get(Number(other.slice(1))) : undefined;
  // Who has signed in since then is somebody else.
  return user && identityOf(user) === other ? user.nick : undefined;
}

/** What the user of an account is called; who isn't here is called by its name. */
function nickOf(state: State, { name }: Account): string {
  const holder = userByNick(state, name);
  return holder?.account === name ? holder.nick : (otherNicks(state).get(name) ?? name);
}

/** With whom the identity talks in a place; the place itself if it is a channel. */
function otherOf(place: string, identity: string): string {
  const [one, other] = talkersOf(place);
  return (one === identity ? other : one) ?? place;
}

/** The nicks of all who are signed in, by their accounts, as of an entry. */
interface Nicks {
  readonly seq: number;
  readonly byAccount: ReadonlyMap<string, string>;
}

const nicksOf = new WeakMap<State, Nicks>();

/** The nicks by accounts. All users are gone through for it, so it is done once for all who ask of the same state. */
function otherNicks(state: State): ReadonlyMap<string, string> {
  const known = nicksOf.get(state);
  if (known?.seq === state.seq) return known.byAccount;
  const byAccount = new Map<string, string>();
  for (const { account, nick } of state.users.values()) if (account !== undefined) byAccount.set(account, nick);
  nicksOf.set(state, { seq: state.seq, byAccount });
  return byAccount;
}
