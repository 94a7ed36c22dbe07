import type { FileRef } from "../core/files.ts";
import { CHANNEL_MODES, signsOf } from "../core/modes.ts";
import type { Member, ModesAnswer, Ok, WhoisAnswer } from "../wire/json/messages.ts";
import { sayBytes } from "./say-bytes.ts";

/**
 * The answer to a question as lines of text; none for the answer to a command. What others wrote stands in them as it is.
 *
 * @param time how a time is written
 */
export function answerLines(answer: Ok, time: (at: number) => string): readonly string[] {
  const { channel, members, topic, masks, channels, user, refused, files } = answer;
  if (channel !== undefined && members) return namesLines(channel, members, topic);
  if (channel !== undefined && masks) return modesLines({ ...answer, channel, masks }, time);
  if (channel !== undefined && topic !== undefined) return [topicLine(channel, topic)];
  if (channels) {
    return channels.map((one) => `${one.channel} (${one.members})${one.topic ? `: ${one.topic}` : ""}`);
  }
  if (files) return filesLines(files);
  if (user) {
    const { realname = "", since = 0, spoke = since, dialects = [], in: inside = [], away, operator } = answer;
    const others = { ...(away !== undefined && { away }), ...(operator && { operator }) };
    return whoisLines({ user, realname, since, spoke, dialects, in: inside, ...others }, time);
  }
  return (refused ?? []).map(({ text, about }) => (about === undefined ? text : `${about}: ${text}`));
}

function filesLines(files: readonly FileRef[]): readonly string[] {
  if (files.length === 0) return ["There are no files."];
  return files.map(({ name, type, size }) => `${name} (${sayBytes(size)}, ${type})`);
}

function namesLines(channel: string, members: readonly Member[], topic: string | undefined): readonly string[] {
  const names = members.map(nameWithSign);
  const about = topic === undefined ? [] : [topicLine(channel, topic)];
  return [...about, `${channel} (${members.length}): ${names.join(" ")}`];
}

function topicLine(channel: string, topic: string): string {
  return topic === "" ? `${channel} has no topic.` : `${channel} is about: ${topic}`;
}

/** The modes with a line for each that says what it does, and then who is in the lists of masks. */
function modesLines(answer: Ok & Pick<ModesAnswer, "channel" | "masks">, time: (at: number) => string): string[] {
  const { channel, flags = "", key, limit, forward, masks } = answer;
  const values = { k: key, l: limit, f: forward };
  const given = Object.entries(values).flatMap(([mode, value]) =>
    value === undefined ? [] : [[mode, value] as const],
  );
  const letters = flags + given.map(([mode]) => mode).join("");
  const all = [letters, ...given.map(([, value]) => value)].join(" ");
  return [
    letters === "" ? `${channel} has no modes.` : `${channel} has the modes +${all}`,
    ...[...letters].map((mode) => `  ${mode} ${CHANNEL_MODES[mode]?.text ?? ""}`.trimEnd()),
    ...masks.map(({ list, mask, by, at }) => `  +${list} ${mask} (by ${by}, ${time(at)})`),
  ];
}

/** A nick behind the sign of its standing, as in `@alice`. */
export function nameWithSign({ modes, nick }: Member): string {
  return signsOf(modes).slice(0, 1) + nick;
}

function whoisLines(who: WhoisAnswer, time: (at: number) => string): string[] {
  const { user, realname, away, operator, since, spoke, dialects, in: inside } = who;
  const lines = [`${user.nick} is ${user.user}@${user.host}${realname === "" ? "" : ` (${realname})`}`];
  if (user.account !== undefined) lines.push(`  account ${user.account}`);
  if (inside.length > 0) lines.push(`  in ${inside.join(" ")}`);
  lines.push(`  here since ${time(since)}${dialects.length > 0 ? ` by ${dialects.join(", ")}` : ""}`);
  if (spoke > since) lines.push(`  last said something ${time(spoke)}`);
  if (operator) lines.push("  operator of the server");
  if (away !== undefined) lines.push(`  away: ${away}`);
  return lines;
}
