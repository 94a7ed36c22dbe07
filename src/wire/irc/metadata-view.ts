import type { MetadataEvent } from "../../core/events.ts";
import { LIMITS } from "../../core/limits.ts";
import { type Channel, channelByName, type State, type User, userByNick } from "../../core/state.ts";
import { isVisible, membersSeen } from "../../core/view.ts";
import type { Call } from "./call.ts";
import { formatLine } from "./message.ts";
import { isAware, isOlder, problemLine } from "./metadata.ts";

/** What clients are shown of metadata, by several commands and unasked (IRCv3 metadata). */

/** Asks for everything that the client is told of. */
const ALL = "*ALL";

/** A user or a channel, and what is told of it. */
export interface Target {
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
}

/** What a name means to this client; nothing for what it may not read. Before registration there is only `*`. */
export function readable({ client }: Call, name: string): Target | undefined {
  const { registration, session } = client;
  const { state, user } = session;
  if (!user) return name === "*" ? { name, values: registration.metadata } : undefined;
  if (name === "*") return targetOf(user);
  if (!name.startsWith("#")) {
    const other = userByNick(state, name);
    return other && targetOf(other);
  }
  const channel = channelByName(state, name);
  return channel && mayRead(channel, user) ? targetOf(channel) : undefined;
}

/** 761 for a value, or 766 without one: the answer to who asks, or sets it. */
export function valueLine(call: Call, name: string, key: string, value: string | undefined): string {
  if (value === undefined) return call.numericLine("766", [name, key], "Key not set");
  return call.numericLine("761", [name, key, "*"], value);
}

/** Answers with a batch of whole lines, or without one for who knows of none. @param about what the batch is for */
export function sendMetadata(call: Call, about: string, lines: string): void {
  if (call.client.has("batch")) call.sendBatch(`metadata ${about}`, lines);
  else call.send(lines);
}

/** All that is told of one target. */
export function sendAll(call: Call, { name, values }: Target): void {
  sendMetadata(call, name, Array.from(values, ([key, value]) => valueLine(call, name, key, value)).join(""));
}

/** Answers SYNC: what the client subscribed to, of a user, of a channel with its members, or of all. False for others. */
export function sendSync(call: Call, name: string): boolean {
  const { state, user } = call.client.session;
  const isAll = name === ALL && user !== undefined;
  const target = isAll ? { name, values: new Map<string, string>() } : readable(call, name);
  if (!target) return false;
  const channel = channelByName(state, name);
  let targets: Iterable<Target> = [target];
  if (isAll) targets = everything(call, user);
  else if (channel && user) targets = around(state, channel, user);
  const { lines, isWhole } = gather(call, targets, LIMITS.ircAnswerLines);
  if (!isWhole) lines.push(problemLine(call, "lines", [target.name, String(LIMITS.ircAnswerLines)], "WARN"));
  sendMetadata(call, target.name, lines.join(""));
  return true;
}

/** Who comes into a channel is shown what they subscribed to; if that is much, they are to ask for it. */
export function sendArrivalMetadata(call: Call, user: User, channel: Channel): void {
  const { client } = call;
  if (!isAware(client)) return;
  const isLarge = client.subscriptions.size > 0 && channel.members.size > LIMITS.arrivalMembers;
  const found = isLarge ? undefined : gather(call, around(client.session.state, channel, user), LIMITS.arrivalLines);
  if (found?.isWhole) sendMetadata(call, channel.name, found.lines.join(""));
  else sendLater(call, channel.name);
}

/** What the client subscribed to of a user that it monitors, who is here. */
export function sendMetadataOf(call: Call, nick: string): void {
  if (isAware(call.client)) sendSync(call, nick);
}

/** What the client's own user tells of themselves, whatever it subscribed to. */
export function sendOwnMetadata(call: Call, { nick, metadata }: User): void {
  if (!isAware(call.client)) return;
  sendMetadata(call, nick, Array.from(metadata, ([key, value]) => newsLine(call, nick, key, value)).join(""));
}

/** 760: what somebody tells of themselves. */
export function sendWhoisMetadata(call: Call, { nick, metadata }: User): void {
  if (!isAware(call.client)) return;
  for (const [key, value] of metadata) call.numeric("760", [nick, key, "*"], value);
}

/** Shows a change of a key to which the client is subscribed. */
export function showMetadata(call: Call, { to, key, value }: MetadataEvent): void {
  const { client } = call;
  if (isAware(client) && client.subscriptions.has(key)) call.send(newsLine(call, to, key, value));
}

/** 774: of what the client is to ask for the keys that are new to it. The older draft has no word for all of it. */
export function sendLaterForAll(call: Call, user: User): void {
  const { monitor, session } = call.client;
  if (!isOlder(call.client)) {
    sendLater(call, ALL);
    return;
  }
  for (const name of user.channels.keys()) {
    const channel = session.state.channels.get(name);
    if (channel) sendLater(call, channel.name);
  }
  for (const nick of monitor.nicks) if (userByNick(session.state, nick)) sendLater(call, nick);
}

/** 774. Nobody has to wait: what is asked for is answered. */
function sendLater(call: Call, name: string): void {
  if (isOlder(call.client)) call.numeric("774", [name]);
  else call.numeric("774", [name, "0"], "Ask for it with METADATA SYNC");
}

/** A value that was not asked for by its name; none if it was removed. The older draft has a message for that. */
function newsLine(call: Call, name: string, key: string, value: string | undefined): string {
  const { client } = call;
  if (!isOlder(client)) return valueLine(call, name, key, value);
  const params = [name, key, "*", ...(value === undefined ? [] : [value])];
  return formatLine({ tags: {}, source: client.server.name, command: "METADATA", params }, value !== undefined);
}

/** Outsiders may read of a channel what they could see by going there. */
function mayRead(channel: Channel, user: User): boolean {
  return channel.members.has(user.id) || (isVisible(channel, user) && !channel.flags.includes("i"));
}

/** Whatever the client is told of; some of it more than once. */
function* everything({ client }: Call, user: User): Generator<Target> {
  const { state } = client.session;
  yield targetOf(user);
  for (const name of user.channels.keys()) {
    const channel = state.channels.get(name);
    if (channel) yield* around(state, channel, user);
  }
  for (const nick of client.monitor.nicks) {
    const other = userByNick(state, nick);
    if (other) yield targetOf(other);
  }
}

/** A channel and those of its members whom the user sees. */
function* around(state: State, channel: Channel, user: User): Generator<Target> {
  yield targetOf(channel);
  for (const member of membersSeen(state, channel.name, user)) yield targetOf(member.user);
}

/** What the client subscribed to of these targets. It stops after so many lines, or as many looks as there may be users. */
function gather(
  call: Call,
  targets: Iterable<Target>,
  most: number,
): { readonly lines: string[]; readonly isWhole: boolean } {
  const { subscriptions } = call.client;
  const lines: string[] = [];
  const seen = new Set<Target["values"]>();
  if (subscriptions.size === 0) return { lines, isWhole: true };
  let looks = 0;
  for (const { name, values } of targets) {
    if (++looks > LIMITS.users) return { lines, isWhole: false };
    if (values.size === 0 || seen.has(values)) continue;
    seen.add(values);
    for (const [key, value] of values) {
      if (!subscriptions.has(key)) continue;
      if (lines.length >= most) return { lines, isWhole: false };
      lines.push(newsLine(call, name, key, value));
    }
  }
  return { lines, isWhole: true };
}

function targetOf(of: User | Channel): Target {
  return { name: "nick" in of ? of.nick : of.name, values: of.metadata };
}
