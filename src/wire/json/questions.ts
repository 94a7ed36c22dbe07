import { refuse } from "../../core/answers.ts";
import type { Join } from "../../core/commands.ts";
import { LIMITS } from "../../core/limits.ts";
import { channelJoined } from "../../core/rules/channels.ts";
import type { Session } from "../../core/session.ts";
import { channelByName, markersOf, type State, type User, userByNick, whoIs } from "../../core/state.ts";
import { channelsOf, channelsSeen, isVisible, membersSeen, presenceOf } from "../../core/view.ts";
import { filesAnswer, ticketAnswer } from "./files.ts";
import { historyAnswer, pastQuestion } from "./history.ts";
import type { Marker, ModesAnswer, NamesAnswer, Ok, Pair, WhoisAnswer } from "./messages.ts";
import type { Question } from "./question-schemas.ts";
import { searchQuestion } from "./search.ts";
import type { Talk } from "./talk.ts";

/** What a JSON client is told who asks about the state as it stands, or about the past. */

/** A question that only who is somebody may ask. */
export type StateQuestion = Exclude<Question, { type: "ping" | "bye" }>;

/** Answers a question of that user's connection. */
export function answerQuestion({ session, line, settings, answers }: Talk, user: User, command: StateQuestion): void {
  const { state } = session;
  const { ref } = command;
  switch (command.type) {
    case "names":
      answers.found(ref, namesAnswer(state, command.channel, user), refuse("no-such-channel", command.channel));
      return;
    case "modes":
      answers.found(ref, modesAnswer(state, command.channel, user), refuse("no-such-channel", command.channel));
      return;
    case "channels":
      answers.ok(ref, channelsAnswer(state, user));
      return;
    case "whois":
      answers.found(ref, whoisAnswer(state, command.nick, user), refuse("no-such-nick", command.nick));
      return;
    case "talks":
      answers.look(ref, talksAnswer(session, command.limit));
      return;
    case "history":
      answerHistory(command, { session, answers });
      return;
    case "search": {
      const question = searchQuestion(command);
      if ("code" in question) answers.refuse(ref, question);
      else answers.look(ref, session.search(question));
      return;
    }
    case "files":
      answers.look(ref, filesAnswer(session, command));
      return;
    case "ticket":
      answers.tell(ref, ticketAnswer(line, settings));
  }
}

function answerHistory(
  command: Extract<Question, { type: "history" }>,
  { session, answers }: Pick<Talk, "session" | "answers">,
): void {
  const question = pastQuestion(command);
  if ("code" in question) {
    answers.refuse(command.ref, question);
    return;
  }
  const told = session.read(question);
  answers.look(
    command.ref,
    told.then((past) => ("refusal" in past ? past : historyAnswer(command, past))),
  );
}

/** With whom the user has talked, the latest first. */
async function talksAnswer(
  session: Pick<Session, "state" | "targets">,
  limit: number = LIMITS.talksDefault,
): Promise<Pick<Ok, "talks">> {
  const between = [Number.MAX_SAFE_INTEGER, 0] as const;
  const talks = await session.targets({ between, limit: Math.min(limit, LIMITS.talksListed), talksOnly: true });
  return {
    talks: talks.toReversed().map(({ name, at, seq }) => ({
      with: name,
      at,
      seq,
      ...(userByNick(session.state, name) && { here: true }),
    })),
  };
}

/** What is told who came into a channel: which one that is. */
export function joinAnswer({ state, user }: Pick<Session, "state" | "user">, act: Join): Pick<Ok, "channel" | "id"> {
  const channel = user && channelJoined(state, user, act);
  return channel ? { channel: channel.name, id: channel.id } : {};
}

/** Who is in a channel, and what it is about; nothing if there is none that the asker may see. */
function namesAnswer(state: State, name: string, asker: User): NamesAnswer | undefined {
  const channel = channelByName(state, name);
  if (!channel || !isVisible(channel, asker)) return undefined;
  const seen = membersSeen(state, name, asker);
  const members = seen.slice(0, LIMITS.membersListed).map(({ user, modes }) => ({
    ...whoIs(user),
    modes,
    dialects: presenceOf(state, user).dialects,
    ...(user.away !== undefined && { away: user.away }),
  }));
  return {
    channel: channel.name,
    flags: channel.flags,
    ...(channel.topic && { topic: channel.topic.text }),
    ...metadataOf(channel),
    members,
    ...(seen.length > members.length && { more: true }),
  };
}

/** How a channel's modes stand; nothing if there is none that the asker may see. Only members see its key. */
function modesAnswer(state: State, name: string, asker: User): ModesAnswer | undefined {
  const channel = channelByName(state, name);
  if (!channel || !isVisible(channel, asker)) return undefined;
  const { flags, key, limit, forward, lists, members } = channel;
  const masks = MASK_LISTS.flatMap((list) => lists[list].map(({ mask, by, at }) => ({ list, mask, by, at })));
  return {
    channel: channel.name,
    ...(members.has(asker.id) && { id: channel.id }),
    flags,
    ...(key !== undefined && { key: members.has(asker.id) ? key : "*" }),
    ...(limit !== undefined && { limit }),
    ...(forward && { forward: forward.name }),
    masks,
  };
}

const MASK_LISTS = ["b", "e", "I"] as const;

/** The channels that the asker may see, so many as are listed. */
function channelsAnswer(state: State, asker: User): Pick<Ok, "channels" | "more"> {
  const seen = channelsSeen(state, asker);
  const channels = seen.slice(0, LIMITS.channelsListed).map(({ name, members, topic }) => ({
    channel: name,
    members: members.size,
    ...(topic && { topic: topic.text }),
  }));
  return { channels, ...(seen.length > channels.length && { more: true }) };
}

/** What the asker may know of a user; nothing if nobody has that nick. */
function whoisAnswer(state: State, nick: string, asker: User): WhoisAnswer | undefined {
  const user = userByNick(state, nick);
  if (!user) return undefined;
  return {
    user: whoIs(user),
    realname: user.realname,
    ...(user.away !== undefined && { away: user.away }),
    ...(user.operator !== undefined && { operator: true }),
    ...presenceOf(state, user),
    spoke: user.spoke,
    in: channelsOf(state, user, asker).map((channel) => channel.name),
    ...metadataOf(user),
  };
}

/** What a user has read, by names as they are written now; the marker that was set last is the last. */
export function listMarkers(state: State, user: User): readonly Marker[] {
  return [...markersOf(state, user)].map(([to, until]) => ({ to: nameOf(state, to), until }));
}

function nameOf(state: State, folded: string): string {
  const name = folded.startsWith("#") ? channelByName(state, folded)?.name : userByNick(state, folded)?.nick;
  return name ?? folded;
}

function metadataOf({ metadata }: { readonly metadata: ReadonlyMap<string, string> }): {
  readonly metadata?: readonly Pair[];
} {
  return metadata.size === 0 ? {} : { metadata: [...metadata].map(([key, value]) => ({ key, value })) };
}
