import type { FileRef } from "../core/files.ts";
import { signsOf } from "../core/modes.ts";
import type { Member, Ok, WhoisAnswer } from "../wire/json/messages.ts";
import { sayBytes } from "./say-bytes.ts";

/**
 * The answer to a question as lines of text; none for the answer to a command. What others wrote stands in them as it is.
 *
 * @param time how a time is written
 */
export function answerLines(answer: Ok, time: (at: number) => string): readonly string[] {
  const { channel, members, topic, channels, user, refused, files } = answer;
  if (channel !== undefined && members) return namesLines(channel, members, topic);
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
  const about = topic === undefined ? [] : [`${channel} is about: ${topic}`];
  return [...about, `${channel} (${members.length}): ${names.join(" ")}`];
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
